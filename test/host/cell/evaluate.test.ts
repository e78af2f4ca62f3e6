import { describe, expect, it } from "vitest";
import {
  evaluateFresh,
  evaluateResident,
  type CellEvent,
  type Workplace,
} from "#host/cell/evaluate.ts";
import { CELL_LIMITS } from "#host/cell/limits.ts";
import type { Outcome } from "#host/cell/process.ts";
import { WHAT, type What } from "#host/cell/wire.ts";
import { aFrame, LOOKBACK } from "./kit.ts";

/** A cell of our own that says what a test wants; it counts how often it was killed. */
function aPlace(say: (what: What, asked: number) => Outcome | string, sampled = false) {
  const seen = { asked: [] as What[], waits: [] as number[], dropped: 0, replaced: 0 };
  const cell = {
    started: Promise.resolve({ ok: true as const }),
    process: {
      pid: 1,
      request: (what: What, _: Uint8Array, wallMs: number) => {
        seen.asked.push(what);
        seen.waits.push(wallMs);
        const said = say(what, seen.asked.length);
        return Promise.resolve(
          typeof said === "string" ? { kind: "reply" as const, text: said } : said,
        );
      },
      kill: () => Promise.resolve(),
    },
  };
  const place: Workplace = {
    series: [{ lookback: LOOKBACK, columns: ["close"] }],
    deadlines: CELL_LIMITS,
    valueMax: 1,
    laterBars: 0,
    isSampled: () => sampled,
    pair: {
      current: () => cell,
      inUse: () => cell,
      replace: () => {
        seen.replaced += 1;
        return Promise.resolve(cell);
      },
      drop: () => {
        seen.dropped += 1;
        return Promise.resolve();
      },
      warmUp: () => undefined,
      close: () => Promise.resolve(),
    },
  };
  return { place, seen };
}

describe("a cell that lies", () => {
  it.for<[name: string, said: string]>([
    ["says nothing", ""],
    ["answers too few bars", "N"],
    ["answers too many bars", "N\nN\nN"],
    ["says what the judge cannot", "N\nE1|B|2|||all in"],
    ["answers an entry with an exit", "N\nX1"],
    ["breaks the line inside a rationale", "E1|B||||a\nb"],
    ["invents a fault", "N\nF:market_closed"],
  ])("and %s is killed, and none of its answers counts", async ([, said]) => {
    const { place, seen } = aPlace(() => said);
    const events: CellEvent[] = [];
    expect(await evaluateResident(place, aFrame(2), events)).toEqual([
      "F:answer_malformed",
      "F:skipped",
    ]);
    expect([seen.dropped, seen.asked.length, events]).toEqual([1, 1, []]);
  });

  it("is killed in a fresh evaluation too", async () => {
    const { place, seen } = aPlace(() => "N\nN");
    expect(await evaluateFresh(place, aFrame(3), [])).toEqual([
      "F:answer_malformed",
      "F:skipped",
      "F:skipped",
    ]);
    expect(seen.dropped).toBe(1);
  });

  it("is not asked again when it broke the protocol", async () => {
    const { place, seen } = aPlace(() => ({ kind: "malformed" }));
    expect(await evaluateFresh(place, aFrame(1), [])).toEqual(["F:answer_malformed"]);
    expect([seen.replaced, seen.asked.length]).toEqual([0, 1]);
  });
});

describe("a cell that is asked for a value", () => {
  it.for<[said: string, answers: readonly string[]]>([
    ["V0.5\nV-", ["V0.5", "V-"]],
    ["V-1\nV1", ["V-1", "V1"]],
    ["V0.5\nF:value_type", ["V0.5", "F:value_type"]],
    ["V0.5\nN", ["F:answer_malformed", "F:skipped"]],
    ["V0.5\nX1", ["F:answer_malformed", "F:skipped"]],
    // The judge knows how large a score may be, and a cell that says more is not ours.
    ["V0.5\nV1.0000000000000002", ["F:answer_malformed", "F:skipped"]],
    ["V0.5\nV-2", ["F:answer_malformed", "F:skipped"]],
  ])("and says %j", async ([said, answers]) => {
    const { place } = aPlace(() => said);
    expect(await evaluateResident(place, aFrame(2, { fn: "value" }), [])).toEqual(answers);
  });

  it("may say any finite number of a factor", async () => {
    const { place } = aPlace(() => "V1.7976931348623157e+308");
    const factor = { ...place, valueMax: Number.MAX_VALUE };
    expect(await evaluateFresh(factor, aFrame(1, { fn: "value" }), [])).toEqual([
      "V1.7976931348623157e+308",
    ]);
  });

  it("may not answer an entry with a value", async () => {
    const { place } = aPlace(() => "V0.5");
    expect(await evaluateFresh(place, aFrame(1), [])).toEqual(["F:answer_malformed"]);
  });
});

