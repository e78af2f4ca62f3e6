/**
 * What one slot knows, as a fold over its journal entries.
 *
 * There is no second copy: start-up reads the journal and arrives at the state the process had when it died.
 */
import type { CloseReason, ExitPlan, JournalBody, JournalDraft } from "../contract/journal.ts";
import type { Side } from "../contract/primitives.ts";
import type { E8 } from "./e8.ts";

export interface ActivePlugin {
  readonly approval: string;
  readonly slotVersion: number;
  readonly id: string;
  readonly version: number;
}

export interface PendingOrder {
  readonly clientOrderId: string;
  readonly role: "entry" | "exit";
  readonly bar: number;
  readonly attempt: number;
  readonly status: "intended" | "accepted" | "unknown";
  readonly side: Side;
  readonly quantityE8: E8;
  readonly leverage: string;
  readonly exitPlan: ExitPlan | null;
  readonly reason: CloseReason | null;
  readonly rationale: string;
}

export interface OpenPosition {
  readonly side: Side;
  readonly quantityE8: E8;
  readonly entryPriceE8: E8;
  readonly entryMs: number;
  readonly feesE8: E8;
  readonly fundingE8: E8;
  readonly exitPlan: ExitPlan;
  /** Where the native protection stands now; the exit plan says where it stood at the entry. */
  readonly takeProfitE8: E8;
  readonly stopLossE8: E8;
  readonly protected: boolean;
  readonly rationale: string;
  readonly costsComplete: boolean;
}

export interface SlotState {
  readonly slot: string;
  readonly active: ActivePlugin | null;
  /** Instrument of the position or order that came last; null before the first. */
  readonly instrument: string | null;
  /** The window does not reach back far enough yet; said once in the journal. */
  readonly warmingUp: boolean;
  /** Newest bar with an entry decision. */
  readonly decidedBar: number | null;
  readonly pending: readonly PendingOrder[];
  readonly position: OpenPosition | null;
  readonly quarantined: { readonly code: string; readonly message: string } | null;
  readonly trustLost: JournalBody<"trust_lost"> | null;
  /** Approvals that the active one only renews: what they opened it governs (decision B5). */
  readonly renewed: readonly string[];
  /** Code of the newest pointer that was refused, so that it is said once; null since the last adoption. */
  readonly adoptionRefused: string | null;
  /** Bar times of evaluations that had to be repeated. */
  readonly retriesMs: readonly number[];
}

export function emptySlot(slot: string): SlotState {
  return {
    slot,
    active: null,
    instrument: null,
    warmingUp: false,
    decidedBar: null,
    pending: [],
    position: null,
    quarantined: null,
    trustLost: null,
    renewed: [],
    adoptionRefused: null,
    retriesMs: [],
  };
}

/** Three repeated evaluations within this time are a quarantine (decision C8). */
export const RETRY_WINDOW_MS = 86_400_000;

export function applyToSlot(state: SlotState, entry: JournalDraft): SlotState {
  switch (entry.kind) {
    case "adopted":
      return adopt(state, entry.body);
    case "adoption_refused":
      return { ...state, adoptionRefused: entry.body.code };
    case "decision":
      return decide(state, entry.body, entry.at);
    case "warming_up":
      return { ...state, warmingUp: true };
    case "intent":
      return {
        ...state,
        instrument: entry.instrument,
        pending: [...state.pending, pendingOf(entry.body)],
      };
    case "order":
      return orderOutcome(state, entry.body);
    case "fill":
      return fill(state, entry.body, entry.at);
    case "funding":
      return funding(state, entry.body);
    case "protection":
      return protection(state, entry.body);
    case "trade":
      return { ...state, position: null };
    case "quarantined":
      return { ...state, quarantined: entry.body };
    case "resumed":
      return entry.body.releases === "quarantine"
        ? { ...state, quarantined: null, retriesMs: [] }
        : state;
    case "trust_lost":
      return { ...state, trustLost: entry.body };
    case "trust_regained":
      return { ...state, trustLost: null };
    default:
      return state;
  }
}

