/** Answers what `host status`, `halt`, `resume`, `arm` and `disarm` ask a running host. Durable before the answer leaves. */
import { formatE8 } from "../kernel/e8.ts";
import { emptySlot, type OpenPosition, type SlotState } from "../kernel/slot-state.ts";
import { unrealisedE8Of } from "../kernel/account-state.ts";
import { record } from "./account.ts";
import type { ControlReply, ControlRequest } from "./control-protocol.ts";
import type { RunningAccount } from "./loop.ts";
import { operatorEntries } from "./operator.ts";
import type { Turns } from "./turns.ts";

export function controlHandler(running: RunningAccount, turns: Turns, pid: number) {
  return (request: ControlRequest): Promise<ControlReply> =>
    turns.take(() => Promise.resolve(answer(running, request, pid)));
}

function answer(running: RunningAccount, request: ControlRequest, pid: number): ControlReply {
  const { account, slots } = running;
  if (request.command === "status") return { ok: true, data: statusOf(running, pid) };
  const named = "slot" in request ? request.slot : null;
  if (named !== null && !slots.some(({ rules }) => rules.slot === named)) {
    return {
      ok: false,
      refusal: {
        code: "slot_unknown",
        message: `${named} is not a slot of account ${account.alias}`,
      },
    };
  }
  const atMs = account.state.atMs ?? 0;
  const seq = account.journal.head().seq + 1;
  const entries = operatorEntries(request, {
    account: account.alias,
    atMs,
    seq,
    slots: account.state.slots,
    overlays: account.state.overlays,
  });
  for (const entry of entries) record(account, entry);
  account.journal.flush();
  return { ok: true, data: { account: account.alias, seq: account.journal.head().seq } };
}

function statusOf({ account, slots }: RunningAccount, pid: number): Record<string, unknown> {
  const { state } = account;
  return {
    account: account.alias,
    pid,
    atMs: state.atMs,
    equityUsdt: formatE8(state.book.equityE8 + unrealisedE8Of(state)),
    overlays: state.overlays.map(({ id, scope, reason, expires }) => ({
      id,
      scope,
      reason,
      expires,
    })),
    slots: slots.map(({ rules }) => slotStatus(rules.slot, state.slots.get(rules.slot))),
    journal: account.journal.head(),
  };
}

function slotStatus(slot: string, known: SlotState | undefined): Record<string, unknown> {
  const state = known ?? emptySlot(slot);
  const { active, decidedBar, quarantined, trustLost, pending, position } = state;
  const held = position === null ? null : positionStatus(position);
  return {
    slot,
    active,
    decidedBar,
    quarantined,
    trustLost,
    pendingOrders: pending.length,
    position: held,
  };
}

function positionStatus(position: OpenPosition): Record<string, unknown> {
  return {
    side: position.side,
    quantity: formatE8(position.quantityE8),
    entryPrice: formatE8(position.entryPriceE8),
    takeProfit: formatE8(position.takeProfitE8),
    stopLoss: formatE8(position.stopLossE8),
  };
}
