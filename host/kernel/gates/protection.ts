import { formatE8 } from "../e8.ts";
import type { Gate, ProtectedEntry } from "../entry.ts";
import { refuse } from "../result.ts";

/** No entry without take-profit and stop-loss: a distance of zero is none. */
export const protectionGate: Gate<ProtectedEntry> = ({ takeProfitPctE8, stopLossPctE8 }) => {
  if (takeProfitPctE8 > 0n && stopLossPctE8 > 0n) return null;
  const takeProfitPct = formatE8(takeProfitPctE8);
  const stopLossPct = formatE8(stopLossPctE8);
  return refuse(
    "protection_missing",
    `take-profit ${takeProfitPct} % and stop-loss ${stopLossPct} % must both be over 0`,
    { detail: { takeProfitPct, stopLossPct, limit: "0" } },
  );
};
