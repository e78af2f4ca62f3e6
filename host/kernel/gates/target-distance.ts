import { formatE8 } from "../e8.ts";
import type { Gate, ProtectedEntry } from "../entry.ts";
import { refuse } from "../result.ts";

/** A take-profit nearer than spread and fees is a loss with a nice name. */
export const targetDistanceGate: Gate<ProtectedEntry> = (entry) => {
  const distance = formatE8(entry.takeProfitPctE8);
  const limit = formatE8(entry.limits.takeProfitPctE8Min);
  if (entry.takeProfitPctE8 < entry.limits.takeProfitPctE8Min) {
    return refuse("target_too_near", `take-profit distance ${distance} % is under ${limit}`, {
      detail: { distance, limit },
    });
  }
  if (isBeyond(entry)) return null;
  const tick = formatE8(entry.rules.tickE8);
  return refuse(
    "target_too_near",
    `take-profit distance ${distance} % is under one tick of ${tick}`,
    {
      detail: { distance, limit: tick },
    },
  );
};

function isBeyond({ signal, levels, referencePriceE8 }: ProtectedEntry): boolean {
  return signal.side === "Buy"
    ? levels.takeProfitE8 > referencePriceE8
    : levels.takeProfitE8 < referencePriceE8;
}
