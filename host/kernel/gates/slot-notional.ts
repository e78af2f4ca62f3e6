import { e8, formatE8, pctFloor } from "../e8.ts";
import type { Gate, SizedEntry } from "../entry.ts";
import { refuse } from "../result.ts";

/** The notional a person signed for this slot, percent of bankroll. */
export const slotNotionalGate: Gate<SizedEntry> = ({ envelope, bankrollE8, size }) => {
  if (envelope.maxNotionalPct === null) return null;
  const limitE8 = pctFloor(bankrollE8, e8(envelope.maxNotionalPct));
  if (size.notionalE8 <= limitE8) return null;
  const notional = formatE8(size.notionalE8);
  const limit = formatE8(limitE8);
  return refuse(
    "notional_over_approval",
    `notional ${notional} USDT is over ${limit}, ${envelope.maxNotionalPct} % of bankroll in the approval`,
    { detail: { notional, limit } },
  );
};
