/**
 * One slot over recorded bars: answers in, fills and equity out. The one function a full back-test replaces.
 *
 * Rules are the kernel's (protection, levels, size, exits) and fills are those of host/sim, so nothing about money is
 * decided here. Not here either: risk policy, gates, overlays, other slots.
 */
import type { RiskEnvelope } from "#host/contract/approval.ts";
import type { Candle, Timeframe } from "#host/contract/candles.ts";
import type { ExitPlan } from "#host/contract/journal.ts";
import type { StrategyManifest } from "#host/contract/manifest.ts";
import type { EntrySignal } from "#host/contract/signal.ts";
import { e8, e8OfNumber, maxE8, minE8, mulDivFloor, ONE_E8, type E8 } from "#host/kernel/e8.ts";
import { decideExit } from "#host/kernel/exits.ts";
import type { InstrumentRules } from "#host/kernel/instrument.ts";
import { leverageOf } from "#host/kernel/leverage.ts";
import { levelsOf, type Levels } from "#host/kernel/levels.ts";
import { oppositeSide, type OrderRequest } from "#host/kernel/order.ts";
import { protectionPctOf } from "#host/kernel/protection.ts";
import { barOf } from "#host/kernel/timeframe.ts";
import { marginBudgetE8, sizeEntry } from "#host/kernel/sizing.ts";
import { acceptOrder } from "#host/sim/accept.ts";
import {
  equityE8Of,
  gainE8Of,
  instrumentOf,
  newAccount,
  type SimAccount,
  type SimPosition,
} from "#host/sim/account.ts";
import { simBar } from "#host/sim/bar.ts";
import type { Costs } from "#host/sim/costs.ts";
import type { SimEvent, SimFill } from "#host/sim/events.ts";
import { matchBar } from "#host/sim/match.ts";
import { changeProtection } from "#host/sim/protection.ts";

/** Wallet at the beginning; results are percentages of it. */
export const START_E8: E8 = e8("10000");
/** Margin of one entry, percent of the starting wallet: the shipped risk policy's. */
export const MARGIN_PCT_E8: E8 = e8("5");

export interface SlotTerms {
  readonly risk: RiskEnvelope;
  readonly exit: StrategyManifest["exit"];
  readonly bundleSha256: string;
  readonly timeframe: Timeframe;
  readonly rules: InstrumentRules;
  readonly costs: Costs;
}

/** What the strategy answered at one bar's close. */
export interface BarAnswers {
  readonly entry: EntrySignal | null;
  /** Whether it would leave a long, a short. */
  readonly exit: { readonly Buy: boolean; readonly Sell: boolean };
}

export interface Trade {
  readonly netE8: E8;
}

/** Sums of one run. */
export interface SlotRun {
  readonly trades: readonly Trade[];
  readonly feesE8: E8;
  readonly fundingE8: E8;
  /** At each bar's close. */
  readonly equityE8: readonly E8[];
  /** Bars at whose close a position was open. */
  readonly barsHeld: number;
  /** Settlements whose rate is not known. */
  readonly unknownRates: number;
}

/** @param bars - With the answers at their closes, oldest first. */
export function runSlot(
  terms: SlotTerms,
  bars: readonly { readonly candle: Candle; readonly answers: BarAnswers }[],
): SlotRun {
  const slot = new SlotAccount(terms);
  for (const { candle, answers } of bars) slot.live(candle, answers);
  return slot.run;
}

interface Held {
  readonly position: SimPosition;
  readonly entryMs: number;
  netE8: E8;
}

class SlotAccount {
  readonly #terms: SlotTerms;
  #account: SimAccount = newAccount(START_E8);
  #held: Held | null = null;
  #orders = 0;
  readonly #trades: Trade[] = [];
  readonly #equityE8: E8[] = [];
  #feesE8: E8 = 0n;
  #fundingE8: E8 = 0n;
  #barsHeld = 0;
  #unknownRates = 0;

  constructor(terms: SlotTerms) {
    this.#terms = terms;
  }

  get run(): SlotRun {
    return {
      trades: this.#trades,
      feesE8: this.#feesE8,
      fundingE8: this.#fundingE8,
      equityE8: this.#equityE8,
      barsHeld: this.#barsHeld,
      unknownRates: this.#unknownRates,
    };
  }

  /** Fills and levels first, as they happened in the bar; then what is decided at its close. */
  live(candle: Candle, answers: BarAnswers): void {
    const { rules, costs, timeframe } = this.#terms;
    const bar = simBar(rules.id, timeframe, candle);
    const { account, events } = matchBar(this.#account, bar, rules, costs);
    this.#account = account;
    for (const event of events) this.#take(event);
    this.#equityE8.push(equityE8Of(account));
    const held = this.#position() === null ? null : this.#held;
    if (held !== null) this.#barsHeld += 1;
    const closing = held !== null && this.#leave(held, candle, answers);
    const mayEnter = held === null || closing;
    if (answers.entry !== null && mayEnter) this.#enter(answers.entry, bar.closeE8);
  }

  #position(): SimPosition | null {
    return instrumentOf(this.#account, this.#terms.rules.id).position;
  }

  #take(event: SimEvent): void {
    if (event.kind === "funding") {
      this.#fundingE8 += event.amountE8;
      if (event.rate === null) this.#unknownRates += 1;
      if (this.#held !== null) this.#held.netE8 += event.amountE8;
    }
    if (event.kind !== "fill") return;
    this.#feesE8 += event.feeE8;
    if (event.role === "entry") this.#begin(event);
    else this.#end(event);
  }

  #begin({ side, quantityE8, priceE8, feeE8, atMs }: SimFill): void {
    const { trigger } = this.#terms.risk;
    const protection = { takeProfitE8: null, stopLossE8: null, trigger };
    const own = { side, quantityE8, entryPriceE8: priceE8, leverageE8: ONE_E8, marginE8: 0n };
    this.#held = { position: { ...own, protection }, entryMs: atMs, netE8: -feeE8 };
  }

