import { describe, expect, it } from "vitest";
import type { JournalDraft } from "#host/contract/journal.ts";
import { bookAt, dayLossPctE8, drawdownPctE8, emptyBook, type Book } from "#host/kernel/book.ts";
import { e8, formatE8 } from "#host/kernel/e8.ts";
import { DAY_MS } from "#host/kernel/timeframe.ts";
import { breaker, fold, trade } from "#test/kit/book-entries.ts";
import { NOON_MS } from "#test/kit/risk.ts";

const HOUR_MS = 3_600_000;

describe("days", () => {
  const midnight = Math.ceil(NOON_MS / DAY_MS) * DAY_MS;
  const lost = fold([trade("-30", "-30")]);

  it.for<readonly [name: string, book: Book, nowMs: number, unrealised: string, pct: string]>([
    ["a loss counts until midnight UTC", lost, midnight - 1, "0", "3"],
    ["the next day begins with what was left", lost, midnight, "0", "0"],
    [
      "a loss of the new day is measured from there",
      fold([trade("-97", "-97", midnight)], lost),
      midnight,
      "0",
      "10",
    ],
    ["a gain first makes room", fold([trade("30", "30")], lost), NOON_MS, "0", "0"],
    ["an open loss counts", lost, NOON_MS, "-20", "5"],
    ["an open gain does not", lost, NOON_MS, "20", "3"],
    [
      "the percentage is rounded up",
      fold([trade("-0.00000001", "-0.00000001")], emptyBook(e8("3000"))),
      NOON_MS,
      "0",
      "0.00000001",
    ],
  ])("%s", ([, book, nowMs, unrealised, pct]) => {
    expect(formatE8(dayLossPctE8(bookAt(book, nowMs), e8(unrealised)))).toBe(pct);
  });

  it("of an account without money have no percentage", () => {
    expect(dayLossPctE8(emptyBook(0n), -1n)).toBe(0n);
    expect(drawdownPctE8(emptyBook(0n), -1n)).toBe(0n);
  });
});

describe("drawdown", () => {
  it.for<
    readonly [name: string, entries: readonly JournalDraft[], unrealised: string, pct: string]
  >([
    [
      "is measured from the highest equity",
      [trade("1000", "1000"), trade("-500", "-500")],
      "0",
      "25",
    ],
    ["counts an open loss", [trade("1000", "1000")], "-100", "5"],
    ["does not count an open gain", [trade("-100", "-100")], "100", "10"],
    ["is none at the peak", [trade("1", "1")], "0", "0"],
    [
      "knows no days",
      [trade("-100", "-100"), trade("-100", "-100", NOON_MS + 9 * DAY_MS)],
      "0",
      "20",
    ],
  ])("%s", ([, entries, unrealised, pct]) => {
    expect(formatE8(drawdownPctE8(fold(entries), e8(unrealised)))).toBe(pct);
  });

  it("of a cooldown stays as deep as it began, then is measured anew from what was left", () => {
    const tripped = fold([trade("-200", "-200"), breaker("drawdown_reached", NOON_MS + HOUR_MS)]);
    const wonBack = fold([trade("150", "150")], tripped);
    expect(formatE8(drawdownPctE8(wonBack))).toBe("20");
    const after = bookAt(wonBack, NOON_MS + HOUR_MS);
    expect(after).toMatchObject({ cooldown: null, peakE8: e8("950") });
    expect(drawdownPctE8(after)).toBe(0n);
  });

  it("that deepens in a cooldown prolongs it and never shortens it", () => {
    const tripped = fold([trade("-200", "-200"), breaker("drawdown_reached", NOON_MS + HOUR_MS)]);
    const deeper = fold([trade("-200", "-200"), breaker("drawdown_reached", NOON_MS + 1)], tripped);
    expect(deeper.cooldown).toEqual({ untilMs: NOON_MS + HOUR_MS, drawdownPctE8: e8("40") });
  });
});

describe("a losing streak", () => {
  it.for<readonly [name: string, nets: readonly string[], streak: number]>([
    ["counts losses in a row", ["-1", "-1", "-1"], 3],
    ["ends with a win", ["-1", "-1", "1"], 0],
    ["ends with a trade that lost nothing", ["-1", "0"], 0],
    ["begins again after", ["-1", "1", "-1"], 1],
  ])("%s", ([, nets, streak]) => {
    expect(fold(nets.map((net) => trade(net, net))).lossStreak).toBe(streak);
  });

  it("counts a trade that won on price and lost to its costs", () => {
    expect(fold([trade("1", "-0.5")]).lossStreak).toBe(1);
  });

  it("starts from none when its pause is written", () => {
    const book = fold([trade("-1", "-1"), breaker("loss_streak_reached", NOON_MS + 5)]);
    expect(book).toMatchObject({ lossStreak: 0, lossPauseUntilMs: NOON_MS + 5 });
  });
});
