/** Turns what happened at the venue into entries: fills, funding, closed trades. */
import type { CloseReason } from "../contract/journal.ts";
import type { Timeframe } from "../contract/candles.ts";
import { timeframeMs } from "../kernel/timeframe.ts";
import { tradeOf } from "../kernel/trade.ts";
import type { VenueEvent } from "../ports.ts";
import { record, stateOf, type Account } from "./account.ts";

/** Which slot owns an instrument of this account; null for one that none of our slots trades. */
export type OwnerOf = (instrument: string) => {
  readonly slot: string;
  readonly timeframe: Timeframe;
  /** The shortest bars in which the venue is shown this instrument. */
  readonly finest: Timeframe;
} | null;

/**
 * Records what the bars that closed up to `untilMs` (bar time) brought at the venue, in the venue's order.
 *
 * Later events wait: after a crash the venue may be ahead of the journal, and what a bar brings that has not been
 * decided yet must not be seen by the decisions before it.
 */
export async function drainVenueEvents(
  account: Account,
  ownerOf: OwnerOf,
  untilMs: number,
): Promise<void> {
  const events = await account.venue.events(account.state.venueSeq);
  for (const event of events) {
    const owner = ownerOf(event.instrument);
    if (knownFromMs(event, owner) > untilMs) return;
    apply(account, event, owner);
  }
}

/** Close of the bar that an event lies in: a bar holds its open, not its close. */
function knownFromMs({ atMs }: VenueEvent, owner: Owner): number {
  if (owner === null) return atMs + 1;
  const lengthMs = timeframeMs(owner.finest);
  return (Math.floor(atMs / lengthMs) + 1) * lengthMs;
}

type Fill = Extract<VenueEvent, { kind: "fill" }>;
type Owner = ReturnType<OwnerOf>;

function apply(account: Account, event: VenueEvent, owner: Owner): void {
  const place = { at: event.atMs, slot: owner?.slot ?? null, instrument: event.instrument };
  switch (event.kind) {
    case "fill":
      applyFill(account, event, owner);
      return;
    case "funding":
      record(account, {
        kind: "funding",
        ...place,
        body: {
          fundingId: String(event.seq),
          rate: event.rate,
          amountE8: event.amountE8.toString(),
        },
      });
      return;
    case "order_cancelled":
      if (isPending(account, owner, event.clientOrderId)) {
        record(account, {
          kind: "order",
          ...place,
          body: {
            clientOrderId: event.clientOrderId,
            status: "rejected",
            code: event.code,
            message: "the venue cancelled the order",
          },
        });
      }
      return;
  }
}

/** After a restart the venue tells of cancellations again; only the first telling counts. */
function isPending(account: Account, owner: Owner, clientOrderId: string): boolean {
  if (owner === null) return false;
  return stateOf(account, owner.slot).pending.some(
    (order) => order.clientOrderId === clientOrderId,
  );
}

function applyFill(account: Account, event: Fill, owner: Owner): void {
  const reason = owner === null ? null : closeReasonOf(account, owner.slot, event);
  const place = { at: event.atMs, slot: owner?.slot ?? null, instrument: event.instrument };
  record(account, {
    kind: "fill",
    ...place,
    body: {
      fillId: String(event.seq),
      clientOrderId: event.clientOrderId,
      role: event.role,
      side: event.side,
      quantityE8: event.quantityE8.toString(),
      priceE8: event.priceE8.toString(),
      feeE8: event.feeE8.toString(),
    },
  });
  if (owner === null || reason === null) return;
  const { position } = stateOf(account, owner.slot);
  if (position === null) return;
  const lengthMs = timeframeMs(owner.timeframe);
  const draft = tradeOf(position, {
    priceE8: event.priceE8,
    bar: Math.floor(event.atMs / lengthMs),
    entryBar: Math.floor(position.entryMs / lengthMs),
    reason,
    walletE8: 0n,
  });
  const walletE8 = account.state.book.equityE8 + BigInt(draft.grossE8);
  record(account, { kind: "trade", ...place, body: { ...draft, equityE8: walletE8.toString() } });
}

/** Why this fill closes a position; null for an entry. An exit no order of ours explains was somebody's hand. */
function closeReasonOf(account: Account, slot: string, event: Fill): CloseReason | null {
  if (event.role === "entry") return null;
  if (event.role !== "exit") return event.role;
  const order = stateOf(account, slot).pending.find(
    (pending) => pending.clientOrderId === event.clientOrderId,
  );
  return order?.reason ?? "operator";
}
