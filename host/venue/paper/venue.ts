/**
 * The paper venue: the fill model of host/sim behind the port of a venue, with a store of its own.
 *
 * It matches on the bars it is shown and knows no other time. Bars in which nothing durable happened leave no trace
 * on disk: after a crash its clock may lie behind the host's, and the bars between are known to have changed nothing.
 */
import { TIMEFRAMES } from "../../contract/candles.ts";
import type { Approved } from "../../kernel/gates.ts";
import type { InstrumentRules } from "../../kernel/instrument.ts";
import type { E8 } from "../../kernel/e8.ts";
import type { OrderRequest, Protection } from "../../kernel/order.ts";
import { Fault, refuse, type Refused, type Result } from "../../kernel/result.ts";
import type {
  AccountSnapshot,
  BarDrivenVenue,
  FeedBar,
  FeedStep,
  OrderStatus,
  PlaceOutcome,
  VenueCapabilities,
  VenuePosition,
} from "../../ports.ts";
import { acceptOrder } from "../../sim/accept.ts";
import {
  equityE8Of,
  instrumentOf,
  type SimAccount,
  type SimInstrument,
} from "../../sim/account.ts";
import { simBar } from "../../sim/bar.ts";
import type { SimEvent } from "../../sim/events.ts";
import { liquidationLevelE8 } from "../../sim/exit-in-bar.ts";
import { matchBar } from "../../sim/match.ts";
import { changeProtection } from "../../sim/protection.ts";
import { rulesAt } from "../rules.ts";
import { requestText, type PaperEvent, type StoredOrder } from "./rows.ts";
import type { PaperSettings } from "./settings.ts";
import { PaperStore, type WriteHook } from "./store.ts";

export interface PaperOptions {
  /** The store's file; made when it is not there. */
  readonly path: string;
  readonly account: string;
  readonly settings: PaperSettings;
  /** For tests: called before and after every durable write. */
  readonly onWrite?: WriteHook;
}

/**
 * Opens a paper account where its store left it.
 *
 * After a crash: first show the newest journalled bar of every instrument again (seen ones are ignored, others only
 * bring the mark up to date), then repeat what was in doubt, then go on with the feed.
 *
 * @throws Fault paper_store_foreign, paper_store_newer, paper_store_broken, paper_store_held, paper_rules_missing. The
 *   file is as it was.
 */
export function openPaperVenue(options: PaperOptions): PaperVenue {
  return new PaperVenue(options);
}

const CLIENT_ID_LENGTH_MAX = 36;
const CLIENT_ID = /^[A-Za-z0-9_-]{1,36}$/;
const ACCEPTED = { status: "accepted" } as const;

export class PaperVenue implements BarDrivenVenue {
  readonly capabilities: VenueCapabilities = {
    attachedProtection: true,
    uniqueClientId: true,
    clientIdMaxLength: CLIENT_ID_LENGTH_MAX,
    positionModes: ["one_way"],
  };
  readonly #store: PaperStore;
  readonly #settings: PaperSettings;
  #account: SimAccount;
  /** Close of the newest bar of any instrument. */
  #nowMs: number;
  /** Instruments with a bar since the store was opened: only their mark is known to be the newest. */
  readonly #shown = new Set<string>();

