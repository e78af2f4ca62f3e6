import { drawdownPctE8 } from "../book.ts";
import { drawdownMultiplierE8 } from "../breakers.ts";
import { formatE8 } from "../e8.ts";
import type { EntryRequest, Gate } from "../entry.ts";
import { refuse } from "../result.ts";

/** A drawdown tier that leaves nothing of an entry. Tiers that only shrink it are part of the size. */
export const drawdownGate: Gate<EntryRequest> = ({ book, unrealisedE8, limits }) => {
  if (drawdownMultiplierE8(book, limits, unrealisedE8) > 0n) return null;
  const drawdownPct = formatE8(drawdownPctE8(book, unrealisedE8));
  const tier = limits.drawdown.find(({ sizeMultiplierE8 }) => sizeMultiplierE8 === 0n);
  const limit = formatE8(tier?.atPctE8 ?? 0n);
  const untilMs = book.cooldown?.untilMs ?? null;
  return refuse("drawdown_reached", `drawdown ${drawdownPct} % has reached ${limit}`, {
    detail: { drawdownPct, limit, untilMs },
  });
};
