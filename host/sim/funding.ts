import { e8OfNumber, mulDivHalfAway, ONE_E8, type E8 } from "../kernel/e8.ts";
import { notionalE8Of } from "../kernel/order.ts";
import type { SimPosition } from "./account.ts";

const MINUTE_MS = 60_000;

/** Settlement instants with fromMs ≤ instant < toMs, oldest first, on the UTC grid of the instrument's interval. */
export function settlementsBetween(fromMs: number, toMs: number, intervalMin: number): number[] {
  const intervalMs = intervalMin * MINUTE_MS;
  const instants: number[] = [];
  for (let at = Math.ceil(fromMs / intervalMs) * intervalMs; at < toMs; at += intervalMs) {
    instants.push(at);
  }
  return instants;
}

/**
 * What a settlement moves: notional at the mark × rate. A long pays a positive rate, a short receives it.
 *
 * @param rate - A fraction (0.0001 is one basis point), rounded to 10^-8; null when it is not known.
 * @returns Received positive, paid negative; 0 when the rate is not known.
 */
export function fundingE8Of(
  position: Pick<SimPosition, "side" | "quantityE8">,
  markE8: E8,
  rate: number | null,
): E8 {
  if (rate === null) return 0n;
  const longPays = rate > 0;
  const magnitudeE8 = mulDivHalfAway(
    notionalE8Of(position.quantityE8, markE8),
    e8OfNumber(Math.abs(rate)),
    ONE_E8,
  );
  return longPays === (position.side === "Buy") ? -magnitudeE8 : magnitudeE8;
}
