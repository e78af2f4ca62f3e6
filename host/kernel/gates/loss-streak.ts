import type { EntryRequest, Gate } from "../entry.ts";
import { refuse } from "../result.ts";

/** After too many losing trades in a row entries pause. */
export const lossStreakGate: Gate<EntryRequest> = ({ book, limits, nowMs }) => {
  const { lossStreak, lossPauseUntilMs } = book;
  if (lossStreak >= limits.lossStreakMax) {
    return refuse(
      "loss_streak_reached",
      `${lossStreak} trades in a row lost, limit ${limits.lossStreakMax}`,
      { detail: { lossStreak, limit: limits.lossStreakMax } },
    );
  }
  return nowMs >= lossPauseUntilMs
    ? null
    : refuse(
        "loss_streak_reached",
        `losing streak: ${lossPauseUntilMs - nowMs} ms of the pause left`,
        {
          detail: { nowMs, untilMs: lossPauseUntilMs },
        },
      );
};