  constructor({ settings, onWrite, ...place }: PaperOptions) {
    const { bankrollE8 } = settings;
    this.#store = new PaperStore({ ...place, bankrollE8, ...(onWrite && { onWrite }) });
    this.#settings = settings;
    this.#account = this.#store.account;
    const instruments = Object.entries(this.#account.instruments);
    this.#nowMs = Math.max(0, ...instruments.map(([, { clockMs }]) => clockMs));
    const unruled = instruments.find(([id, held]) => isInUse(held) && this.#rules(id) === null);
    if (unruled === undefined) return;
    this.#store.close();
    throw new Fault("paper_rules_missing", `${unruled[0]} has a position or an order but no rules`);
  }

  async timeMs(): Promise<number> {
    this.#store.assertUsable();
    return this.#nowMs;
  }

  async instrument(id: string, atMs: number): Promise<InstrumentRules | null> {
    return rulesAt(this.#settings.rules, id, atMs);
  }

  async account(): Promise<AccountSnapshot> {
    this.#store.assertUsable();
    return { equityE8: equityE8Of(this.#account), walletE8: this.#account.walletE8 };
  }

  async position(instrument: string): Promise<VenuePosition | null> {
    this.#store.assertUsable();
    const { position } = instrumentOf(this.#account, instrument);
    if (position === null) return null;
    const { side, quantityE8, entryPriceE8, leverageE8, protection } = position;
    const rules = this.#rules(instrument);
    const liquidationPriceE8 = rules === null ? null : liquidationLevelE8(position, rules);
    return {
      instrument,
      side,
      quantityE8,
      entryPriceE8,
      leverageE8,
      liquidationPriceE8,
      protection,
    };
  }

  async markPrice(instrument: string): Promise<E8 | null> {
    this.#store.assertUsable();
    return instrumentOf(this.#account, instrument).markE8;
  }

  async order(instrument: string, clientOrderId: string): Promise<OrderStatus | null> {
    const stored = this.#store.order(clientOrderId);
    if (stored === null || stored.instrument !== instrument) return null;
    if (stored.answer.status === "rejected") return "rejected";
    const end = this.#store.endOf(clientOrderId);
    if (end === null) return "pending";
    return end.kind === "fill" ? "filled" : "cancelled";
  }

  async place(order: Approved<OrderRequest>): Promise<PlaceOutcome> {
    const { clientOrderId, instrument } = order;
    if (!CLIENT_ID.test(clientOrderId)) return outcomeOf(idInvalid(clientOrderId));
    const request = requestText(order);
    const known = this.#store.order(clientOrderId);
    if (known !== null)
      return known.request === request ? known.answer : outcomeOf(idReused(clientOrderId));
    const taken = this.#accept(order);
    const answer = outcomeOf(taken);
    const account = taken.ok ? taken.value : this.#account;
    const stored: StoredOrder = { request, instrument, answer };
    this.#store.commit("order", { account, order: { clientOrderId, stored } });
    this.#account = account;
    return answer;
  }

  #accept(order: OrderRequest): Result<SimAccount> {
    const rules = this.#rules(order.instrument);
    if (rules === null) return noRules(order.instrument);
    const { costs } = this.#settings;
    const lastE8 = this.#lastE8(order.instrument);
    return acceptOrder({ account: this.#account, order, rules, costs, lastE8 });
  }

  async setProtection(instrument: string, protection: Protection): Promise<PlaceOutcome> {
    this.#store.assertUsable();
    const rules = this.#rules(instrument);
    if (rules === null) return outcomeOf(noRules(instrument));
    const lastE8 = this.#lastE8(instrument);
    const changed = changeProtection(this.#account, instrument, protection, lastE8, rules);
    if (changed.ok && changed.value !== this.#account) {
      this.#store.commit("protection", { account: changed.value });
      this.#account = changed.value;
    }
    return outcomeOf(changed);
  }

  async events(afterSeq: number): Promise<readonly PaperEvent[]> {
    return this.#store.events(afterSeq);
  }

  /** One step is one write, and only when something happened that must outlive this process. */
  async onBars(step: FeedStep): Promise<void> {
    this.#store.assertUsable();
    let account = this.#account;
    const events: SimEvent[] = [];
    for (const { instrument, timeframe, candle } of inMatchingOrder(step.bars)) {
      const rules = rulesAt(this.#settings.rules, instrument, candle.ts);
      if (rules === null) continue;
      const bar = simBar(instrument, timeframe, candle);
      const matched = matchBar(account, bar, rules, this.#settings.costs);
      account = matched.account;
      events.push(...matched.events);
      this.#shown.add(instrument);
    }
    if (events.length > 0) this.#store.commit("bars", { account, events });
    this.#account = account;
    this.#nowMs = Math.max(this.#nowMs, step.closeMs);
  }

  /** Ends in order: marks that no write has carried yet go to disk. */
  close(): void {
    if (this.#store.usable && this.#account !== this.#store.account) {
      this.#store.commit("close", { account: this.#account });
    }
    this.#store.close();
  }

  #rules(instrument: string): InstrumentRules | null {
    // Before the first bar there is no time: the newest rules are the best answer.
    const atMs = this.#nowMs === 0 ? Number.POSITIVE_INFINITY : this.#nowMs;
    return rulesAt(this.#settings.rules, instrument, atMs);
  }

  /** null until a bar was shown: rules of price are then left to the fill, so that a stale mark rejects nothing. */
  #lastE8(instrument: string): E8 | null {
    return this.#shown.has(instrument) ? instrumentOf(this.#account, instrument).markE8 : null;
  }
}

/**
 * By instrument, then finest timeframe first: a coarse bar over time that finer ones have covered is ignored, and the
 * order of subscriptions decides nothing.
 */
function inMatchingOrder(bars: readonly FeedBar[]): readonly FeedBar[] {
  if (bars.length < 2) return bars;
  return bars.toSorted(
    (a, b) =>
      compareText(a.instrument, b.instrument) || TIMEFRAMES[a.timeframe] - TIMEFRAMES[b.timeframe],
  );
}

function isInUse({ position, pending }: SimInstrument): boolean {
  return position !== null || pending.length > 0;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

type Answer = StoredOrder["answer"];

function outcomeOf(result: Result<unknown>): Answer {
  if (result.ok) return ACCEPTED;
  const { code, message } = result.refusal;
  return { status: "rejected", code, message };
}

function noRules(instrument: string): Refused {
  return refuse("instrument_unknown", `no rules of ${instrument} are known at this time`);
}

function idInvalid(clientOrderId: string): Refused {
  return refuse(
    "client_id_invalid",
    `client order id had ${clientOrderId.length} characters, not 1 to ${CLIENT_ID_LENGTH_MAX} of A-Za-z0-9_-`,
  );
}

function idReused(clientOrderId: string): Refused {
  return refuse("client_id_reused", `id ${clientOrderId} belongs to another order`);
}
