import { dayLossPctE8 } from "../book.ts";
import { formatE8 } from "../e8.ts";
import type { EntryRequest, Gate } from "../entry.ts";
import { refuse } from "../result.ts";

/** Lost too much since the UTC day began; stays so until the next, even if an open position wins it back. */
export const dailyLossGate: Gate<EntryRequest> = ({ book, unrealisedE8, limits, nowMs }) => {
  const limit = formatE8(limits.dailyLossPctE8Max);
  const lossE8 = dayLossPctE8(book, unrealisedE8);
  if (lossE8 >= limits.dailyLossPctE8Max) {
    const lossPct = formatE8(lossE8);
    return refuse("daily_loss_reached", `loss of the day ${lossPct} % has reached ${limit}`, {
      detail: { lossPct, limit },
    });
  }
  return nowMs >= book.closedUntilMs
    ? null
    : refuse("daily_loss_reached", `loss of the day had reached ${limit} %`, {
        detail: { nowMs, untilMs: book.closedUntilMs },
      });
};
