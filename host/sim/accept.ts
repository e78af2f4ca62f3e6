/**
 * What a venue checks before it takes a market order. First refusal wins; a refusal leaves the account as it was.
 *
 * An order that is taken waits for the next bar's open. What depends on the price it then gets is checked again there.
 */
import { formatE8, ONE_E8, type E8 } from "../kernel/e8.ts";
import { tierOf, type InstrumentRules } from "../kernel/instrument.ts";
import { notionalE8Of, type OrderRequest } from "../kernel/order.ts";
import { ok, refuse, type Refused, type Result } from "../kernel/result.ts";
import { instrumentOf, withInstrument, type SimAccount } from "./account.ts";
import type { Costs } from "./costs.ts";
import { availableE8, entryNeed, projected, type Projection } from "./margin.ts";
import { checkProtection } from "./protection.ts";

export interface OrderQuestion {
  readonly account: SimAccount;
  readonly order: OrderRequest;
  readonly rules: InstrumentRules;
  readonly costs: Costs;
  /** Last price; null when it is not known: rules that need it are then left to the fill. */
  readonly lastE8: E8 | null;
}

/** An order question with the position that waiting orders will have made of the present one. */
interface Asked extends OrderQuestion {
  readonly held: Projection | null;
}

type Rule = (asked: Asked) => Refused | null;

const EXIT_RULES: readonly Rule[] = [onLot, atLeastMinimum, bareExit, somethingToReduce];
const ENTRY_RULES: readonly Rule[] = [
  onLot,
  atLeastMinimum,
  atMostMaximum,
  leverageOnStep,
  oneWay,
  oneLeverage,
  atLeastMinNotional,
  leverageOfTier,
  protectionAround,
  enoughMargin,
];

/** @returns The account with the order waiting. Refusals: order_…, leverage_…, protection_…, margin_insufficient. */
export function acceptOrder(question: OrderQuestion): Result<SimAccount> {
  const { account, order, costs, lastE8 } = question;
  const instrument = instrumentOf(account, order.instrument);
  const asked = { ...question, held: projected(instrument) };
  for (const rule of order.reduceOnly ? EXIT_RULES : ENTRY_RULES) {
    const refused = rule(asked);
    if (refused !== null) return refused;
  }
  const reserves = !order.reduceOnly && lastE8 !== null;
  const waiting = {
    clientOrderId: order.clientOrderId,
    side: order.side,
    quantityE8: order.quantityE8,
    reduceOnly: order.reduceOnly,
    leverageE8: order.leverageE8,
    protection: order.protection,
    reservedE8: reserves ? entryNeed(order, lastE8, costs).totalE8 : 0n,
  };
  const pending = [...instrument.pending, waiting];
  return ok(withInstrument(account, order.instrument, { pending }));
}

function onLot({ order, rules }: Asked): Refused | null {
  if (order.quantityE8 % rules.lotE8 === 0n) return null;
  const [quantity, lot] = [formatE8(order.quantityE8), formatE8(rules.lotE8)];
  return refuse("order_quantity_off_lot", `quantity ${quantity} is not a multiple of ${lot}`, {
    detail: { quantity, lot },
  });
}

/** Exits close what is left, however little: only an entry must reach the venue's minimum. */
function atLeastMinimum({ order, rules }: Asked): Refused | null {
  const minimumE8 = order.reduceOnly ? rules.lotE8 : rules.minQuantityE8;
  if (order.quantityE8 >= minimumE8) return null;
  const [quantity, limit] = [formatE8(order.quantityE8), formatE8(minimumE8)];
  return refuse("order_quantity_below_minimum", `quantity ${quantity} is under ${limit}`, {
    detail: { quantity, limit },
  });
}

/** Exits may be larger: the venue splits them. */
function atMostMaximum({ order, rules }: Asked): Refused | null {
  if (order.quantityE8 <= rules.maxMarketQuantityE8) return null;
  const [quantity, limit] = [formatE8(order.quantityE8), formatE8(rules.maxMarketQuantityE8)];
  return refuse("order_quantity_over_maximum", `quantity ${quantity} is over ${limit}`, {
    detail: { quantity, limit },
  });
}

