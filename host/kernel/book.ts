/**
 * What an account has won, lost and at stake, as a pure fold over its journal.
 *
 * Cash moves at once: a fill takes its fee, a settlement its funding, a closed trade adds its gross. So
 * equity = bankroll + gross of closed trades − fees ± funding, without the unrealised part, which only the venue knows.
 * Nothing here is stored elsewhere: a host that died reads its journal and has the same book, breakers included.
 */
import type { JournalBody, JournalDraft } from "../contract/journal.ts";
import type { Side } from "../contract/primitives.ts";
import { maxE8, mulDivCeil, mulDivFloor, ONE_E8, type E8 } from "./e8.ts";
import { notionalE8Of } from "./order.ts";
import { DAY_MS } from "./timeframe.ts";

export const HOUR_MS = 3_600_000;

export interface BookPosition {
  readonly instrument: string;
  readonly side: Side;
  readonly quantityE8: E8;
  /** Quantity × average entry price. */
  readonly notionalE8: E8;
}

/** An entry that was intended and is neither filled nor proven dead: it counts as a position. */
export interface BookPending {
  readonly clientOrderId: string;
  readonly instrument: string;
  readonly quantityE8: E8;
  /** Price it was sized at. */
  readonly priceE8: E8;
}

export interface Book {
  /** Bankroll plus everything realised, fees and funding included. */
  readonly equityE8: E8;
  /** When equity last changed. */
  readonly equityAtMs: number;
  /** Highest equity since the start, or since the newest drawdown cooldown ended. */
  readonly peakE8: E8;
  /** UTC day number (epoch ms / 86 400 000) and the equity it began with. */
  readonly day: number;
  readonly dayStartE8: E8;
  /** Day that a `daily_loss_reached` breaker closed for entries, or null. */
  readonly closedUntilMs: number;
  /** Losing trades in a row since the last trade that did not lose, or the last pause. */
  readonly lossStreak: number;
  readonly lossPauseUntilMs: number;
  /** A drawdown tier with a cooldown that is running, and how deep it was; null when none is. */
  readonly cooldown: { readonly untilMs: number; readonly drawdownPctE8: E8 } | null;
  /** Bar times of the entries intended in the last hour, oldest first. */
  readonly entryTimesMs: readonly number[];
  readonly positions: readonly BookPosition[];
  readonly pending: readonly BookPending[];
}

export function emptyBook(bankrollE8: E8): Book {
  return {
    equityE8: bankrollE8,
    equityAtMs: 0,
    peakE8: bankrollE8,
    day: 0,
    dayStartE8: bankrollE8,
    closedUntilMs: 0,
    lossStreak: 0,
    lossPauseUntilMs: 0,
    cooldown: null,
    entryTimesMs: [],
    positions: [],
    pending: [],
  };
}

/** The book as it stands at `nowMs`: days begin, hours pass and cooldowns end without any entry saying so. */
export function bookAt(book: Book, nowMs: number): Book {
  const day = Math.floor(nowMs / DAY_MS);
  const newDay = day > book.day;
  const cooled = book.cooldown !== null && nowMs >= book.cooldown.untilMs;
  const [oldest] = book.entryTimesMs;
  const stale = oldest !== undefined && oldest <= nowMs - HOUR_MS;
  if (!newDay && !cooled && !stale) return book;
  return {
    ...book,
    ...(newDay ? { day, dayStartE8: book.equityE8 } : {}),
    // Measured anew from what was left: else a tier that stops entries could never be left again.
    ...(cooled ? { cooldown: null, peakE8: book.equityE8 } : {}),
    ...(stale ? { entryTimesMs: book.entryTimesMs.filter((ms) => ms > nowMs - HOUR_MS) } : {}),
  };
}

/** One journal entry further. Kinds that move no money and no order leave the book as it is. */
export function applyToBook(book: Book, entry: JournalDraft): Book {
  switch (entry.kind) {
    case "intent":
      return intended(bookAt(book, entry.at), entry.body, entry.at);
    case "order":
      return entry.body.status === "rejected"
        ? withoutPending(book, entry.body.clientOrderId)
        : book;
    case "fill":
      return filled(bookAt(book, entry.at), entry);
    case "funding":
      return moved(bookAt(book, entry.at), BigInt(entry.body.amountE8), entry.at);
    case "trade":
      return traded(bookAt(book, entry.at), entry);
    case "breaker":
      return tripped(bookAt(book, entry.at), entry.body);
    default:
      return book;
  }
}

/** Fall from the peak, percent of the peak, rounded up. While a cooldown runs, at least as deep as when it began. */
export function drawdownPctE8(book: Book, unrealisedE8: E8 = 0n): E8 {
  const fallE8 = maxE8(book.peakE8 - book.equityE8 - unrealisedLossE8(unrealisedE8), 0n);
  const nowPctE8 = book.peakE8 <= 0n ? 0n : pctOfCeil(fallE8, book.peakE8);
  return maxE8(nowPctE8, book.cooldown?.drawdownPctE8 ?? 0n);
}

/** Lost since the UTC day began, percent of the equity it began with, rounded up; 0 when nothing was. */
export function dayLossPctE8(book: Book, unrealisedE8: E8 = 0n): E8 {
  const lossE8 = maxE8(book.dayStartE8 - book.equityE8 - unrealisedLossE8(unrealisedE8), 0n);
  return book.dayStartE8 <= 0n ? 0n : pctOfCeil(lossE8, book.dayStartE8);
}

