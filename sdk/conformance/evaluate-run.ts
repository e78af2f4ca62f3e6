/** One run of a lab in one open cell: rows in, one answer per row out. */
import type { CellFrame } from "#host/cell/frame.ts";
import { CELL_LIMITS } from "#host/cell/limits.ts";
import type { CellSession } from "#host/cell/session.ts";
import { assert } from "#host/kernel/result.ts";
import { ENDING, partOf } from "../signals/evaluate.ts";
import type { LabRun, Question } from "./lab.ts";
import type { Framed } from "./recording.ts";

/** Some bars of one frame. */
interface Part {
  readonly frame: CellFrame;
  readonly rows: readonly number[];
}

/** What a run learns on its way. */
interface State {
  readonly repeated: string[];
  /** Bars per crossing. */
  barsMax: number;
}

/** What a run came to. */
export interface Evaluated {
  readonly rows: readonly number[];
  readonly answers: readonly string[];
  /** Faults of crossings that were repeated in fresh isolates. */
  readonly repeated: readonly string[];
  /** The fault after which the other rows were not evaluated; null when all were. */
  readonly ended: string | null;
}

/**
 * Evaluates the rows of a run, in their order.
 *
 * @param mayGoOn - Asked before each crossing; false ends the run as a fault does.
 */
export async function evaluateRun(
  session: CellSession,
  framed: Framed,
  run: LabRun & Question,
  mayGoOn: () => boolean,
): Promise<Evaluated> {
  const rows: number[] = [];
  const answers: string[] = [];
  const state: State = { repeated: [], barsMax: run.barByBar === true ? 1 : CELL_LIMITS.frameBars };
  let ended: string | null = null;
  for (const part of partsOf(framed, run)) {
    for (let from = 0; from < part.rows.length;) {
      if (ended === null && !mayGoOn()) ended = "skipped";
      const frame = partOf(part.frame, from, state.barsMax);
      const some = part.rows.slice(from, from + frame.count);
      const said: readonly string[] | null =
        ended === null ? await crossing(session, frame, run, state) : null;
      rows.push(...some);
      answers.push(...(said ?? some.map(() => "F:skipped")));
      ended ??= said === null ? null : endingOf(said);
      from += frame.count;
    }
  }
  return { rows, answers, repeated: state.repeated, ended };
}

async function crossing(
  session: CellSession,
  cell: CellFrame,
  run: LabRun & Question,
  state: State,
): Promise<readonly string[]> {
  const { fn, side } = run;
  const frame = { ...cell, fn, ...(side === undefined ? {} : { side }) };
  const { answers, events } = await (run.fresh === true
    ? session.evaluateFresh(frame)
    : session.evaluate(frame));
  // One slow bar of many is not one that never ends: fewer bars a crossing find the guilty one sooner.
  for (const event of events) {
    if (event.kind !== "cell_frame_repeated") continue;
    state.repeated.push(event.fault);
    state.barsMax = Math.max(1, Math.floor(frame.count / 2));
  }
  return answers;
}

function endingOf(answers: readonly string[]): string | null {
  const codes = answers.filter((each) => each.startsWith("F:")).map((each) => each.slice(2));
  return codes.find((code) => ENDING.has(code)) ?? null;
}

/** Ascending rows share crossings with their neighbours; in any other order each bar has its own. */
function* partsOf(framed: Framed, run: LabRun): Generator<Part> {
  const { rows } = run;
  if (rows === undefined) {
    for (const { cell, rows: own } of framed.frames) yield { frame: cell, rows: own };
    return;
  }
  const alone = run.barByBar === true || !isAscending(rows);
  for (let k = 0; k < rows.length;) {
    const count = alone ? 1 : neighbours(framed, rows, k);
    const place = placeOf(framed, rows[k]);
    const frame = framed.frames[place.frame];
    assert(frame !== undefined, "a place is in a frame");
    yield { frame: partOf(frame.cell, place.offset, count), rows: rows.slice(k, k + count) };
    k += count;
  }
}

/** How many rows from index `k` on are consecutive and of one frame. */
function neighbours(framed: Framed, rows: readonly number[], k: number): number {
  const first = rows[k] ?? 0;
  const { frame } = placeOf(framed, first);
  let count = 1;
  while (rows[k + count] === first + count && placeOf(framed, first + count).frame === frame) {
    count += 1;
  }
  return count;
}

function placeOf(framed: Framed, row: number | undefined) {
  const place = row === undefined ? undefined : framed.places.get(row);
  assert(place !== undefined, `row ${String(row)} can be evaluated`);
  return place;
}

function isAscending(rows: readonly number[]): boolean {
  return rows.every((row, k) => k === 0 || row > (rows[k - 1] ?? row));
}