describe("decision C8", () => {
  it.for<[name: string, first: Outcome | string]>([
    ["overran", "F:overran"],
    ["heap_full", "F:heap_full"],
    ["killed", { kind: "killed" }],
    ["died", { kind: "died", why: "Fatal error" }],
  ])(
    "repeats once after %s, elsewhere and with more time, and the answer counts",
    async ([name, first]) => {
      const { place, seen } = aPlace((_, asked) => (asked === 1 ? first : "N"));
      const events: CellEvent[] = [];
      expect(await evaluateFresh(place, aFrame(1), events)).toEqual(["N"]);
      expect(events).toMatchObject([{ kind: "cell_retried", bar: 0, fault: name, answered: true }]);
      expect(seen.replaced).toBe(1);
      expect(seen.waits).toEqual([CELL_LIMITS.evaluateWallMs, CELL_LIMITS.repeatWallMs]);
    },
  );

  it("does not repeat a third time, and evaluates no later bar", async () => {
    const { place, seen } = aPlace(() => ({ kind: "killed" }));
    const events: CellEvent[] = [];
    expect(await evaluateFresh(place, aFrame(3), events)).toEqual([
      "F:killed",
      "F:skipped",
      "F:skipped",
    ]);
    expect(events).toMatchObject([{ kind: "cell_retried", fault: "killed", answered: false }]);
    expect([seen.asked.length, seen.dropped]).toEqual([2, 1]);
  });

  it.for(["F:threw:TypeError", "F:answer_type", "F:escaped", "F:threw_determinism:Date"])(
    "does not repeat %s",
    async (fault) => {
      const { place, seen } = aPlace(() => fault);
      expect(await evaluateFresh(place, aFrame(2), [])).toEqual([fault, fault]);
      expect([seen.asked.length, seen.replaced]).toEqual([2, 0]);
    },
  );
});

describe("a resident frame", () => {
  it.for<[name: string, said: Outcome | string, dropped: number]>([
    ["overran", "F:overran", 0],
    ["escaped", "F:escaped", 0],
    ["killed", { kind: "killed" }, 1],
    ["died", { kind: "died", why: "" }, 1],
  ])("that %s is evaluated bar by bar", async ([name, said, dropped]) => {
    const { place, seen } = aPlace((what) => (what === WHAT.evaluateResident ? said : "N"));
    const events: CellEvent[] = [];
    expect(await evaluateResident(place, aFrame(3), events)).toEqual(["N", "N", "N"]);
    expect(events).toMatchObject([{ kind: "cell_frame_repeated", fault: name }]);
    expect([seen.asked.length, seen.dropped]).toEqual([4, dropped]);
    expect(seen.waits[0]).toBe(CELL_LIMITS.frameWallMs);
  });

  it("ends at the first bar whose fresh answer is another one", async () => {
    const { place } = aPlace((what, asked) => {
      if (what === WHAT.evaluateResident) return "N\nN\nN";
      return asked === 3 ? "E1|B||||x" : "N";
    }, true);
    const events: CellEvent[] = [];
    expect(await evaluateResident(place, aFrame(3), events)).toEqual([
      "N",
      "F:answers_differ",
      "F:skipped",
    ]);
    expect(events).toEqual([
      { kind: "cell_sampled", bar: 0, equal: true },
      { kind: "cell_sampled", bar: 1, equal: false },
    ]);
  });
});
