/**
 * What one slot does at the close of one bar: the engine, pure.
 *
 * (state, bar, answers) → entries and orders. It records nothing and sends nothing; the run does both, in this order:
 * entries into the journal, journal to disk, then the orders.
 */
import type { Approval } from "../contract/approval.ts";
import type { JournalDraft } from "../contract/journal.ts";
import type { StrategyManifest } from "../contract/manifest.ts";
import type { Overlay } from "../contract/overlay.ts";
import type { EntrySignal } from "../contract/signal.ts";
import type { Book } from "./book.ts";
import { e8, formatE8, type E8 } from "./e8.ts";
import type { EntryInput } from "./entry.ts";
import { decideExit, exitSignalCounts, type ExitInput } from "./exits.ts";
import { approveEntry, approveExit, type Approved, type ApprovedEntry } from "./gates.ts";
import type { InstrumentRules } from "./instrument.ts";
import type { Limits } from "./limits.ts";
import { oppositeSide, type OrderRequest } from "./order.ts";
import { clientOrderIdOf } from "./order-id.ts";
import { refuse, type Refusal, type Refused, type Result } from "./result.ts";
import type { OpenPosition, SlotState } from "./slot-state.ts";

/** What governs a slot: everything here was verified before it came here. */
export interface SlotRules {
  readonly account: string;
  readonly slot: string;
  readonly approval: Approval;
  readonly approvalSha256: string;
  readonly manifest: StrategyManifest;
  readonly rules: InstrumentRules;
}

/** The world at the close of the bar. */
export interface Moment {
  readonly bar: number;
  readonly atMs: number;
  readonly closeE8: E8;
  readonly markE8: E8 | null;
  readonly barsSinceCarry: number | null;
  readonly decisionDelayMs: number;
  readonly clockSkewMs: number | null;
  readonly armed: boolean;
  readonly book: Book;
  readonly bankrollE8: E8;
  readonly equityE8: E8 | null;
  readonly unrealisedE8: E8;
  readonly limits: Limits;
  readonly overlays: readonly Overlay[];
  /** A pointer waits: a position that closes now is not reversed, the slot adopts first (decision A6). */
  readonly pointerPending: boolean;
}

export interface Step {
  readonly entries: readonly JournalDraft[];
  /** Exits first. */
  readonly orders: readonly Approved<OrderRequest>[];
  readonly moveStopTo: E8 | null;
}

export interface Answers {
  /** null: the plugin was not asked (faulted, carry bar, not trusted). */
  readonly entry: EntrySignal | null;
  readonly exit: boolean;
}

export interface StepInput {
  readonly slot: SlotRules;
  readonly state: SlotState;
  readonly moment: Moment;
  readonly answers: Answers;
}

/** What stops an entry before any gate is asked. */
function refuseEntry(state: SlotState): Refused | null {
  if (state.trustLost !== null) {
    return refuse(
      "trust_lost",
      `the active strategy is not trusted any more: ${state.trustLost.code}`,
    );
  }
  if (state.pending.some((order) => order.role === "entry")) {
    return refuse("order_pending", "an order of this slot has not been resolved yet");
  }
  return null;
}

/** Exit rules come first; the entry of the same bar may then enter at the same next open. */
export function stepBar(input: StepInput): Step & { readonly refusal: Refusal | null } {
  const exit = exitOf(input);
  const entry = input.answers.entry === null ? null : entryOf(input, exit.order !== null);
  const before = { entries: exit.entries, orders: exit.order === null ? [] : [exit.order] };
  const { moveStopTo } = exit;
  if (entry === null) return { ...before, moveStopTo, refusal: null };
  if (!entry.ok) return { ...before, moveStopTo, refusal: entry.refusal };
  return {
    entries: [...before.entries, intentOf(input, entry.value)],
    orders: [...before.orders, entry.value.order],
    moveStopTo,
    refusal: null,
  };
}

function intentOf(input: StepInput, { plan, order, exitPlan }: ApprovedEntry): JournalDraft {
  const rationale = input.answers.entry?.rationale ?? null;
  return {
    kind: "intent",
    at: input.moment.atMs,
    slot: input.slot.slot,
    instrument: input.slot.rules.id,
    body: {
      clientOrderId: order.clientOrderId,
      attempt: 0,
      plan,
      exitPlan,
      reason: null,
      rationale,
    },
  };
}

interface Exit {
  readonly entries: readonly JournalDraft[];
  readonly order: Approved<OrderRequest> | null;
  readonly moveStopTo: E8 | null;
}

const STAY: Exit = { entries: [], order: null, moveStopTo: null };

