/** Which rows a rule looks at, when it cannot look at all. */
import type { Lab, Recording } from "../lab.ts";
import { speaking } from "./decisions.ts";

/** The recordings that say most, most first: a rule that looks at some of them looks where it could find something. */
export async function liveliest(lab: Lab, count: number): Promise<readonly Recording[]> {
  const counted = await Promise.all(
    lab.recordings.map(async (recording) => {
      return { recording, signals: speaking(await lab.reference(recording)).length };
    }),
  );
  const sorted = counted.toSorted((a, b) => b.signals - a.signals);
  return sorted.slice(0, count).map(({ recording }) => recording);
}

/** At most `count` of the items, evenly spread, the first and the last among them. */
export function spread<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  if (count <= 1) return items.slice(0, count);
  const step = (items.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, k) => items[Math.round(k * step)]).filter(
    (item) => item !== undefined,
  );
}

/** Evaluable rows from `before` rows before each centre to `after` behind it, ascending. */
export function around(
  recording: Recording,
  centres: readonly number[],
  before: number,
  after: number,
): readonly number[] {
  const wanted = new Set<number>();
  for (const centre of centres) {
    for (let row = centre - before; row <= centre + after; row += 1) wanted.add(row);
  }
  return recording.rows.filter((row) => wanted.has(row));
}

/**
 * Rows worth the time: those given first, then ordinary ones between them, so many as the lookback allows. A single
 * bar carries its whole window into the cell, so long windows get fewer.
 */
export function worthAsking(
  recording: Recording,
  first: readonly number[],
  max: number,
): readonly number[] {
  const chosen = new Set([...spread(first, max), ...spread(recording.rows, max)].slice(0, max));
  return recording.rows.filter((row) => chosen.has(row));
}

/** How many single bars of such a lookback a rule may ask for. */
export function singleBars(lookback: number, quick: boolean): number {
  const bars = Math.floor(120_000 / Math.max(lookback, 200));
  return quick ? Math.ceil(bars / 6) : bars;
}