/** Notional of everything open or on its way, at entry prices. */
export function openNotionalE8(book: Book): E8 {
  const open = book.positions.reduce((sum, position) => sum + position.notionalE8, 0n);
  return book.pending.reduce(
    (sum, order) => sum + notionalE8Of(order.quantityE8, order.priceE8),
    open,
  );
}

/** Instruments with a position open or an entry on its way. */
export function heldInstruments(book: Book): ReadonlySet<string> {
  return new Set([...book.positions, ...book.pending].map((held) => held.instrument));
}

/** Open gains never hide a loss that was made; open losses count as if they were made. */
function unrealisedLossE8(unrealisedE8: E8): E8 {
  return unrealisedE8 < 0n ? unrealisedE8 : 0n;
}

function pctOfCeil(partE8: E8, wholeE8: E8): E8 {
  return mulDivCeil(partE8, 100n * ONE_E8, wholeE8);
}

function moved(book: Book, amountE8: E8, atMs: number): Book {
  const equityE8 = book.equityE8 + amountE8;
  return { ...book, equityE8, equityAtMs: atMs, peakE8: maxE8(book.peakE8, equityE8) };
}

function intended(book: Book, body: JournalBody<"intent">, atMs: number): Book {
  const entry = body.plan.legs.find((leg) => leg.role === "entry");
  if (entry === undefined) return book;
  const order = {
    clientOrderId: body.clientOrderId,
    instrument: entry.instrument,
    quantityE8: BigInt(entry.quantityE8),
    priceE8: BigInt(entry.priceE8 ?? "0"),
  };
  const others = withoutPending(book, body.clientOrderId);
  return {
    ...others,
    pending: [...others.pending, order],
    entryTimesMs: [...book.entryTimesMs, atMs],
  };
}

function withoutPending(book: Book, clientOrderId: string): Book {
  const pending = book.pending.filter((order) => order.clientOrderId !== clientOrderId);
  return pending.length === book.pending.length ? book : { ...book, pending };
}

function filled(book: Book, entry: Extract<JournalDraft, { kind: "fill" }>): Book {
  const { body, instrument } = entry;
  const paid = moved(book, -BigInt(body.feeE8), entry.at);
  if (instrument === null) return paid;
  const quantityE8 = BigInt(body.quantityE8);
  return body.role === "entry"
    ? opened(reduced(paid, body.clientOrderId, quantityE8), instrument, body)
    : closed(paid, instrument, quantityE8);
}

/** What was filled is no longer on its way. */
function reduced(book: Book, clientOrderId: string | null, quantityE8: E8): Book {
  const pending = book.pending.flatMap((order) => {
    if (order.clientOrderId !== clientOrderId) return [order];
    const leftE8 = order.quantityE8 - quantityE8;
    return leftE8 > 0n ? [{ ...order, quantityE8: leftE8 }] : [];
  });
  return { ...book, pending };
}

function opened(book: Book, instrument: string, body: JournalBody<"fill">): Book {
  const quantityE8 = BigInt(body.quantityE8);
  const notionalE8 = notionalE8Of(quantityE8, BigInt(body.priceE8));
  const before = book.positions.find((position) => position.instrument === instrument);
  const position: BookPosition = {
    instrument,
    side: body.side,
    quantityE8: quantityE8 + (before?.quantityE8 ?? 0n),
    notionalE8: notionalE8 + (before?.notionalE8 ?? 0n),
  };
  return { ...book, positions: [...elsewhere(book, instrument), position] };
}

function closed(book: Book, instrument: string, quantityE8: E8): Book {
  const before = book.positions.find((position) => position.instrument === instrument);
  if (before === undefined) return book;
  const leftE8 = before.quantityE8 - quantityE8;
  if (leftE8 <= 0n) return { ...book, positions: elsewhere(book, instrument) };
  const notionalE8 = mulDivFloor(before.notionalE8, leftE8, before.quantityE8);
  const rest = { ...before, quantityE8: leftE8, notionalE8 };
  return { ...book, positions: [...elsewhere(book, instrument), rest] };
}

function elsewhere(book: Book, instrument: string): BookPosition[] {
  return book.positions.filter((position) => position.instrument !== instrument);
}

function traded(book: Book, entry: Extract<JournalDraft, { kind: "trade" }>): Book {
  const { body, instrument, at } = entry;
  const lost = BigInt(body.netE8) < 0n;
  return {
    ...moved(book, BigInt(body.grossE8), at),
    // A position that is gone without a fill that says so is gone all the same.
    positions: instrument === null ? book.positions : elsewhere(book, instrument),
    lossStreak: lost ? book.lossStreak + 1 : 0,
  };
}

function tripped(book: Book, { code, untilMs }: JournalBody<"breaker">): Book {
  switch (code) {
    case "loss_streak_reached":
      return {
        ...book,
        lossStreak: 0,
        lossPauseUntilMs: Math.max(book.lossPauseUntilMs, untilMs),
      };
    case "daily_loss_reached":
      return { ...book, closedUntilMs: Math.max(book.closedUntilMs, untilMs) };
    case "drawdown_reached": {
      const until = Math.max(book.cooldown?.untilMs ?? 0, untilMs);
      return { ...book, cooldown: { untilMs: until, drawdownPctE8: drawdownPctE8(book) } };
    }
    default:
      return book;
  }
}
