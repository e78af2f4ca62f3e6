/**
 * Every effect the host has. Each port has a real twin and a simulated one; nothing else touches clock, disk or venue.
 *
 * Methods throw a `Fault` when the world fails. "Not there" is always a value, never an exception, and "not known" is
 * never said as "not there".
 */
import type { Candle, Timeframe } from "./contract/candles.ts";
import type { JournalDraft, JournalEntry } from "./contract/journal.ts";
import type { Side } from "./contract/primitives.ts";
import type { E8 } from "./kernel/e8.ts";
import type { Approved } from "./kernel/gates.ts";
import type { InstrumentRules } from "./kernel/instrument.ts";
import type { OrderRequest, Protection } from "./kernel/order.ts";

/** Wall time. One decision reads it once. */
export interface Clock {
  /** Epoch milliseconds, UTC. */
  nowMs(): number;
  /** Resolves at `untilMs`, or at once when `signal` aborts. */
  sleepUntil(untilMs: number, signal: AbortSignal): Promise<void>;
}

export interface Entropy {
  bytes(length: number): Uint8Array;
}

/** One closed bar as a feed delivers it. `bar` is its number on the UTC grid of its timeframe. */
export interface FeedBar {
  readonly instrument: string;
  readonly timeframe: Timeframe;
  readonly bar: number;
  readonly candle: Candle;
  readonly availableAtMs: number;
}

/** All bars that close at one instant, in subscription order. */
export interface FeedStep {
  readonly closeMs: number;
  readonly bars: readonly FeedBar[];
}

export interface Subscription {
  readonly instrument: string;
  readonly timeframe: Timeframe;
}

export interface Feed {
  /** Canonical text that names the data: equal text means equal bytes. Part of a run's digest. */
  readonly identity: string;
  /** How many steps there will be from the start, or null for a feed without end: for progress only. */
  readonly stepsTotal: number | null;
  /** Steps whose close is after `afterMs`, oldest first. Ends at the end of the data or when `signal` aborts. */
  steps(afterMs: number, signal: AbortSignal): AsyncIterable<FeedStep>;
}

/** An append-only chain of facts about one account. Sync, because an intent must be durable before the next line runs. */
export interface Journal {
  readonly account: string;
  /** Sequence and digest of the newest entry, durable or not; `seq` is −1 and the digest GENESIS when empty. */
  head(): { readonly seq: number; readonly sha256: string };
  /** Adds to the chain and returns the sequence. Durable only after `flush`. */
  append(draft: JournalDraft): number;
  /** Returns when everything appended is on disk. */
  flush(): void;
  /** Durable entries with sequence ≥ `fromSeq`, in order. */
  entries(fromSeq: number): Iterable<JournalEntry>;
  close(): void;
}

/** A definite no carries the venue's code; everything that is not proven is `unknown`. */
export type PlaceOutcome =
  | { readonly status: "accepted" }
  | { readonly status: "rejected"; readonly code: string; readonly message: string }
  | { readonly status: "unknown"; readonly message: string };

export type { OrderRequest, Protection } from "./kernel/order.ts";
export type OrderStatus = "pending" | "filled" | "cancelled" | "rejected";

export interface VenuePosition {
  readonly instrument: string;
  readonly side: Side;
  readonly quantityE8: E8;
  readonly entryPriceE8: E8;
  readonly leverageE8: E8;
  readonly liquidationPriceE8: E8 | null;
  readonly protection: Protection;
}

export interface AccountSnapshot {
  /** Wallet balance plus unrealised profit and loss. */
  readonly equityE8: E8;
  readonly walletE8: E8;
}

/** What happened at the venue, in its order. `seq` rises by one; `atMs` is venue time. */
export type VenueEvent =
  | {
      readonly kind: "fill";
      readonly seq: number;
      readonly atMs: number;
      readonly instrument: string;
      readonly clientOrderId: string | null;
      readonly role: "entry" | "take_profit" | "stop_loss" | "exit" | "liquidation";
      readonly side: Side;
      readonly quantityE8: E8;
      readonly priceE8: E8;
      readonly feeE8: E8;
    }
  | {
      readonly kind: "funding";
      readonly seq: number;
      readonly atMs: number;
      readonly instrument: string;
      /** null: a settlement passed while a position was open and the rate is not known. */
      readonly rate: number | null;
      /** Received positive, paid negative; 0 when the rate is not known. */
      readonly amountE8: E8;
    }
  | {
      readonly kind: "order_cancelled";
      readonly seq: number;
      readonly atMs: number;
      readonly instrument: string;
      readonly clientOrderId: string;
      readonly code: string;
    };

export interface VenueCapabilities {
  readonly attachedProtection: boolean;
  readonly uniqueClientId: boolean;
  readonly clientIdMaxLength: number;
  readonly positionModes: readonly ("one_way" | "hedge")[];
}

export interface Venue {
  readonly capabilities: VenueCapabilities;
  /** Venue time, epoch milliseconds. */
  timeMs(): Promise<number>;
  /** Rules valid at `atMs`; null when the venue does not have the instrument. */
  instrument(id: string, atMs: number): Promise<InstrumentRules | null>;
  account(): Promise<AccountSnapshot>;
  /** null is *flat*, stated by the venue. A failed query throws. */
  position(instrument: string): Promise<VenuePosition | null>;
  /** Mark price of the newest bar seen, or null when none has been. */
  markPrice(instrument: string): Promise<E8 | null>;
  /** null is *never received*, stated by the venue. A failed query throws. */
  order(instrument: string, clientOrderId: string): Promise<OrderStatus | null>;
  /** Same id and same bytes again are answered `accepted` without a second order; same id, other bytes: rejected. */
  place(request: Approved<OrderRequest>): Promise<PlaceOutcome>;
  setProtection(instrument: string, protection: Protection): Promise<PlaceOutcome>;
  /** Events with sequence > `afterSeq`, in order. */
  events(afterSeq: number): Promise<readonly VenueEvent[]>;
}

/** A venue that lives off the feed: the paper venue matches on the bars it is shown. */
export interface BarDrivenVenue extends Venue {
  /** Bars that closed at one instant. Bars already seen are ignored, so a restart may show them again. */
  onBars(step: FeedStep): Promise<void>;
  close(): void;
}
