import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JournalDraft } from "#host/contract/journal.ts";
import {
  applyToBook,
  bookAt,
  emptyBook,
  heldInstruments,
  openNotionalE8,
} from "#host/kernel/book.ts";
import { e8, formatE8, type E8 } from "#host/kernel/e8.ts";
import {
  breaker,
  fill,
  fold,
  funding,
  ID_A,
  ID_B,
  intent,
  rejected,
  trade,
} from "#test/kit/book-entries.ts";
import { draftOf, draftsOfEveryKind } from "#test/kit/drafts.ts";
import { frozen } from "#test/kit/frozen.ts";
import { NOON_MS } from "#test/kit/risk.ts";

const HOUR_MS = 3_600_000;

describe("equity", () => {
  it.for<readonly [name: string, entries: readonly JournalDraft[], equity: string]>([
    ["is the bankroll before anything happened", [], "1000"],
    ["falls by a fee at once", [fill("1", "100", { fee: "0.055" })], "999.945"],
    ["rises by a rebate", [fill("1", "100", { fee: "-0.01" })], "1000.01"],
    ["moves by funding, either way", [funding("-1.5"), funding("0.25")], "998.75"],
    [
      "takes the gross of a trade, because its costs are taken already",
      [
        fill("1", "100", { fee: "1" }),
        funding("-2"),
        fill("1", "110", { role: "take_profit", fee: "1" }),
        trade("10", "6"),
      ],
      "1006",
    ],
    [
      "does not move by an intent, an order or a bar",
      [intent(ID_A, "1", "100"), rejected(ID_A), draftOf("bar")],
      "1000",
    ],
  ])("%s", ([, entries, equity]) => {
    expect(formatE8(fold(entries).equityE8)).toBe(equity);
  });

  it("is the bankroll plus the net of every trade, once all are closed", () => {
    const cents = fc.bigInt({ min: -e8("50"), max: e8("50") });
    const costs = fc.bigInt({ min: 0n, max: e8("1") });
    fc.assert(
      fc.property(fc.array(fc.tuple(cents, costs, costs, cents), { maxLength: 20 }), (trades) => {
        let sum = e8("1000");
        const entries = trades.flatMap(([gross, feeIn, feeOut, paid]) => {
          const net = gross - feeIn - feeOut + paid;
          sum += net;
          return [
            fill("1", "100", { fee: formatE8(feeIn) }),
            funding(formatE8(paid)),
            fill("1", "100", { role: "stop_loss", fee: formatE8(feeOut) }),
            trade(formatE8(gross), formatE8(net)),
          ];
        });
        const book = fold(entries);
        expect(book.equityE8).toBe(sum);
        expect(book.positions).toEqual([]);
        expect(book.peakE8 >= book.equityE8).toBe(true);
      }),
    );
  });
});

describe("positions and entries on their way", () => {
  it.for<
    readonly [
      name: string,
      entries: readonly JournalDraft[],
      held: readonly string[],
      notional: string,
    ]
  >([
    [
      "an intent counts at the price it was sized at",
      [intent(ID_A, "2", "100")],
      ["BTCUSDT"],
      "200",
    ],
    ["a rejected one is gone", [intent(ID_A, "2", "100"), rejected(ID_A)], [], "0"],
    [
      "a rejection of another changes nothing",
      [intent(ID_A, "2", "100"), rejected(ID_B)],
      ["BTCUSDT"],
      "200",
    ],
    [
      "a filled one counts at its fill",
      [intent(ID_A, "2", "100"), fill("2", "101")],
      ["BTCUSDT"],
      "202",
    ],
    [
      "a partly filled one counts once",
      [intent(ID_A, "2", "100"), fill("0.5", "101")],
      ["BTCUSDT"],
      "200.5",
    ],
    [
      "a filled and closed one leaves nothing on its way",
      [intent(ID_A, "2", "100"), fill("2", "101"), fill("2", "90", { role: "exit" })],
      [],
      "0",
    ],
    ["one that is added to counts whole", [fill("2", "100"), fill("1", "102")], ["BTCUSDT"], "302"],
    [
      "one that is added to and partly closed counts at its average",
      [fill("2", "100"), fill("1", "103"), fill("1", "90", { role: "exit" })],
      ["BTCUSDT"],
      "202",
    ],
    [
      "fills of two instruments do not mix",
      [
        fill("2", "100"),
        fill("1", "10", { instrument: "ETHUSDT" }),
        fill("2", "100", { role: "exit" }),
      ],
      ["ETHUSDT"],
      "10",
    ],
    ["a closed one is gone", [fill("2", "101"), fill("2", "90", { role: "stop_loss" })], [], "0"],
    [
      "a partly closed one counts for the rest",
      [fill("2", "101"), fill("0.5", "90", { role: "exit" })],
      ["BTCUSDT"],
      "151.5",
    ],
    [
      "a position that no intent explains counts too",
      [fill("2", "101", { id: null })],
      ["BTCUSDT"],
      "202",
    ],
    [
      "two instruments count together",
      [fill("1", "100"), intent(ID_B, "1", "50", NOON_MS, "ETHUSDT")],
      ["BTCUSDT", "ETHUSDT"],
      "150",
    ],
    [
      "a reversal: the exit first, then the entry",
      [
        fill("2", "100"),
        intent(ID_B, "1", "100"),
        fill("2", "99", { role: "exit" }),
        fill("1", "99", { id: ID_B }),
      ],
      ["BTCUSDT"],
      "99",
    ],
    [
      "the same intent written twice counts once",
      [intent(ID_A, "2", "100"), intent(ID_A, "2", "100")],
      ["BTCUSDT"],
      "200",
    ],
    ["a close of what is not open is nothing", [fill("2", "90", { role: "stop_loss" })], [], "0"],
  ])("%s", ([, entries, held, notional]) => {
    const book = fold(entries);
    expect([...heldInstruments(book)].toSorted()).toEqual(held);
    expect(formatE8(openNotionalE8(book))).toBe(notional);
  });

  it("an intent to exit is no entry", () => {
    const exit = draftOf("intent", {
      body: {
        plan: {
          schema: "plan/1",
          slot: "paper.main.BTCUSDT",
          bar: 1,
          legs: [
            { instrument: "BTCUSDT", role: "exit", side: "Sell", type: "market", quantityE8: "1" },
          ],
          leverage: "1",
          protection: { kind: "native_tp_sl", trigger: "last" },
        },
      },
    });
    const book = fold([exit]);
    expect([book.pending, book.entryTimesMs]).toEqual([[], []]);
  });
});