function exitOf(input: StepInput): Exit {
  const { position } = input.state;
  if (position === null) return STAY;
  // An exit that is on its way is not sent twice; if it is rejected the next bar asks again.
  if (input.state.pending.some((order) => order.role === "exit")) return STAY;
  const decided = decideExit(exitInput(input, position, input.answers.exit));
  if (decided.exit === null) return { ...STAY, moveStopTo: decided.moveStopTo };
  const { entry, order } = closeOrder(input, position, decided.exit);
  return { entries: [entry], order, moveStopTo: null };
}

function exitInput(
  input: Pick<StepInput, "slot" | "moment">,
  position: OpenPosition,
  exitSignal: boolean,
): ExitInput {
  return {
    plan: position.exitPlan,
    side: position.side,
    entryPriceE8: position.entryPriceE8,
    entryMs: position.entryMs,
    stopLossE8: position.stopLossE8,
    timeframe: input.slot.approval.timeframe,
    bar: input.moment.bar,
    closeE8: input.moment.closeE8,
    exitSignal,
    tickE8: input.slot.rules.tickE8,
  };
}

/** Whether the plugin's `exitSignal` is worth asking: a position is open that it governs, and it could close it now. */
export function wantsExitSignal(input: Pick<StepInput, "slot" | "state" | "moment">): boolean {
  const { position, pending } = input.state;
  if (position === null || pending.some((order) => order.role === "exit")) return false;
  return exitSignalCounts(exitInput(input, position, true));
}

/** A reduce-only market order for the whole position. No gate: exits outrank them. */
export function closeOrder(
  input: { readonly slot: SlotRules; readonly moment: Pick<Moment, "bar" | "atMs"> },
  position: OpenPosition,
  reason: "time_stop" | "exit_signal" | "protection_lost" | "operator",
): { readonly entry: JournalDraft; readonly order: Approved<OrderRequest> } {
  const { account, slot, rules } = input.slot;
  const { bar, atMs } = input.moment;
  const identity = {
    account,
    slot,
    approvalSha256: position.exitPlan.approval,
    bar,
    leg: 0,
    role: "exit" as const,
    attempt: 0,
  };
  const side = oppositeSide(position.side);
  const order = approveExit({
    clientOrderId: clientOrderIdOf(identity),
    instrument: rules.id,
    side,
    type: "market",
    quantityE8: position.quantityE8,
    reduceOnly: true,
    leverageE8: e8("1"),
    protection: null,
  });
  const leg = {
    instrument: rules.id,
    role: "exit" as const,
    side,
    type: "market" as const,
    quantityE8: position.quantityE8.toString(),
  };
  return {
    order,
    entry: {
      kind: "intent",
      at: atMs,
      slot,
      instrument: rules.id,
      body: {
        clientOrderId: order.clientOrderId,
        attempt: 0,
        plan: {
          schema: "plan/1",
          slot,
          bar,
          legs: [leg],
          leverage: formatE8(order.leverageE8),
          protection: { kind: "native_tp_sl", trigger: position.exitPlan.trigger },
        },
        exitPlan: null,
        reason,
        rationale: null,
      },
    },
  };
}

function entryOf(input: StepInput, closing: boolean): Result<ApprovedEntry> {
  const blocked = refuseEntry(input.state);
  if (blocked !== null) return blocked;
  if (closing && input.moment.pointerPending) {
    return refuse(
      "adoption_pending",
      "the position closes and a new strategy waits: it enters from the next bar",
    );
  }
  return approveEntry(entryInput(input, closing));
}

function entryInput(input: StepInput, closing: boolean): EntryInput {
  const { slot, moment, answers, state } = input;
  const { book } = moment;
  return {
    account: slot.account,
    slot: slot.slot,
    environment: slot.approval.environment,
    armed: moment.armed,
    approvalSha256: slot.approvalSha256,
    bundleSha256: slot.approval.members[0]?.bundleSha256 ?? "",
    envelope: slot.approval.risk,
    exitRules: slot.manifest.exit,
    entryType: slot.manifest.entry.type,
    signal: answers.entry ?? { side: "Buy", rationale: "-" },
    rules: slot.rules,
    timeframe: slot.approval.timeframe,
    bar: moment.bar,
    nowMs: moment.atMs,
    decisionDelayMs: moment.decisionDelayMs,
    clockSkewMs: moment.clockSkewMs,
    referencePriceE8: moment.closeE8,
    markPriceE8: moment.markE8,
    // A position that closes at the next open makes room for the entry at the same open.
    book: closing
      ? { ...book, positions: book.positions.filter((held) => held.instrument !== slot.rules.id) }
      : book,
    bankrollSettingE8: moment.bankrollE8,
    equityE8: moment.equityE8,
    unrealisedE8: moment.unrealisedE8,
    limits: moment.limits,
    overlays: moment.overlays,
    barsSinceCarry: moment.barsSinceCarry,
    quarantined: state.quarantined !== null,
    attempt: 0,
  };
}
