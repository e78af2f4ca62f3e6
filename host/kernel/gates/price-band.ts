import { absE8, formatE8, mulDivCeil, ONE_E8 } from "../e8.ts";
import type { EntryRequest, Gate } from "../entry.ts";
import { refuse } from "../result.ts";

/** A last price far from the mark is a spike or a broken feed; an unknown mark proves nothing and refuses. */
export const priceBandGate: Gate<EntryRequest> = (entry) => {
  const { referencePriceE8, markPriceE8, limits } = entry;
  if (markPriceE8 === null || markPriceE8 <= 0n) {
    return refuse("mark_price_unknown", `mark price of ${entry.rules.id} is not known`, {
      detail: { instrument: entry.rules.id },
    });
  }
  const awayE8 = absE8(referencePriceE8 - markPriceE8);
  if (awayE8 * 100n * ONE_E8 <= markPriceE8 * limits.priceBandPctE8) return null;
  const price = formatE8(referencePriceE8);
  const mark = formatE8(markPriceE8);
  const distancePct = formatE8(mulDivCeil(awayE8, 100n * ONE_E8, markPriceE8));
  const limit = formatE8(limits.priceBandPctE8);
  return refuse(
    "price_off_mark",
    `price ${price} is ${distancePct} % from the mark ${mark}, limit ${limit}`,
    { detail: { price, mark, distancePct, limit } },
  );
};
