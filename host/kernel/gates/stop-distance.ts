import { formatE8 } from "../e8.ts";
import type { Gate, ProtectedEntry } from "../entry.ts";
import { refuse } from "../result.ts";

/** A stop nearer than the noise of the price fires on nothing. */
export const stopDistanceGate: Gate<ProtectedEntry> = (entry) => {
  const distance = formatE8(entry.stopLossPctE8);
  const limit = formatE8(entry.limits.stopLossPctE8Min);
  if (entry.stopLossPctE8 < entry.limits.stopLossPctE8Min) {
    return refuse("stop_too_near", `stop distance ${distance} % is under ${limit}`, {
      detail: { distance, limit },
    });
  }
  if (isBehind(entry)) return null;
  const tick = formatE8(entry.rules.tickE8);
  return refuse("stop_too_near", `stop distance ${distance} % is under one tick of ${tick}`, {
    detail: { distance, limit: tick },
  });
};

function isBehind({ signal, levels, referencePriceE8 }: ProtectedEntry): boolean {
  return signal.side === "Buy"
    ? levels.stopLossE8 < referencePriceE8
    : levels.stopLossE8 > referencePriceE8;
}
