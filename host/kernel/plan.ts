import type { ExitPlan } from "../contract/journal.ts";
import type { Plan } from "../contract/plan.ts";
import { e8, formatE8 } from "./e8.ts";
import type { SizedEntry } from "./entry.ts";
import { oppositeSide, type OrderRequest, type Protection } from "./order.ts";
import { clientOrderIdOf } from "./order-id.ts";
import { assert } from "./result.ts";
import type { PendingOrder } from "./slot-state.ts";

/** The plan of an entry: one entry leg and the two legs that protect it (decision A1). */
export function planOf(entry: SizedEntry): Plan {
  const { signal, levels } = entry;
  const leg = { instrument: entry.rules.id, quantityE8: String(entry.size.quantityE8) };
  const closing = { ...leg, side: oppositeSide(signal.side) };
  // The entry's price is the one it was sized at; a market order fills at whatever comes.
  const priceE8 = String(entry.referencePriceE8);
  const takeProfitE8 = String(levels.takeProfitE8);
  const stopLossE8 = String(levels.stopLossE8);
  return {
    schema: "plan/1",
    slot: entry.slot,
    bar: entry.bar,
    legs: [
      { ...leg, role: "entry", side: signal.side, type: "market", priceE8 },
      { ...closing, role: "take_profit", type: "take_profit_market", priceE8: takeProfitE8 },
      { ...closing, role: "stop_loss", type: "stop_market", priceE8: stopLossE8 },
    ],
    leverage: formatE8(entry.leverageE8),
    protection: { kind: "native_tp_sl", trigger: entry.envelope.trigger },
  };
}

/** What governs the position until it is flat, whatever is adopted or revoked later (decision A6). */
export function exitPlanOf({ envelope, levels, exitRules, ...entry }: SizedEntry): ExitPlan {
  return {
    takeProfitE8: String(levels.takeProfitE8),
    stopLossE8: String(levels.stopLossE8),
    trigger: envelope.trigger,
    trailingPct: envelope.trailingPct,
    breakevenPct: envelope.breakevenPct,
    timeStopBars: envelope.timeStopBars,
    exitWhen: exitRules.when,
    minHoldBars: exitRules.min_hold_bars,
    bundleSha256: entry.bundleSha256,
    approval: entry.approvalSha256,
  };
}

/** The one request that places an entry with its protection attached. */
export function entryOrderOf(entry: SizedEntry): OrderRequest {
  const { account, slot, approvalSha256, bar, attempt } = entry;
  const identity = { account, slot, approvalSha256, bar, attempt, leg: 0, role: "entry" } as const;
  return {
    clientOrderId: clientOrderIdOf(identity),
    instrument: entry.rules.id,
    side: entry.signal.side,
    type: "market",
    quantityE8: entry.size.quantityE8,
    reduceOnly: false,
    leverageE8: entry.leverageE8,
    protection: Object.freeze({ ...entry.levels, trigger: entry.envelope.trigger }),
  };
}

/** The request of a journalled intent, equal to the one that was made when the intent was written. */
export function intendedOrderOf(pending: PendingOrder, instrument: string): OrderRequest {
  const entry = pending.role === "entry";
  return {
    clientOrderId: pending.clientOrderId,
    instrument,
    side: pending.side,
    type: "market",
    quantityE8: pending.quantityE8,
    reduceOnly: !entry,
    leverageE8: e8(pending.leverage),
    protection: entry ? protectionOf(pending.exitPlan) : null,
  };
}

function protectionOf(plan: ExitPlan | null): Protection {
  assert(plan !== null, "an intended entry has an exit plan");
  return Object.freeze({
    takeProfitE8: BigInt(plan.takeProfitE8),
    stopLossE8: BigInt(plan.stopLossE8),
    trigger: plan.trigger,
  });
}