  #end({ quantityE8, priceE8, feeE8 }: SimFill): void {
    if (this.#held === null) return;
    const { position, netE8 } = this.#held;
    this.#trades.push({ netE8: netE8 - feeE8 + gainE8Of(position, quantityE8, priceE8) });
    this.#held = null;
  }

  /** @returns Whether the position closes at the next open. */
  #leave({ entryMs }: Held, candle: Candle, answers: BarAnswers): boolean {
    const position = this.#position();
    if (position === null || position.protection.stopLossE8 === null) return false;
    const { rules, timeframe } = this.#terms;
    const closeE8 = e8OfNumber(candle.close);
    const decided = decideExit({
      plan: this.#exitPlan(position.protection),
      side: position.side,
      entryPriceE8: position.entryPriceE8,
      entryMs,
      stopLossE8: position.protection.stopLossE8,
      timeframe,
      bar: barOf(candle.ts, timeframe),
      closeE8,
      exitSignal: answers.exit[position.side],
      tickE8: rules.tickE8,
    });
    if (decided.exit !== null) return this.#order(this.#closing(position), closeE8);
    if (decided.moveStopTo !== null) {
      const protection = { ...position.protection, stopLossE8: decided.moveStopTo };
      const moved = changeProtection(this.#account, rules.id, protection, closeE8, rules);
      if (moved.ok) this.#account = moved.value;
    }
    return false;
  }

  #exitPlan({ takeProfitE8, stopLossE8, trigger }: SimPosition["protection"]): ExitPlan {
    const { risk, exit, bundleSha256 } = this.#terms;
    return {
      takeProfitE8: String(takeProfitE8 ?? 0n),
      stopLossE8: String(stopLossE8 ?? 0n),
      trigger,
      trailingPct: risk.trailingPct,
      breakevenPct: risk.breakevenPct,
      timeStopBars: risk.timeStopBars,
      exitWhen: exit.when,
      minHoldBars: exit.min_hold_bars,
      bundleSha256,
      // No approval stands behind a simulation, and no exit rule looks at it.
      approval: bundleSha256,
    };
  }

  #closing({ side, quantityE8, leverageE8 }: SimPosition): OrderRequest {
    return {
      clientOrderId: this.#nextId(),
      instrument: this.#terms.rules.id,
      side: oppositeSide(side),
      type: "market",
      quantityE8,
      reduceOnly: true,
      leverageE8,
      protection: null,
    };
  }

  /** What a rule of the kernel or of the venue refuses is not entered, as in a run of the host. */
  #enter(signal: EntrySignal, closeE8: E8): void {
    const { risk, rules } = this.#terms;
    const pct = protectionPctOf(signal, risk);
    if (!pct.ok) return;
    const { side } = signal;
    const { tickE8 } = rules;
    const levels = levelsOf({ side, referencePriceE8: closeE8, ...pct.value, tickE8 });
    const size = this.#size(signal, closeE8);
    if (size !== null) this.#order(this.#entry(signal, levels, size), closeE8);
  }

  #entry({ side }: EntrySignal, levels: Levels, size: Sized): OrderRequest {
    const { risk, rules } = this.#terms;
    return {
      clientOrderId: this.#nextId(),
      instrument: rules.id,
      side,
      type: "market",
      ...size,
      reduceOnly: false,
      protection: { ...levels, trigger: risk.trigger },
    };
  }

  #size({ strength }: EntrySignal, priceE8: E8): Sized | null {
    const { risk, rules } = this.#terms;
    const budget = {
      // As in a host (decision C2): a loss makes the next entry smaller, a gain does not make it larger.
      bankrollE8: maxE8(minE8(START_E8, equityE8Of(this.#account)), 0n),
      marginFractionPctE8: MARGIN_PCT_E8,
      strengthE8: e8OfNumber(strength ?? 1),
      sizeMultiplierE8: ONE_E8,
    };
    const approvalMaxE8 = e8(risk.leverageMax);
    const marginE8 = marginBudgetE8(budget);
    const leverage = leverageOf({ approvalMaxE8, limitMaxE8: approvalMaxE8, marginE8, rules });
    if (!leverage.ok) return null;
    const { leverageE8 } = leverage.value;
    const sized = sizeEntry({ ...budget, leverageE8, priceE8, rules });
    if (!sized.ok || this.#overSlot(sized.value.notionalE8)) return null;
    return { quantityE8: sized.value.quantityE8, leverageE8 };
  }

  #overSlot(notionalE8: E8): boolean {
    const { maxNotionalPct } = this.#terms.risk;
    if (maxNotionalPct === null) return false;
    return notionalE8 > mulDivFloor(START_E8, e8(maxNotionalPct), 100n * ONE_E8);
  }

  #order(order: OrderRequest, lastE8: E8): boolean {
    const { rules, costs } = this.#terms;
    const taken = acceptOrder({ account: this.#account, order, rules, costs, lastE8 });
    if (taken.ok) this.#account = taken.value;
    return taken.ok;
  }

  #nextId(): string {
    this.#orders += 1;
    return `compare-${this.#orders}`;
  }
}

interface Sized {
  readonly quantityE8: E8;
  readonly leverageE8: E8;
}
