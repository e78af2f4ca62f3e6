import { describe, expect, it } from "vitest";
import { applyToBook, emptyBook, type Book } from "#host/kernel/book.ts";
import { breakersDue, drawdownMultiplierE8 } from "#host/kernel/breakers.ts";
import { e8, formatE8 } from "#host/kernel/e8.ts";
import { approveEntry } from "#host/kernel/gates.ts";
import { DAY_MS } from "#host/kernel/timeframe.ts";
import { draftOf } from "#test/kit/drafts.ts";
import { frozen } from "#test/kit/frozen.ts";
import { anEntry, NOON_MS, someLimits } from "#test/kit/risk.ts";

const HOUR_MS = 3_600_000;
const MIDNIGHT_MS = Math.ceil(NOON_MS / DAY_MS) * DAY_MS;
const LIMITS = someLimits({ daily_loss_pct_max: "5", loss_streak_max: 3 });

function aBook(change: Partial<Book> = {}): Book {
  const day = Math.floor(NOON_MS / DAY_MS);
  return frozen({ ...emptyBook(e8("1000")), day, equityAtMs: NOON_MS - 1_000, ...change });
}

/** What the run does: every breaker due becomes an entry, and the entry is folded. */
function written(book: Book, nowMs = NOON_MS): Book {
  return breakersDue(book, LIMITS, nowMs).reduce(
    (so, body) =>
      applyToBook(so, draftOf("breaker", { at: nowMs, slot: null, instrument: null, body })),
    book,
  );
}

describe("breakers due", () => {
  it.for<
    readonly [name: string, book: Partial<Book>, due: readonly [code: string, untilMs: number][]]
  >([
    ["none on a quiet day", {}, []],
    ["one loss short of a streak", { lossStreak: 2 }, []],
    [
      "a streak, paused from its last loss",
      { lossStreak: 3 },
      [["loss_streak_reached", NOON_MS - 1_000 + 12 * HOUR_MS]],
    ],
    ["a day one step short of its limit", { equityE8: e8("950.0000001") }, []],
    [
      "the loss of a day, until the next",
      { equityE8: e8("950") },
      [["daily_loss_reached", MIDNIGHT_MS]],
    ],
    ["a tier without cooldown: nothing to remember", { peakE8: e8("1112") }, []],
    [
      "a tier with a cooldown",
      { peakE8: e8("1250") },
      [["drawdown_reached", NOON_MS - 1_000 + 72 * HOUR_MS]],
    ],
    [
      "all of them at once",
      { equityE8: e8("800"), lossStreak: 3 },
      [
        ["loss_streak_reached", NOON_MS - 1_000 + 12 * HOUR_MS],
        ["daily_loss_reached", MIDNIGHT_MS],
        ["drawdown_reached", NOON_MS - 1_000 + 72 * HOUR_MS],
      ],
    ],
    [
      "a tier that tripped already",
      { peakE8: e8("1250"), cooldown: { untilMs: NOON_MS + 1, drawdownPctE8: e8("20") } },
      [],
    ],
    ["a day that was closed already", { equityE8: e8("950"), closedUntilMs: MIDNIGHT_MS }, []],
  ])("%s", ([, change, due]) => {
    expect(breakersDue(aBook(change), LIMITS, NOON_MS).map((b) => [b.code, b.untilMs])).toEqual(
      due,
    );
  });

  it("are written once: asking again after the fold gives none", () => {
    const worst = aBook({ equityE8: e8("100"), lossStreak: 9 });
    expect(breakersDue(worst, LIMITS, NOON_MS).length).toBe(3);
    expect(breakersDue(written(worst), LIMITS, NOON_MS)).toEqual([]);
  });

  it("do not depend on when they are asked for: a crash in between loosens and tightens nothing", () => {
    const worst = aBook({ equityE8: e8("100"), lossStreak: 9 });
    expect(breakersDue(worst, LIMITS, NOON_MS + HOUR_MS)).toEqual(
      breakersDue(worst, LIMITS, NOON_MS),
    );
  });

  it("two tiers reached at once pause for the longer of their cooldowns", () => {
    const tier = (at_pct: string, cooldown_hours: number) => ({
      at_pct,
      size_multiplier: "0",
      cooldown_hours,
    });
    const limits = someLimits({ drawdown: [tier("5", 9), tier("10", 2)] });
    expect(breakersDue(aBook({ peakE8: e8("1250") }), limits, NOON_MS)).toEqual([
      { code: "drawdown_reached", untilMs: NOON_MS - 1_000 + 9 * HOUR_MS },
    ]);
  });

  it("a deeper tier trips again inside a cooldown", () => {
    const tiers = [
      { at_pct: "10", size_multiplier: "0.5", cooldown_hours: 1 },
      { at_pct: "20", size_multiplier: "0", cooldown_hours: 2 },
    ];
    const limits = someLimits({ drawdown: tiers, daily_loss_pct_max: "100" });
    const cooling = { untilMs: NOON_MS + 1, drawdownPctE8: e8("10") };
    const deeper = aBook({ peakE8: e8("1250"), cooldown: cooling });
    expect(breakersDue(deeper, limits, NOON_MS)).toEqual([
      { code: "drawdown_reached", untilMs: NOON_MS - 1_000 + 2 * HOUR_MS },
    ]);
  });
});

