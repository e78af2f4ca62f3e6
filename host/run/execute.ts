/**
 * Sends what was decided. The intent is durable before the venue hears of it, and whatever is not proven stays unknown.
 */
import type { JournalDraft } from "../contract/journal.ts";
import type { Approved } from "../kernel/gates.ts";
import type { OrderRequest } from "../kernel/order.ts";
import { Fault } from "../kernel/result.ts";
import type { PlaceOutcome, Venue } from "../ports.ts";
import { record, type Account } from "./account.ts";

interface At {
  readonly slot: string;
  readonly atMs: number;
}

/** Sends orders in their order, exits first by construction of the step, and records each outcome. */
export async function execute(
  account: Account,
  orders: readonly Approved<OrderRequest>[],
  at: At,
): Promise<void> {
  if (orders.length === 0) return;
  account.journal.flush();
  for (const order of orders) {
    record(account, outcomeEntry(order, await send(account.venue, order), at));
  }
}

/** A send that throws has not been proven to fail: the order may be there. */
async function send(venue: Venue, order: Approved<OrderRequest>): Promise<PlaceOutcome> {
  try {
    return await venue.place(order);
  } catch (error) {
    if (error instanceof Fault) return { status: "unknown", message: error.message };
    throw error;
  }
}

export function outcomeEntry(order: OrderRequest, outcome: PlaceOutcome, at: At): JournalDraft {
  return {
    kind: "order",
    at: at.atMs,
    slot: at.slot,
    instrument: order.instrument,
    body: {
      clientOrderId: order.clientOrderId,
      status: outcome.status,
      code: outcome.status === "rejected" ? outcome.code : null,
      message: outcome.status === "accepted" ? null : outcome.message,
    },
  };
}
