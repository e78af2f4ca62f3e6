/** One slot at one close: what it does, in which order, and what it does not do. */
import { describe, expect, it } from "vitest";
import type { JournalDraft } from "#host/contract/journal.ts";
import type { EntrySignal } from "#host/contract/signal.ts";
import { emptyBook } from "#host/kernel/book.ts";
import { e8 } from "#host/kernel/e8.ts";
import { limitsOf } from "#host/kernel/limits.ts";
import {
  applyToSlot,
  emptySlot,
  type OpenPosition,
  type SlotState,
} from "#host/kernel/slot-state.ts";
import {
  closeOrder,
  stepBar,
  wantsExitSignal,
  type Moment,
  type StepInput,
} from "#host/kernel/step.ts";
import { draftOf } from "#test/kit/drafts.ts";
import { frozen } from "#test/kit/frozen.ts";
import { aPolicy } from "#test/kit/risk.ts";
import { SLOT, someSlotRules } from "#test/kit/run-account.ts";

const BAR = 5_890_760;
const AT_MS = (BAR + 1) * 300_000;
const RISK = "leverage = 2\ntp_pct = 2\nsl_pct = 1\ntime_stop_bars = 10\ntrailing_pct = 0.5\n";
const slot = someSlotRules(RISK);
const policy = aPolicy({ liquidation_margin_pct: "25", reward_risk_min: "1" });

function aMoment(change: Partial<Moment> = {}): Moment {
  return {
    bar: BAR,
    atMs: AT_MS,
    closeE8: e8("100"),
    markE8: e8("100"),
    barsSinceCarry: null,
    decisionDelayMs: 0,
    clockSkewMs: 0,
    armed: false,
    book: emptyBook(e8("10000")),
    bankrollE8: e8("10000"),
    equityE8: e8("10000"),
    unrealisedE8: 0n,
    limits: limitsOf(policy),
    overlays: [],
    pointerPending: false,
    ...change,
  };
}

/** Bought two bars ago at 100, stop at 99. */
function aPosition(change: Partial<OpenPosition> = {}): OpenPosition {
  return {
    side: "Buy",
    quantityE8: e8("1"),
    entryPriceE8: e8("100"),
    entryMs: (BAR - 1) * 300_000,
    feesE8: 0n,
    fundingE8: 0n,
    exitPlan: {
      takeProfitE8: e8("120").toString(),
      stopLossE8: e8("99").toString(),
      trigger: "last",
      trailingPct: "0.5",
      breakevenPct: null,
      timeStopBars: 10,
      exitWhen: "always",
      minHoldBars: 0,
      bundleSha256: "b".repeat(64),
      approval: "a".repeat(64),
    },
    takeProfitE8: e8("120"),
    stopLossE8: e8("99"),
    protected: true,
    rationale: "a test",
    costsComplete: true,
    ...change,
  };
}
const held = (change: Partial<OpenPosition> = {}): SlotState => ({
  ...emptySlot(SLOT),
  instrument: "BTCUSDT",
  position: aPosition(change),
});
const pendingOf = (intent: JournalDraft): SlotState["pending"] =>
  applyToSlot(emptySlot(SLOT), intent).pending;

const LONG: EntrySignal = { side: "Buy", rationale: "up" };
const SHORT: EntrySignal = { side: "Sell", rationale: "down" };

interface Asked {
  readonly state?: SlotState;
  readonly moment?: Partial<Moment>;
  readonly entry?: EntrySignal | null;
  readonly exit?: boolean;
}
function step({ state = emptySlot(SLOT), moment = {}, entry = null, exit = false }: Asked) {
  const input: StepInput = { slot, state, moment: aMoment(moment), answers: { entry, exit } };
  return stepBar(frozen(input));
}
/** What was decided, in a line. */
function said(asked: Asked): string {
  const { entries, orders, moveStopTo, refusal } = step(asked);
  const intents = entries.map((each) =>
    each.kind === "intent" ? (each.body.reason ?? "entry") : each.kind,
  );
  const sent = orders.map(({ side, reduceOnly }) => `${side}${reduceOnly ? "!" : ""}`);
  const moved = moveStopTo === null ? "" : ` stop ${moveStopTo}`;
  return `${intents.join("+")} ${sent.join("+")}${moved} ${refusal?.code ?? ""}`.trim();
}

const bought = {
  instrument: "BTCUSDT",
  side: "Buy",
  quantityE8: e8("1"),
  notionalE8: e8("100"),
} as const;
const bookHeld = { ...emptyBook(e8("10000")), positions: [bought] };
const exiting = closeOrder({ slot, moment: aMoment() }, aPosition(), "exit_signal").entry;

