import type { Side } from "../contract/primitives.ts";
import type { E8 } from "../kernel/e8.ts";

/** What one bar did to an account, in order. The venue that keeps them adds a sequence. */
export type SimEvent = SimFill | SimFunding | SimCancel;

/** Orders fill whole or not at all. */
export interface SimFill {
  readonly kind: "fill";
  /** Fills at the open: the bar's open time. Fills inside the bar: its last millisecond, which still lies in the bar. */
  readonly atMs: number;
  readonly instrument: string;
  /** null for take-profit, stop-loss and liquidation, which the venue places itself. */
  readonly clientOrderId: string | null;
  readonly role: "entry" | "take_profit" | "stop_loss" | "exit" | "liquidation";
  readonly side: Side;
  readonly quantityE8: E8;
  readonly priceE8: E8;
  readonly feeE8: E8;
  /** The bar does not say which came first: what the other order of events would have filled. Else null. */
  readonly alternative: Alternative | null;
}

export interface Alternative {
  readonly role: "take_profit";
  readonly priceE8: E8;
}

export interface SimFunding {
  readonly kind: "funding";
  readonly atMs: number;
  readonly instrument: string;
  /** null: a settlement passed while a position was open and its rate is not known. */
  readonly rate: number | null;
  /** Received positive, paid negative; 0 when the rate is not known. */
  readonly amountE8: E8;
}

export interface SimCancel {
  readonly kind: "order_cancelled";
  readonly atMs: number;
  readonly instrument: string;
  readonly clientOrderId: string;
  readonly code: string;
}
