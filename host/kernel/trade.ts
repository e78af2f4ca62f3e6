import type { CloseReason, JournalBody } from "../contract/journal.ts";
import { absE8, formatE8, mulDivHalfAway, ONE_E8, type E8 } from "./e8.ts";
import type { OpenPosition } from "./slot-state.ts";

export interface Closing {
  readonly priceE8: E8;
  readonly bar: number;
  readonly entryBar: number;
  readonly reason: CloseReason;
  /** Wallet of the account after this trade. */
  readonly walletE8: E8;
}

/** Profit of price movement alone: quantity × (exit − entry), the other way round for a short. */
export function grossE8Of(position: OpenPosition, exitPriceE8: E8): E8 {
  const move = exitPriceE8 - position.entryPriceE8;
  const gain = position.side === "Buy" ? move : -move;
  return mulDivHalfAway(gain, position.quantityE8, ONE_E8);
}

/** The whole trade, costs included; `position.feesE8` holds the fees of both fills. */
export function tradeOf(position: OpenPosition, closing: Closing): JournalBody<"trade"> {
  const grossE8 = grossE8Of(position, closing.priceE8);
  const netE8 = grossE8 - position.feesE8 + position.fundingE8;
  return {
    side: position.side,
    entryBar: closing.entryBar,
    exitBar: closing.bar,
    quantityE8: position.quantityE8.toString(),
    entryPriceE8: position.entryPriceE8.toString(),
    exitPriceE8: closing.priceE8.toString(),
    grossE8: grossE8.toString(),
    feesE8: position.feesE8.toString(),
    fundingE8: position.fundingE8.toString(),
    netE8: netE8.toString(),
    equityE8: closing.walletE8.toString(),
    reason: closing.reason,
    rationale: position.rationale,
    costsComplete: position.costsComplete,
    approval: position.exitPlan.approval,
  };
}

/** One line for people: `long 0.5 at 105.84 → 107.1 (+0.61 USDT, take_profit)`. */
export function tradeLine(trade: JournalBody<"trade">): string {
  const direction = trade.side === "Buy" ? "long" : "short";
  const net = BigInt(trade.netE8);
  const cents = (absE8(net) + 500_000n) / 1_000_000n;
  const text = `${net < 0n ? "-" : "+"}${formatE8(cents * 1_000_000n)}`;
  return `${direction} ${formatE8(BigInt(trade.quantityE8))} at ${formatE8(BigInt(trade.entryPriceE8))} → ${formatE8(BigInt(trade.exitPriceE8))} (${text} USDT, ${trade.reason})`;
}
