/**
 * Breakers: losses that stop entries for a time, even when the numbers recover.
 *
 * The run writes each breaker due as a `breaker` journal entry, and the book remembers it from there. Gates refuse on
 * a breaker that is due and not yet written too, so a crash between the losing trade and the entry loosens nothing.
 */
import type { JournalBody } from "../contract/journal.ts";
import { bookAt, dayLossPctE8, drawdownPctE8, type Book } from "./book.ts";
import { ONE_E8, type E8 } from "./e8.ts";
import type { Limits } from "./limits.ts";
import { DAY_MS } from "./timeframe.ts";

/**
 * The breakers that have tripped and are not in the journal yet; empty when there is nothing to write.
 *
 * Call after the events of a bar are journalled and before entries are decided, at start-up too; apply each to the book. Asking
 * again after that gives an empty list. `untilMs` counts from the event that tripped it, not from the asking.
 */
export function breakersDue(book: Book, limits: Limits, nowMs: number): JournalBody<"breaker">[] {
  const now = bookAt(book, nowMs);
  return [lossStreak(now, limits), dailyLoss(now, limits), drawdown(now, limits)].filter(
    (breaker) => breaker !== null,
  );
}

/** What is left of an entry's size under the drawdown tiers reached; 1 when none is. */
export function drawdownMultiplierE8(book: Book, limits: Limits, unrealisedE8: E8): E8 {
  const pctE8 = drawdownPctE8(book, unrealisedE8);
  return limits.drawdown
    .filter((tier) => tier.atPctE8 <= pctE8)
    .reduce(
      (least, tier) => (tier.sizeMultiplierE8 < least ? tier.sizeMultiplierE8 : least),
      ONE_E8,
    );
}

function lossStreak(book: Book, limits: Limits): JournalBody<"breaker"> | null {
  if (book.lossStreak < limits.lossStreakMax) return null;
  return { code: "loss_streak_reached", untilMs: book.equityAtMs + limits.lossStreakPauseMs };
}

function dailyLoss(book: Book, limits: Limits): JournalBody<"breaker"> | null {
  const nextDayMs = (book.day + 1) * DAY_MS;
  if (book.closedUntilMs >= nextDayMs) return null;
  if (dayLossPctE8(book) < limits.dailyLossPctE8Max) return null;
  return { code: "daily_loss_reached", untilMs: nextDayMs };
}

/** Tiers with a cooldown trip once each while one cooldown runs; a deeper one prolongs it. */
function drawdown(book: Book, limits: Limits): JournalBody<"breaker"> | null {
  const pctE8 = drawdownPctE8(book);
  const trippedPctE8 = book.cooldown?.drawdownPctE8 ?? -1n;
  const reached = limits.drawdown.filter(
    (tier) => tier.cooldownMs > 0 && tier.atPctE8 <= pctE8 && tier.atPctE8 > trippedPctE8,
  );
  if (reached.length === 0) return null;
  const cooldownMs = Math.max(...reached.map((tier) => tier.cooldownMs));
  return { code: "drawdown_reached", untilMs: book.equityAtMs + cooldownMs };
}