describe("entries of the last hour", () => {
  it("are counted when intended, and forgotten after an hour", () => {
    const book = fold([
      intent(ID_A, "1", "1"),
      rejected(ID_A),
      intent(ID_B, "1", "1", NOON_MS + 60_000),
    ]);
    expect(book.entryTimesMs).toEqual([NOON_MS, NOON_MS + 60_000]);
    expect(bookAt(book, NOON_MS + HOUR_MS - 1).entryTimesMs.length).toBe(2);
    expect(bookAt(book, NOON_MS + HOUR_MS).entryTimesMs).toEqual([NOON_MS + 60_000]);
    expect(bookAt(book, NOON_MS + 2 * HOUR_MS).entryTimesMs).toEqual([]);
  });
});

describe("a book looked at later", () => {
  it("is the same book until something of it has passed", () => {
    const book = bookAt(fold([intent(ID_A, "1", "1")]), NOON_MS);
    expect(bookAt(book, NOON_MS + HOUR_MS - 1)).toBe(book);
    expect(bookAt(book, NOON_MS + HOUR_MS)).not.toBe(book);
  });
});

describe("a fold over the journal", () => {
  it("leaves the book untouched by every kind that moves neither money nor orders", () => {
    const moving = new Set(["intent", "order", "fill", "funding", "trade", "breaker"]);
    const still = draftsOfEveryKind().filter(({ kind }) => !moving.has(kind));
    const book = frozen(emptyBook(e8("1000")));
    expect(still.length).toBeGreaterThan(10);
    expect(still.filter((entry) => applyToBook(book, entry) !== book)).toEqual([]);
  });

  it("ignores a breaker of a later release instead of guessing", () => {
    const book = fold([trade("-1", "-1")]);
    expect(applyToBook(book, breaker("something_new", NOON_MS + 1))).toEqual(book);
  });

  it("stopped anywhere and read again, it is the same book", () => {
    const step: fc.Arbitrary<JournalDraft> = fc
      .tuple(fc.nat({ max: 5 }), fc.nat({ max: 200 }), fc.nat({ max: 3 * 86_400 }))
      .map(([kind, amount, second]) => anyEntry(kind, String(amount), NOON_MS + second * 1_000));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.nat(), (unordered, cut) => {
        const entries = unordered.toSorted((a, b) => a.at - b.at);
        const at = cut % (entries.length + 1);
        const whole = fold(entries);
        expect(fold(entries.slice(at), fold(entries.slice(0, at)))).toEqual(whole);
        // Looking at the book between two entries moves nothing.
        const looked = entries.reduce(
          (book, entry) => applyToBook(bookAt(book, entry.at), entry),
          emptyBook(e8("1000")),
        );
        expect(bookAt(looked, NOON_MS * 2)).toEqual(bookAt(whole, NOON_MS * 2));
      }),
    );
  });
});

function anyEntry(kind: number, amount: string, at: number): JournalDraft {
  const id: E8 = e8(amount) % 7n;
  switch (kind) {
    case 0:
      return trade(`-${amount}`.replace("-0", "0"), amount, at);
    case 1:
      return trade(amount, `-${amount}`.replace("-0", "0"), at);
    case 2:
      return intent(String.fromCharCode(97 + Number(id)).repeat(32), "1", "100", at);
    case 3:
      return breaker("drawdown_reached", at + 3_600_000, at);
    case 4:
      return fill("1", "100", { id: String.fromCharCode(97 + Number(id)).repeat(32), at });
    default:
      return funding(amount, at);
  }
}
