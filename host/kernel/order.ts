import type { Side } from "../contract/primitives.ts";
import { mulDivCeil, ONE_E8, type E8 } from "./e8.ts";

/** What is asked of a venue. Only gates can make one that the venue port accepts. */
export interface OrderRequest {
  readonly clientOrderId: string;
  readonly instrument: string;
  readonly side: Side;
  readonly type: "market";
  readonly quantityE8: E8;
  readonly reduceOnly: boolean;
  readonly leverageE8: E8;
  /** Native protection attached to an entry, one request; null on exits. */
  readonly protection: Protection | null;
}

export interface Protection {
  readonly takeProfitE8: E8 | null;
  readonly stopLossE8: E8 | null;
  readonly trigger: "last" | "mark";
}

/** The side of the order that closes a position opened by `side`. */
export function oppositeSide(side: Side): Side {
  return side === "Buy" ? "Sell" : "Buy";
}

/** Coins × price. Rounded up, so that no limit is passed by a fraction that was dropped. */
export function notionalE8Of(quantityE8: E8, priceE8: E8): E8 {
  return mulDivCeil(quantityE8, priceE8, ONE_E8);
}
