/** What a slot knows is a fold over its entries: each row is what one more entry changes, and that nothing else does. */
import { describe, expect, it } from "vitest";
import type { JournalDraft } from "#host/contract/journal.ts";
import {
  applyToSlot,
  emptySlot,
  RETRY_WINDOW_MS,
  type SlotState,
} from "#host/kernel/slot-state.ts";
import { draftOf, draftsOfEveryKind, T0 } from "#test/kit/drafts.ts";
import { frozen } from "#test/kit/frozen.ts";

const SLOT = "paper.main.BTCUSDT";
const ID = "abcdefghijklmnopqrstuvwxyz234567";
const OTHER_ID = "b".repeat(32);

function after(...entries: readonly JournalDraft[]): SlotState {
  return entries.reduce(
    (state, entry) => applyToSlot(frozen(state), frozen(entry)),
    emptySlot(SLOT),
  );
}
/** The members that the last of these entries changed. */
function changed(...entries: readonly JournalDraft[]): Partial<SlotState> {
  const before = after(...entries.slice(0, -1));
  const now = after(...entries);
  const names = Object.keys(now) as (keyof SlotState)[];
  return Object.fromEntries(
    names.filter((name) => now[name] !== before[name]).map((name) => [name, now[name]]),
  );
}

const intent = draftOf("intent");
const accepted = draftOf("order");
const entryFill = draftOf("fill", { at: T0 + 1 });
const exitFill = draftOf("fill", {
  body: { role: "take_profit", side: "Sell", feeE8: "7", clientOrderId: null },
});
const OPEN = [intent, accepted, entryFill] as const;

describe("an order of a slot", () => {
  it("is pending from the intent on", () => {
    expect(changed(intent)).toMatchObject({
      instrument: "BTCUSDT",
      pending: [{ clientOrderId: ID, role: "entry", status: "intended", side: "Buy", attempt: 0 }],
    });
  });

  it.for(["accepted", "unknown"] as const)("stays pending while it is %s", (status) => {
    const outcome = draftOf("order", { body: { status } });
    expect(changed(intent, outcome)).toMatchObject({ pending: [{ clientOrderId: ID, status }] });
  });

  it.for([
    ["rejected", draftOf("order", { body: { status: "rejected", code: "no" } })],
    ["filled", entryFill],
  ] as const)("is pending no more when it is %s", ([, entry]) => {
    expect(after(intent, entry).pending).toEqual([]);
  });

  it("is not touched by the outcome of another", () => {
    const other = draftOf("order", { body: { clientOrderId: OTHER_ID, status: "rejected" } });
    expect(after(intent, other).pending.length).toBe(1);
  });
});

describe("a position of a slot", () => {
  it("opens with the fill of an intent, under the exit plan of that intent", () => {
    expect(changed(...OPEN)).toMatchObject({
      pending: [],
      position: {
        side: "Buy",
        quantityE8: 1_000_000n,
        entryPriceE8: 9_326_030_000_000n,
        entryMs: T0 + 1,
        feesE8: 51_293_165n,
        fundingE8: 0n,
        takeProfitE8: 9_500_000_000_000n,
        stopLossE8: 9_200_000_000_000n,
        protected: false,
        costsComplete: true,
        rationale: "fast crossed above slow",
      },
    });
  });

  it("is not made by a fill that no intent explains", () => {
    const foreign = draftOf("fill", { body: { clientOrderId: OTHER_ID } });
    expect(after(foreign).position).toBe(null);
    expect(after(intent, foreign)).toMatchObject({
      position: null,
      pending: [{ clientOrderId: ID }],
    });
  });

  it("pays the fee of its exit and ends with the trade", () => {
    expect(after(...OPEN, exitFill).position?.feesE8).toBe(51_293_172n);
    expect(after(...OPEN, exitFill, draftOf("trade")).position).toBe(null);
  });

  it.for([
    [0.0001, true],
    [null, false],
  ] as const)(
    "settles funding at the rate %s: its costs are complete, %s",
    ([rate, costsComplete]) => {
      const funding = draftOf("funding", { body: { rate, amountE8: "-5" } });
      const later = draftOf("funding", { body: { rate: 0.0001, amountE8: "2" } });
      expect(after(...OPEN, funding, later).position).toMatchObject({
        fundingE8: -3n,
        costsComplete,
      });
    },
  );

  it.for([
    ["confirmed", true],
    ["moved", true],
    ["replaced", true],
    ["tightened", true],
    ["missing", false],
  ] as const)("whose protection is %s is protected: %s", ([state, isProtected]) => {
    const body = { state, takeProfitE8: "9400000000000", stopLossE8: null };
    expect(after(...OPEN, draftOf("protection", { body })).position).toMatchObject({
      protected: isProtected,
      takeProfitE8: 9_400_000_000_000n,
      stopLossE8: 9_200_000_000_000n,
    });
  });

  it.for(["protection", "funding", "trade"] as const)(
    "that is not there is not made by %s",
    (kind) => {
      expect(after(draftOf(kind)).position).toBe(null);
    },
  );
});

