// Makers for the fill model: an instrument with round numbers, bars written as text, and a way to run orders over them.

import type { Side } from "#host/contract/primitives.ts";
import { e8, formatE8, type E8 } from "#host/kernel/e8.ts";
import type { InstrumentRules } from "#host/kernel/instrument.ts";
import type { OrderRequest } from "#host/kernel/order.ts";
import { acceptOrder } from "#host/sim/accept.ts";
import { instrumentOf, newAccount, type SimAccount } from "#host/sim/account.ts";
import type { SimBar } from "#host/sim/bar.ts";
import type { Costs } from "#host/sim/costs.ts";
import type { SimEvent } from "#host/sim/events.ts";
import { matchBar } from "#host/sim/match.ts";

export const HOUR_MS = 3_600_000;

/** Tick 0.1, lot 0.001, settlement every 8 hours, maintenance 0.5 %. */
export function aRule(change: Partial<InstrumentRules> = {}): InstrumentRules {
  return {
    id: "BTCUSDT",
    venueSymbol: "BTCUSDT",
    kind: "linear_perpetual",
    tickE8: e8("0.1"),
    lotE8: e8("0.001"),
    minQuantityE8: e8("0.001"),
    maxMarketQuantityE8: e8("100"),
    minNotionalE8: e8("5"),
    contractMultiplier: 1,
    settle: "USDT",
    fundingIntervalMin: 480,
    leverageStepE8: e8("0.01"),
    riskTiers: [
      {
        notionalMaxE8: e8("20000"),
        maintenancePctE8: e8("0.5"),
        leverageMaxE8: e8("100"),
      },
      { notionalMaxE8: e8("50000"), maintenancePctE8: e8("1"), leverageMaxE8: e8("50") },
    ],
    validFromMs: 0,
    ...change,
  };
}

export const FREE: Costs = { takerFeeBpsE8: 0n, slippageBpsE8: 0n };

export function costs(takerFeeBps: string, slippageBps: string): Costs {
  return { takerFeeBpsE8: e8(takerFeeBps), slippageBpsE8: e8(slippageBps) };
}

/** A one-hour bar from its four prices: `aBar(9, "100 101 99 100")`. Bar 0 opens at the epoch, on the funding grid. */
export function aBar(
  number: number,
  prices: string,
  change: { instrument?: string; funding?: number | null; hours?: number } = {},
): SimBar {
  const [open = "1", high = open, low = open, close = open] = prices.split(" ");
  const hours = change.hours ?? 1;
  return {
    instrument: change.instrument ?? "BTCUSDT",
    openMs: number * HOUR_MS,
    closeMs: (number + hours) * HOUR_MS,
    openE8: e8(open),
    highE8: e8(high),
    lowE8: e8(low),
    closeE8: e8(close),
    fundingRate: change.funding === undefined ? 0.0001 : change.funding,
  };
}

export function protection(stopLoss: string | null, takeProfit: string | null) {
  return {
    stopLossE8: stopLoss === null ? null : e8(stopLoss),
    takeProfitE8: takeProfit === null ? null : e8(takeProfit),
    trigger: "last" as const,
  };
}

export function anOrder(change: Partial<OrderRequest> = {}): OrderRequest {
  return {
    clientOrderId: "o1",
    instrument: "BTCUSDT",
    side: "Buy",
    type: "market",
    quantityE8: e8("1"),
    reduceOnly: false,
    leverageE8: e8("1"),
    protection: null,
    ...change,
  };
}

export function anExit(side: Side, change: Partial<OrderRequest> = {}): OrderRequest {
  return anOrder({ clientOrderId: "x1", side, reduceOnly: true, ...change });
}

export interface SimRun {
  account: SimAccount;
  readonly events: SimEvent[];
  ambiguous: boolean;
}

export interface SimSettings {
  readonly rules?: InstrumentRules;
  readonly costs?: Costs;
  readonly wallet?: string;
}

export function aRun({ wallet = "10000" }: SimSettings = {}): SimRun {
  return { account: newAccount(e8(wallet)), events: [], ambiguous: false };
}

/** Takes an order that must be taken; the last price is the newest close. */
export function send(run: SimRun, order: OrderRequest, settings: SimSettings = {}): void {
  const { rules = aRule(), costs: charged = FREE } = settings;
  const lastE8 = instrumentOf(run.account, order.instrument).markE8;
  const taken = acceptOrder({ account: run.account, order, rules, costs: charged, lastE8 });
  if (!taken.ok) throw new Error(`${taken.refusal.code}: ${taken.refusal.message}`);
  run.account = taken.value;
}

export function show(run: SimRun, bar: SimBar, settings: SimSettings = {}): SimEvent[] {
  const matched = matchBar(run.account, bar, settings.rules ?? aRule(), settings.costs ?? FREE);
  run.account = matched.account;
  run.events.push(...matched.events);
  run.ambiguous ||= matched.ambiguous;
  return [...matched.events];
}

/** `entry Buy 1 @100 #1`: what happened, in one line per event; `#` is the bar in which it happened. */
export function spell(event: SimEvent): string {
  const bar = Math.floor(event.atMs / HOUR_MS);
  switch (event.kind) {
    case "fill": {
      const either =
        event.alternative === null ? "" : ` or @${formatE8(event.alternative.priceE8)}`;
      const text = `${event.role} ${event.side} ${formatE8(event.quantityE8)} @${formatE8(event.priceE8)}`;
      return `${text}${either} #${bar}`;
    }
    case "funding":
      return `funding ${event.rate} ${formatE8(event.amountE8)} #${bar}`;
    case "order_cancelled":
      return `cancelled ${event.clientOrderId} ${event.code} #${bar}`;
  }
}

export function walletOf(run: SimRun): string {
  return formatE8(run.account.walletE8);
}

export function feesOf(events: readonly SimEvent[]): E8 {
  return events.reduce((sum, event) => (event.kind === "fill" ? sum + event.feeE8 : sum), 0n);
}
