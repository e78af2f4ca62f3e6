import { formatE8, pctFloor } from "../e8.ts";
import type { Gate, SizedEntry } from "../entry.ts";
import { refuse } from "../result.ts";

/** Notional of one position, percent of bankroll. */
export const positionNotionalGate: Gate<SizedEntry> = ({ limits, bankrollE8, size }) => {
  const limitE8 = pctFloor(bankrollE8, limits.positionNotionalPctE8Max);
  if (size.notionalE8 <= limitE8) return null;
  const notional = formatE8(size.notionalE8);
  const limit = formatE8(limitE8);
  const pct = formatE8(limits.positionNotionalPctE8Max);
  return refuse(
    "notional_over_limit",
    `notional ${notional} USDT is over ${limit}, ${pct} % of bankroll`,
    { detail: { notional, limit } },
  );
};