function leverageOnStep({ order, rules }: Asked): Refused | null {
  const { leverageE8 } = order;
  if (leverageE8 >= ONE_E8 && leverageE8 % rules.leverageStepE8 === 0n) return null;
  const [leverage, step] = [formatE8(leverageE8), formatE8(rules.leverageStepE8)];
  return refuse(
    "order_leverage_off_step",
    `leverage ${leverage} is under 1 or not a multiple of ${step}`,
    { detail: { leverage, step } },
  );
}

function oneWay({ order, held }: Asked): Refused | null {
  if (held === null || held.side === order.side) return null;
  return refuse(
    "order_would_flip",
    `a ${order.side} entry meets an open ${held.side} position of ${formatE8(held.quantityE8)}`,
    { detail: { side: order.side, held: formatE8(held.quantityE8) } },
  );
}

function oneLeverage({ order, held }: Asked): Refused | null {
  if (held === null || held.leverageE8 === order.leverageE8) return null;
  const [leverage, open] = [formatE8(order.leverageE8), formatE8(held.leverageE8)];
  return refuse(
    "order_leverage_differs",
    `leverage ${leverage} is not the ${open} of the open position`,
    { detail: { leverage, open } },
  );
}

function atLeastMinNotional({ order, rules, lastE8 }: Asked): Refused | null {
  if (lastE8 === null) return null;
  const exactE8 = (order.quantityE8 * lastE8) / ONE_E8;
  if (exactE8 >= rules.minNotionalE8) return null;
  const [notional, limit] = [formatE8(exactE8), formatE8(rules.minNotionalE8)];
  return refuse("order_notional_below_minimum", `notional ${notional} USDT is under ${limit}`, {
    detail: { notional, limit },
  });
}

function leverageOfTier({ order, held, rules, lastE8 }: Asked): Refused | null {
  const quantityE8 = order.quantityE8 + (held?.quantityE8 ?? 0n);
  return lastE8 === null ? null : checkTier(quantityE8, lastE8, order.leverageE8, rules);
}

/** Whether a position of this size may have this leverage. Refusals: order_notional_over_tiers, order_leverage_over_tier. */
export function checkTier(
  quantityE8: E8,
  priceE8: E8,
  leverageE8: E8,
  rules: InstrumentRules,
): Refused | null {
  const notionalE8 = notionalE8Of(quantityE8, priceE8);
  const tier = tierOf(rules, notionalE8);
  const notional = formatE8(notionalE8);
  if (tier === null) {
    const limit = formatE8(rules.riskTiers.at(-1)?.notionalMaxE8 ?? 0n);
    return refuse(
      "order_notional_over_tiers",
      `position notional ${notional} USDT is over the last risk tier, ${limit}`,
      { detail: { notional, limit } },
    );
  }
  if (leverageE8 <= tier.leverageMaxE8) return null;
  const [leverage, limit] = [formatE8(leverageE8), formatE8(tier.leverageMaxE8)];
  return refuse(
    "order_leverage_over_tier",
    `leverage ${leverage} is over ${limit}, the maximum at a notional of ${notional} USDT`,
    { detail: { leverage, limit, notional } },
  );
}

function protectionAround({ order, lastE8, rules }: Asked): Refused | null {
  if (order.protection === null) return null;
  return checkProtection(order.side, order.protection, lastE8, rules);
}

function enoughMargin({ account, order, costs, lastE8 }: Asked): Refused | null {
  if (lastE8 === null) return null;
  return checkMargin(entryNeed(order, lastE8, costs).totalE8, availableE8(account));
}

/** Refusal: margin_insufficient. */
export function checkMargin(neededE8: E8, freeE8: E8): Refused | null {
  if (neededE8 <= freeE8) return null;
  const [needed, available] = [formatE8(neededE8), formatE8(freeE8)];
  return refuse(
    "margin_insufficient",
    `margin and fees of ${needed} USDT are over the ${available} available`,
    { detail: { needed, available } },
  );
}

function bareExit({ order }: Asked): Refused | null {
  if (order.protection === null) return null;
  return refuse("reduce_only_with_protection", "a reduce-only order carries protection of its own");
}

function somethingToReduce({ order, held }: Asked): Refused | null {
  if (held === null) {
    return refuse("reduce_only_flat", `${order.instrument} has no position left to reduce`);
  }
  if (held.side !== order.side) return null;
  return refuse(
    "reduce_only_same_side",
    `a reduce-only ${order.side} would add to an open ${held.side} position`,
  );
}
