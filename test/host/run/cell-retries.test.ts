/** Decision C8: one repetition counts as an answer; three in a day are a plugin that nobody can rely on. */
import { expect, it, vi } from "vitest";
import type { RunDeps } from "#host/run/deps.ts";
import { assert, ok } from "#host/kernel/result.ts";
import { wall } from "#test/kit/run-wall.ts";
import { aPlace, barAt, ofKind, SLOT, type Place } from "#test/kit/run-place.ts";

vi.mock("tweetnacl", async () => (await import("#test/kit/remembering-nacl.ts")).rememberingNacl());

/** Bars of five minutes in a day. */
const DAY = 288;

/** The same cells, but these bars had to be asked twice. */
function askedTwice(place: Place, bars: readonly number[]): RunDeps["openCell"] {
  const { openCell } = place.world;
  assert(openCell !== undefined, "the world has cells");
  return async (...given) => {
    const opened = await openCell(...given);
    if (!opened.ok) return opened;
    const cell = opened.value;
    return ok({
      ...cell,
      evaluate: async (frame, wanted) => {
        const replies = await cell.evaluate(frame, wanted);
        return replies.map((reply, i) => {
          const bar = barAt((frame.columns.ts[frame.first + i] ?? 0) + 1);
          return { ...reply, retried: bars.includes(bar) };
        });
      },
    });
  };
}

it.for<[name: string, bars: readonly number[], quarantinedAt: number | null]>([
  ["one", [4], null],
  ["two", [4, 5], null],
  ["three", [4, 9, 20], 20],
  ["a third at the end of the day", [4, 5, DAY + 3], DAY + 3],
  ["a third when the first is a day old", [4, 5, DAY + 4], null],
])("%s in a day", { timeout: 60_000 }, async ([, bars, quarantinedAt]) => {
  const place = aPlace(() => "N", { bars: DAY + 40 });
  const run = await wall({ ...place.world, openCell: askedTwice(place, bars) });
  expect(run.ok).toBe(true);
  const retried = ofKind(place, "decision").filter(({ body }) => body.retried === true);
  expect(retried.map(({ body }) => barAt(body.bar * 300_000 + 1))).toEqual(bars);
  expect(
    ofKind(place, "quarantined").map(({ slot, at, body }) => [slot, barAt(at), body.code]),
  ).toEqual(quarantinedAt === null ? [] : [[SLOT, quarantinedAt, "cell_retries_reached"]]);
});

it("an answer that failed twice says so, in the decision and in what puts the slot into quarantine", async () => {
  const place = aPlace(({ bar }) => (bar === 4 ? "F:overran" : "N"));
  const run = await wall({ ...place.world, openCell: askedTwice(place, [4]) }, { steps: 8 });
  expect(run.ok).toBe(true);
  const [decided] = ofKind(place, "decision").filter(({ body }) => body.answer === "F:overran");
  expect(decided?.body.retried).toBe(true);
  for (const kind of ["fault", "quarantined"] as const) {
    expect(ofKind(place, kind).map(({ body }) => body.message)).toEqual([
      expect.stringContaining("overran after a first attempt that failed too"),
    ]);
  }
});