describe("the standing of a slot", () => {
  const quarantined = draftOf("quarantined");
  const lost = draftOf("trust_lost");

  it("is quarantine until a person releases it, whatever is adopted", () => {
    expect(after(quarantined, draftOf("adopted")).quarantined).not.toBe(null);
    const halt = draftOf("resumed", { body: { releases: "halt" } });
    expect(after(quarantined, halt).quarantined).not.toBe(null);
    expect(after(quarantined, draftOf("resumed")).quarantined).toBe(null);
  });

  it("is distrust until it verifies again or something else is adopted", () => {
    expect(after(lost).trustLost).toMatchObject({ code: "approval_expired" });
    expect(after(lost, draftOf("trust_regained")).trustLost).toBe(null);
    expect(after(lost, draftOf("adopted")).trustLost).toBe(null);
  });

  it("remembers why a pointer was refused until the next adoption", () => {
    const refused = draftOf("adoption_refused");
    expect(after(refused).adoptionRefused).toBe("signature_invalid");
    expect(after(refused, draftOf("adopted")).adoptionRefused).toBe(null);
  });

  it("counts repeated evaluations of a day, and forgets them when it is released", () => {
    const retried = (at: number): JournalDraft => draftOf("decision", { at });
    const day = RETRY_WINDOW_MS;
    expect(after(retried(T0), retried(T0 + 1)).retriesMs).toEqual([T0, T0 + 1]);
    expect(after(retried(T0), retried(T0 + day)).retriesMs).toEqual([T0 + day]);
    expect(after(retried(T0), quarantined, draftOf("resumed")).retriesMs).toEqual([]);
  });

  it("has decided a bar when the entry was decided, not the exit", () => {
    const exit = draftOf("decision", { body: { fn: "exit" } });
    expect(after(exit).decidedBar).toBe(null);
    expect(after(draftOf("decision")).decidedBar).toBe(5_890_752);
    expect(after(draftOf("warming_up")).warmingUp).toBe(true);
    expect(after(draftOf("warming_up"), draftOf("decision")).warmingUp).toBe(false);
  });
});

/** Entries that say nothing about what a slot knows. */
const SILENT = new Set([
  "host_started",
  "recovered",
  "slot_opened",
  "bar",
  "bar_missed",
  "gap",
  "superseded",
  "fault",
  "halted",
  "overlay",
  "breaker",
  "host_stopped",
  // Of the account: signed-state.ts folds them.
  "revoked",
  "trust_floor",
  "time_reset",
  "risk_seen",
  "risk_in_force",
  "risk_refused",
  "armed",
  "disarmed",
  "expiring",
  "checkpoint_late",
  "checkpoint_seen",
]);

describe("every kind of entry", () => {
  const kinds = draftsOfEveryKind();
  it.for(kinds.map((draft) => [draft.kind, draft] as const))(
    "%s changes a slot or is known not to",
    ([kind, draft]) => {
      const state = frozen(after(...OPEN, draftOf("quarantined"), draftOf("trust_lost")));
      const isSame = applyToSlot(state, frozen(draft)) === state;
      expect(isSame).toBe(SILENT.has(kind));
    },
  );
});
