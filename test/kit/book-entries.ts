/** Makers of the journal entries that move an account's book. Amounts are decimal text, USDT or coins. */
import type { JournalDraft } from "#host/contract/journal.ts";
import { applyToBook, emptyBook, type Book } from "#host/kernel/book.ts";
import { e8 } from "#host/kernel/e8.ts";
import { draftOf } from "./drafts.ts";
import { frozen } from "./frozen.ts";
import { NOON_MS } from "./risk.ts";

export const ID_A = "a".repeat(32);
export const ID_B = "b".repeat(32);

const text = (usdt: string): string => String(e8(usdt));

/** The book after these entries, on a bankroll of 1000 USDT unless another book is given. */
export function fold(entries: readonly JournalDraft[], from: Book = emptyBook(e8("1000"))): Book {
  return entries.reduce((book, entry) => applyToBook(frozen(book), frozen(entry)), from);
}

export function intent(
  id: string,
  quantity: string,
  price: string,
  at = NOON_MS,
  instrument = "BTCUSDT",
): JournalDraft {
  const leg = {
    instrument,
    role: "entry",
    side: "Buy",
    type: "market",
    quantityE8: text(quantity),
    priceE8: text(price),
  };
  const plan = {
    schema: "plan/1",
    slot: "paper.main.BTCUSDT",
    bar: 1,
    legs: [leg],
    leverage: "2",
    protection: { kind: "native_tp_sl", trigger: "last" },
  };
  return draftOf("intent", { at, instrument, body: { clientOrderId: id, plan } });
}

interface FillChange {
  readonly role?: string;
  readonly fee?: string;
  readonly id?: string | null;
  readonly at?: number;
  readonly instrument?: string;
}

export function fill(quantity: string, price: string, change: FillChange = {}): JournalDraft {
  const { role = "entry", fee = "0", id = ID_A, at = NOON_MS, instrument = "BTCUSDT" } = change;
  return draftOf("fill", {
    at,
    instrument,
    body: {
      role,
      clientOrderId: id,
      quantityE8: text(quantity),
      priceE8: text(price),
      feeE8: text(fee),
    },
  });
}

export function trade(gross: string, net: string, at = NOON_MS): JournalDraft {
  return draftOf("trade", { at, body: { grossE8: text(gross), netE8: text(net) } });
}

export const funding = (amount: string, at = NOON_MS): JournalDraft =>
  draftOf("funding", { at, body: { amountE8: text(amount) } });
export const rejected = (id: string): JournalDraft =>
  draftOf("order", { body: { clientOrderId: id, status: "rejected", code: "no", message: "no" } });
export const breaker = (code: string, untilMs: number, at = NOON_MS): JournalDraft =>
  draftOf("breaker", { at, slot: null, instrument: null, body: { code, untilMs } });