describe("a step", () => {
  const rows: readonly (readonly [string, Asked, string])[] = [
    ["flat, nothing said", {}, ""],
    ["flat, a wish", { entry: LONG }, "entry Buy"],
    ["flat, a wish to sell", { entry: SHORT }, "entry Sell"],
    ["flat, exit said: nothing to leave", { exit: true }, ""],
    ["held, nothing said", { state: held(), moment: { book: bookHeld } }, "stop 9950000000"],
    [
      "held, the same wish again",
      { state: held(), entry: LONG, moment: { book: bookHeld } },
      "stop 9950000000 not_flat",
    ],
    ["held, leave", { state: held(), exit: true, moment: { book: bookHeld } }, "exit_signal Sell!"],
    [
      "held, leave and turn round",
      { state: held(), exit: true, entry: SHORT, moment: { book: bookHeld } },
      "exit_signal+entry Sell!+Sell",
    ],
    [
      "held, leave, and a new strategy waits",
      { state: held(), exit: true, entry: SHORT, moment: { book: bookHeld, pointerPending: true } },
      "exit_signal Sell! adoption_pending",
    ],
    ["flat, a new strategy waits", { entry: LONG, moment: { pointerPending: true } }, "entry Buy"],
    [
      "held for its whole time",
      { state: held({ entryMs: (BAR - 9) * 300_000 }), moment: { book: bookHeld } },
      "time_stop Sell!",
    ],
    [
      "held for its whole time and told to leave: the time stop is first",
      { state: held({ entryMs: (BAR - 9) * 300_000 }), exit: true, moment: { book: bookHeld } },
      "time_stop Sell!",
    ],
    [
      "a short is bought back",
      { state: held({ side: "Sell", stopLossE8: e8("101") }), exit: true },
      "exit_signal Buy!",
    ],
    [
      "quarantined",
      { state: { ...emptySlot(SLOT), quarantined: { code: "x", message: "" } }, entry: LONG },
      "quarantined",
    ],
    [
      "not trusted",
      { state: { ...emptySlot(SLOT), trustLost: { code: "x", message: "" } }, entry: LONG },
      "trust_lost",
    ],
    [
      "not trusted and held: it leaves, and does not turn round",
      {
        state: { ...held(), trustLost: { code: "x", message: "" } },
        exit: true,
        entry: SHORT,
        moment: { book: bookHeld },
      },
      "exit_signal Sell! trust_lost",
    ],
    [
      "an entry on its way",
      { state: { ...emptySlot(SLOT), pending: pendingOf(draftOf("intent")) }, entry: LONG },
      "order_pending",
    ],
    [
      "an exit on its way is not sent twice, and the stop stays",
      { state: { ...held(), pending: pendingOf(exiting) }, exit: true, moment: { book: bookHeld } },
      "",
    ],
    ["unknown equity", { entry: LONG, moment: { equityE8: null } }, "equity_unknown"],
    ["late", { entry: LONG, moment: { decisionDelayMs: 10_001 } }, "decision_late"],
  ];

  it.for(rows)("%s", ([, asked, expected]) => {
    expect(said(asked)).toBe(expected);
  });

  it("says the same to the same question, and changes nothing that it is given", () => {
    const asked: Asked = { state: held(), exit: true, entry: SHORT, moment: { book: bookHeld } };
    expect(step(asked)).toEqual(step(asked));
  });

  it("writes an intent that says what is sent", () => {
    const { entries, orders } = step({ entry: LONG });
    const [intent, order] = [entries[0], orders[0]];
    expect(intent).toMatchObject({
      kind: "intent",
      at: AT_MS,
      slot: SLOT,
      body: { clientOrderId: order?.clientOrderId, rationale: "up", reason: null, attempt: 0 },
    });
    expect(order?.protection).toEqual({
      takeProfitE8: e8("102"),
      stopLossE8: e8("99"),
      trigger: "last",
    });
  });

  it("gives exit and entry of one bar different ids", () => {
    const { orders } = step({
      state: held(),
      exit: true,
      entry: SHORT,
      moment: { book: bookHeld },
    });
    expect(new Set(orders.map(({ clientOrderId }) => clientOrderId)).size).toBe(2);
  });

  it("closes the whole position, without protection of its own", () => {
    const [order] = step({ state: held(), exit: true }).orders;
    expect(order).toMatchObject({
      quantityE8: e8("1"),
      reduceOnly: true,
      protection: null,
      type: "market",
    });
  });
});

describe("an exit signal", () => {
  it.for([
    ["a position it governs", held(), true],
    ["no position", emptySlot(SLOT), false],
    ["an exit on its way", { ...held(), pending: pendingOf(exiting) }, false],
    [
      "a position held too short",
      held({ exitPlan: { ...aPosition().exitPlan, minHoldBars: 5 } }),
      false,
    ],
    [
      "a position that must be in profit",
      held({ exitPlan: { ...aPosition().exitPlan, exitWhen: "in_profit" } }),
      false,
    ],
  ] as const)("of %s is asked for: %s", ([, state, wanted]) => {
    expect(wantsExitSignal({ slot, state, moment: aMoment() })).toBe(wanted);
  });
});
