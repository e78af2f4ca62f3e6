import { formatE8, mulDivHalfAway, ONE_E8 } from "../e8.ts";
import type { Gate, SizedEntry } from "../entry.ts";
import { liquidationPriceE8 } from "../liquidation.ts";
import { refuse } from "../result.ts";

/**
 * The stop must fire well before the venue liquidates: by `liquidation_margin_pct` of the stop distance (decision C9).
 */
export const liquidationGate: Gate<SizedEntry> = (entry) => {
  const { signal, levels, referencePriceE8, limits, size, tier } = entry;
  const liquidationE8 = liquidationPriceE8({
    side: signal.side,
    quantityE8: size.quantityE8,
    entryPriceE8: referencePriceE8,
    marginE8: size.marginE8,
    maintenancePctE8: tier.maintenancePctE8,
  });
  if (liquidationE8 === null) return null;
  const long = signal.side === "Buy";
  const stopWayE8 = long
    ? referencePriceE8 - levels.stopLossE8
    : levels.stopLossE8 - referencePriceE8;
  const roomE8 = long ? levels.stopLossE8 - liquidationE8 : liquidationE8 - levels.stopLossE8;
  if (roomE8 * 100n * ONE_E8 >= stopWayE8 * limits.liquidationMarginPctE8) return null;
  const stop = formatE8(levels.stopLossE8);
  const liquidation = formatE8(liquidationE8);
  const roomPct = formatE8(mulDivHalfAway(roomE8, 100n * ONE_E8, stopWayE8));
  const limit = formatE8(limits.liquidationMarginPctE8);
  return refuse(
    "stop_behind_liquidation",
    `liquidation price ${liquidation} is ${roomPct} % of the stop distance beyond the stop ${stop}, limit ${limit}`,
    {
      hint: "a lower leverage moves the liquidation price away",
      detail: { stop, liquidation, roomPct, limit },
    },
  );
};
