/** Who approves again what runs already, and how it is said that something ends (B5); a clock that was wrong (B1). */
import { describe, expect, it, vi } from "vitest";
import { enters } from "#test/kit/run-cell.ts";
import { aPlace, intentsOf, ofKind, type Place } from "#test/kit/run-place.ts";
import { wall } from "#test/kit/run-wall.ts";
import { NOW_MS, type TestPlugin } from "#test/kit/signer.ts";
import { aStrategy } from "#test/kit/run-workspace.ts";
import { writeTimeReset } from "#test/kit/statements.ts";

vi.mock("tweetnacl", async () => (await import("#test/kit/remembering-nacl.ts")).rememberingNacl());

const DAY_MS = 86_400_000;
const RISK = "leverage = 1\ntp_pct = 40\nsl_pct = 30\n";
const SLOT = "paper.main.BTCUSDT";
const iso = (ms: number): string => new Date(ms).toISOString();

function longHeld(expires?: string): Place {
  return aPlace(
    ({ fn, bar }) => (fn === "exit" ? (bar === 8 ? "X1" : "X0") : bar === 1 ? enters("Buy") : "N"),
    { risk: RISK, ...(expires === undefined ? {} : { change: { expires } }) },
  );
}
/** The same code, approved again as slot version 2. */
function renew({ workspace, first }: Place, change: object = {}): void {
  const plugin: TestPlugin = aStrategy({
    id: "slow",
    version: 1,
    bundle: "// 1\n",
    lookback: 3,
    risk: RISK,
  });
  const place = { slotVersion: 2, previous: first.digest, reason: "again" };
  workspace.sign({ slot: SLOT, plugin, change: { ...place, ...change } });
}
const adopted = (place: Place) =>
  ofKind(place, "adopted").map(({ body }) => [body.slotVersion, body.renews]);

describe("a renewal", () => {
  it("is adopted while a position is open, whose exit signal it goes on to give", async () => {
    const place = longHeld();
    const before = (step: number): void => void (step === 4 && renew(place));
    expect((await wall(place.world, { steps: 12, before })).ok).toBe(true);
    expect(adopted(place)).toEqual([
      [1, undefined],
      [2, place.first.digest],
    ]);
    expect(intentsOf(place)).toEqual([
      [1, "entry", "because"],
      [8, "exit", "exit_signal"],
    ]);
  });

  it("comes in time for an approval that has ended with a position open", async () => {
    const place = longHeld(iso(NOW_MS + DAY_MS));
    const before = (step: number): void => {
      if (step === 3) place.time.nowMs = NOW_MS + DAY_MS;
      if (step === 5) renew(place);
    };
    expect((await wall(place.world, { steps: 12, before })).ok).toBe(true);
    expect(ofKind(place, "trust_lost").map(({ body }) => body.code)).toEqual(["approval_expired"]);
    expect(adopted(place).length).toBe(2);
    expect(intentsOf(place).at(-1)).toEqual([8, "exit", "exit_signal"]);
  });

  it("that allows something else is none: it waits", async () => {
    const place = longHeld();
    const before = (step: number): void => {
      if (step !== 4) return;
      const risk = { ...place.first.approval.risk, timeStopBars: 100 };
      renew(place, { risk });
    };
    expect((await wall(place.world, { steps: 7, before })).ok).toBe(true);
    expect(adopted(place)).toEqual([[1, undefined]]);
  });
});

describe("what ends", () => {
  it("is said at seven, three and one day, once each", async () => {
    const place = longHeld(iso(NOW_MS + 30 * DAY_MS));
    const left = [30, 6.5, 6, 2.5, 2, 0.9, 0.5];
    const before = (step: number): void => {
      place.time.nowMs = NOW_MS + (30 - (left[step] ?? 0.4)) * DAY_MS;
    };
    expect((await wall(place.world, { steps: 8, before })).ok).toBe(true);
    const said = ofKind(place, "expiring").map(({ body, slot }) => [body.what, body.days, slot]);
    expect(said).toEqual([
      ["approval", 7, SLOT],
      ["approval", 3, SLOT],
      ["approval", 1, SLOT],
    ]);
  });
});

describe("a clock that was wrong once", () => {
  const WRONG_MS = NOW_MS + 200 * DAY_MS;
  /** Wants to enter from the third bar on. */
  async function poisoned(): Promise<Place> {
    const place = aPlace(({ bar }) => (bar >= 2 ? enters("Buy") : "N"), { risk: RISK });
    expect((await wall(place.world, { steps: 1 })).ok).toBe(true);
    place.time.nowMs = WRONG_MS;
    expect((await wall(place.world, { steps: 1 })).ok).toBe(true);
    place.time.nowMs = NOW_MS;
    return place;
  }

  it("stops entries when it is right again: one of the two instants is wrong", async () => {
    const place = await poisoned();
    const run = await wall(place.world, { steps: 2 });
    expect(run.ok ? "" : run.refusal.code).toBe("clock_untrusted");
    expect(intentsOf(place)).toEqual([]);
  });

  it("is put right by a signed reset, once", async () => {
    const place = await poisoned();
    writeTimeReset(place.workspace, iso(WRONG_MS), iso(NOW_MS));
    expect((await wall(place.world, { steps: 2 })).ok).toBe(true);
    expect(ofKind(place, "time_reset").map(({ body }) => [body.fromMs, body.toMs])).toEqual([
      [WRONG_MS, NOW_MS],
    ]);
    expect((await wall(place.world, { steps: 2 })).ok).toBe(true);
    expect(ofKind(place, "time_reset").length).toBe(1);
    expect(intentsOf(place)).toEqual([[2, "entry", "because"]]);
  });

  it("is not put right by a reset of another instant", async () => {
    const place = await poisoned();
    writeTimeReset(place.workspace, iso(WRONG_MS + 1), iso(NOW_MS));
    expect((await wall(place.world, { steps: 2 })).ok).toBe(false);
    expect(ofKind(place, "time_reset")).toEqual([]);
  });
});