describe("a breaker in the journal", () => {
  const entryOf = (book: Book, nowMs: number) =>
    approveEntry({
      ...anEntry({ barsSinceCarry: null, markPriceE8: e8("100"), overlays: [] }),
      limits: LIMITS,
      bankrollSettingE8: e8("1000"),
      equityE8: e8("1000"),
      book,
      nowMs,
    });
  const codeOf = (book: Book, nowMs: number): string | null => {
    const outcome = entryOf(book, nowMs);
    return outcome.ok ? null : outcome.refusal.code;
  };

  it.for<readonly [name: string, book: Partial<Book>, code: string, untilMs: number]>([
    [
      "of a losing streak",
      { lossStreak: 3 },
      "loss_streak_reached",
      NOON_MS - 1_000 + 12 * HOUR_MS,
    ],
    [
      "of a day's loss",
      { equityE8: e8("950"), peakE8: e8("950") },
      "daily_loss_reached",
      MIDNIGHT_MS,
    ],
    [
      "of a drawdown",
      { dayStartE8: e8("800"), equityE8: e8("800") },
      "drawdown_reached",
      NOON_MS - 1_000 + 72 * HOUR_MS,
    ],
  ])(
    "%s refuses before it is written, until its last millisecond, and not after",
    ([, change, code, untilMs]) => {
      const before = aBook(change);
      const after = written(before);
      expect(codeOf(before, NOON_MS)).toBe(code);
      expect(codeOf(after, NOON_MS)).toBe(code);
      expect(codeOf(after, untilMs - 1)).toBe(code);
      expect(codeOf(after, untilMs)).toBe(null);
    },
  );
});

describe("what a drawdown leaves of an entry", () => {
  it.for<readonly [name: string, book: Partial<Book>, unrealised: string, multiplier: string]>([
    ["all of it above the first tier", { peakE8: e8("1111.1111") }, "0", "1"],
    ["the first tier's share at its limit", { peakE8: e8("1111.11111112") }, "0", "0.5"],
    ["the first tier's share through an open loss", {}, "-100", "0.5"],
    ["nothing at the second tier", { peakE8: e8("1250") }, "0", "0"],
    [
      "what the tier of a running cooldown left",
      { cooldown: { untilMs: NOON_MS + 1, drawdownPctE8: e8("20") } },
      "0",
      "0",
    ],
  ])("%s", ([, change, unrealised, multiplier]) => {
    expect(formatE8(drawdownMultiplierE8(aBook(change), LIMITS, e8(unrealised)))).toBe(multiplier);
  });

  it("is the least of all tiers reached, even when a deeper one was written larger", () => {
    const drawdown = [
      { at_pct: "5", size_multiplier: "0.2", cooldown_hours: 0 },
      { at_pct: "10", size_multiplier: "0.9", cooldown_hours: 0 },
    ];
    const limits = someLimits({ drawdown });
    expect(drawdownMultiplierE8(aBook({ peakE8: e8("1250") }), limits, 0n)).toBe(e8("0.2"));
  });
});