function adopt(state: SlotState, body: JournalBody<"adopted">): SlotState {
  const { approval, slotVersion, id, version, renews } = body;
  return {
    ...state,
    active: { approval, slotVersion, id, version },
    renewed: renews === undefined ? [] : [...state.renewed, renews],
    trustLost: null,
    adoptionRefused: null,
  };
}

function decide(state: SlotState, body: JournalBody<"decision">, atMs: number): SlotState {
  const retriesMs =
    body.retried === true
      ? [...state.retriesMs.filter((ms) => ms > atMs - RETRY_WINDOW_MS), atMs]
      : state.retriesMs;
  return body.fn === "entry"
    ? { ...state, decidedBar: body.bar, retriesMs, warmingUp: false }
    : { ...state, retriesMs };
}

function pendingOf(body: JournalBody<"intent">): PendingOrder {
  const [leg] = body.plan.legs;
  return {
    clientOrderId: body.clientOrderId,
    role: leg?.role === "entry" ? "entry" : "exit",
    bar: body.plan.bar,
    attempt: body.attempt,
    status: "intended",
    side: leg?.side ?? "Buy",
    quantityE8: BigInt(leg?.quantityE8 ?? "0"),
    leverage: body.plan.leverage,
    exitPlan: body.exitPlan,
    reason: body.reason,
    rationale: body.rationale ?? "",
  };
}

function orderOutcome(state: SlotState, body: JournalBody<"order">): SlotState {
  if (body.status === "rejected") {
    return { ...state, pending: without(state.pending, body.clientOrderId) };
  }
  const status = body.status;
  return {
    ...state,
    pending: state.pending.map((order) =>
      order.clientOrderId === body.clientOrderId ? { ...order, status } : order,
    ),
  };
}

function without(pending: readonly PendingOrder[], clientOrderId: string | null): PendingOrder[] {
  return pending.filter((order) => order.clientOrderId !== clientOrderId);
}

function fill(state: SlotState, body: JournalBody<"fill">, atMs: number): SlotState {
  const pending = without(state.pending, body.clientOrderId);
  if (body.role !== "entry") {
    const position = state.position;
    return position === null
      ? { ...state, pending }
      : {
          ...state,
          pending,
          position: { ...position, feesE8: position.feesE8 + BigInt(body.feeE8) },
        };
  }
  const order = state.pending.find((candidate) => candidate.clientOrderId === body.clientOrderId);
  // A fill no intent explains is journalled, and reconcile quarantines the slot: it makes no position of ours.
  if (order === undefined || order.exitPlan === null) return { ...state, pending };
  return {
    ...state,
    pending,
    position: {
      side: body.side,
      quantityE8: BigInt(body.quantityE8),
      entryPriceE8: BigInt(body.priceE8),
      entryMs: atMs,
      feesE8: BigInt(body.feeE8),
      fundingE8: 0n,
      exitPlan: order.exitPlan,
      takeProfitE8: BigInt(order.exitPlan.takeProfitE8),
      stopLossE8: BigInt(order.exitPlan.stopLossE8),
      protected: false,
      rationale: order.rationale,
      costsComplete: true,
    },
  };
}

function funding(state: SlotState, body: JournalBody<"funding">): SlotState {
  const position = state.position;
  if (position === null) return state;
  return {
    ...state,
    position: {
      ...position,
      fundingE8: position.fundingE8 + BigInt(body.amountE8),
      costsComplete: position.costsComplete && body.rate !== null,
    },
  };
}

function protection(state: SlotState, body: JournalBody<"protection">): SlotState {
  const position = state.position;
  if (position === null) return state;
  return {
    ...state,
    position: {
      ...position,
      takeProfitE8: body.takeProfitE8 === null ? position.takeProfitE8 : BigInt(body.takeProfitE8),
      stopLossE8: body.stopLossE8 === null ? position.stopLossE8 : BigInt(body.stopLossE8),
      protected: body.state !== "missing",
    },
  };
}
