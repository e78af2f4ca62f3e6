import { openNotionalE8 } from "../book.ts";
import { formatE8, pctFloor } from "../e8.ts";
import type { Gate, SizedEntry } from "../entry.ts";
import { refuse } from "../result.ts";

/** Notional of all positions of the account with this one, percent of bankroll. */
export const totalNotionalGate: Gate<SizedEntry> = ({ limits, bankrollE8, book, size }) => {
  const limitE8 = pctFloor(bankrollE8, limits.totalNotionalPctE8Max);
  const totalE8 = openNotionalE8(book) + size.notionalE8;
  if (totalE8 <= limitE8) return null;
  const total = formatE8(totalE8);
  const limit = formatE8(limitE8);
  const pct = formatE8(limits.totalNotionalPctE8Max);
  return refuse(
    "total_notional_over_limit",
    `notional ${total} USDT of all positions is over ${limit}, ${pct} % of bankroll`,
    { detail: { total, limit } },
  );
};
