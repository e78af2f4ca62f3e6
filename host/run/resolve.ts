/**
 * Orders whose fate is not in the journal: the venue is asked about each id before anything else happens.
 *
 * One law: one client order id, one request body. What the venue never received is sent again with the same id and the
 * same bytes; what it has is accepted; what it cannot say stays unknown, and unknown blocks entries.
 */
import type { Approved } from "../kernel/gates.ts";
import { reapprove } from "../kernel/gates.ts";
import type { OrderRequest } from "../kernel/order.ts";
import { Fault } from "../kernel/result.ts";
import type { PendingOrder } from "../kernel/slot-state.ts";
import type { OrderStatus, PlaceOutcome } from "../ports.ts";
import { record, stateOf, type Account } from "./account.ts";
import { outcomeEntry } from "./execute.ts";

export interface Unresolved {
  readonly slot: string;
  readonly instrument: string;
  /** An entry this late is not sent again once the venue has said that it never came (decision C4). */
  readonly entryTooLate: boolean;
}

/** Resolves every pending order of a slot that has no outcome yet. Returns how many found one. */
export async function resolvePending(
  account: Account,
  where: Unresolved,
  atMs: number,
): Promise<number> {
  const open = stateOf(account, where.slot).pending.filter((order) => order.status !== "accepted");
  let resolved = 0;
  for (const pending of open) {
    const request = reapprove(pending, where.instrument);
    const outcome = await findOrSend(account, request, pending, where.entryTooLate);
    if (outcome.status === "unknown" && pending.status === "unknown") continue;
    record(account, outcomeEntry(request, outcome, { slot: where.slot, atMs }));
    if (outcome.status !== "unknown") resolved += 1;
  }
  return resolved;
}

async function findOrSend(
  account: Account,
  request: Approved<OrderRequest>,
  pending: PendingOrder,
  entryTooLate: boolean,
): Promise<PlaceOutcome> {
  try {
    const status = await account.venue.order(request.instrument, request.clientOrderId);
    if (status !== null) return outcomeOf(status);
    if (pending.role === "entry" && entryTooLate) {
      return {
        status: "rejected",
        code: "decision_late",
        message: "never received by the venue, and too late to send again",
      };
    }
    return await account.venue.place(request);
  } catch (error) {
    if (error instanceof Fault) return { status: "unknown", message: error.message };
    throw error;
  }
}

function outcomeOf(status: OrderStatus): PlaceOutcome {
  return status === "rejected" || status === "cancelled"
    ? {
        status: "rejected",
        code: `order_${status}`,
        message: `the venue says the order was ${status}`,
      }
    : { status: "accepted" };
}
