/** One slot at the close of one bar: reconcile, decide, journal, send (design §6, steps 1 to 10). */
import { ANSWER_FAULTS } from "../cell/faults.ts";
import type { JournalDraft } from "../contract/journal.ts";
import type { EntrySignal } from "../contract/signal.ts";
import { unreachable, type Refusal } from "../kernel/result.ts";
import { RETRY_WINDOW_MS, type SlotState } from "../kernel/slot-state.ts";
import { stepBar, wantsExitSignal, type Moment, type SlotRules } from "../kernel/step.ts";
import { record, stateOf, type Account } from "./account.ts";
import { isCompromised } from "./compromised.ts";
import type { Evaluated, Evaluator, Spoken } from "./evaluator.ts";
import { execute } from "./execute.ts";
import { moveStop, quarantine, reconcileSlot } from "./reconcile.ts";
import { resolvePending } from "./resolve.ts";

/** Repetitions of an evaluation within 24 h that put a slot into quarantine (decision C8). */
const RETRIES_MAX = 3;

export interface SlotWork {
  readonly account: Account;
  readonly slot: SlotRules;
  readonly moment: Moment;
  readonly evaluator: Evaluator;
  readonly evaluated: Evaluated;
  /** The venue has seen later bars than this one: asking it about now would be asking about the future. */
  readonly venueAhead: boolean;
}

export async function tickSlot(work: SlotWork): Promise<void> {
  const { account, slot, moment } = work;
  // What is unresolved now was decided at an earlier close.
  const place = { slot: slot.slot, instrument: slot.rules.id, entryTooLate: true };
  if (hasUnresolved(work)) await resolvePending(account, place, moment.atMs);
  if (!work.venueAhead) await reconcileSlot(work);
  await decide(work);
}

function hasUnresolved({ account, slot }: SlotWork): boolean {
  return stateOf(account, slot.slot).pending.some((order) => order.status !== "accepted");
}

async function decide(work: SlotWork): Promise<void> {
  const { account, slot, moment } = work;
  const exit = await askExit(work);
  const entry = entryAnswer(work);
  const step = stepBar({
    slot,
    state: stateOf(account, slot.slot),
    moment,
    answers: {
      entry: entry.signal,
      exit: exit !== null && exit.parsed.kind === "exit" && exit.parsed.exit,
    },
  });
  if (exit !== null) recordExit(work, exit);
  recordEntry(work, entry.spoken, step.refusal);
  for (const draft of step.entries) record(account, draft);
  judgeFaults(work, [exit, entry.spoken]);
  if (step.moveStopTo !== null) await moveStop(work, step.moveStopTo);
  await execute(account, step.orders, { slot: slot.slot, atMs: moment.atMs });
}

async function askExit(work: SlotWork): Promise<Spoken | null> {
  const { account, slot, moment, evaluator } = work;
  if (!evaluator.hasExit || work.evaluated.window.state.kind !== "evaluable") return null;
  const state = stateOf(account, slot.slot);
  const { position } = state;
  // The plugin that opened the position decides about leaving it; another one has other reasons.
  if (position === null || !governs(state, slot, position.exitPlan.approval)) return null;
  if (isCompromised(account, slot.slot)) return null;
  if (!wantsExitSignal({ slot, state, moment })) return null;
  return await evaluator.exit(moment.bar, position.side);
}

/** Itself, or what it only renews: the same code with the same parameters. */
function governs({ renewed }: SlotState, slot: SlotRules, approval: string): boolean {
  return approval === slot.approvalSha256 || renewed.includes(approval);
}

interface EntryAnswer {
  readonly spoken: Spoken | null;
  readonly signal: EntrySignal | null;
}

/** In quarantine the plugin is not listened to, and nothing is recorded of what it says. */
function entryAnswer({ account, slot, evaluated }: SlotWork): EntryAnswer {
  const { answer } = evaluated;
  if (answer === null || stateOf(account, slot.slot).quarantined !== null)
    return { spoken: null, signal: null };
  return { spoken: answer, signal: answer.parsed.kind === "entry" ? answer.parsed.signal : null };
}

function decisionEntry(
  { slot, moment, evaluated }: SlotWork,
  spoken: Spoken,
  what: { readonly fn: "entry" } | { readonly fn: "exit"; readonly side: "Buy" | "Sell" },
  refusal: Refusal | null,
): JournalDraft {
  const { state } = evaluated.window;
  return {
    kind: "decision",
    at: moment.atMs,
    slot: slot.slot,
    instrument: slot.rules.id,
    body: {
      bar: moment.bar,
      ...what,
      inputs: state.kind === "evaluable" ? state.inputs : "",
      approval: slot.approvalSha256,
      answer: spoken.text,
      ...(spoken.retried ? { retried: true } : {}),
      ...(refusal === null ? {} : { refusal: { code: refusal.code, message: refusal.message } }),
    },
  };
}

function recordEntry(work: SlotWork, spoken: Spoken | null, refusal: Refusal | null): void {
  if (spoken !== null) record(work.account, decisionEntry(work, spoken, { fn: "entry" }, refusal));
}

function recordExit(work: SlotWork, spoken: Spoken): void {
  const side = stateOf(work.account, work.slot.slot).position?.side ?? "Buy";
  record(work.account, decisionEntry(work, spoken, { fn: "exit", side }, null));
}

/** A fault is no signal, a journal entry and a quarantine; an answer that needed three repetitions in a day is one too. */
function judgeFaults(work: SlotWork, answers: readonly (Spoken | null)[]): void {
  const { account, slot, moment } = work;
  const place = { at: moment.atMs, slot: slot.slot, instrument: slot.rules.id };
  for (const spoken of answers) {
    if (spoken === null || spoken.parsed.kind !== "fault") continue;
    const { code, detail } = spoken.parsed;
    const told = detail === null ? code : `${code} (${detail})`;
    const said = spoken.retried ? `${told} after a first attempt that failed too` : told;
    const known = ANSWER_FAULTS.get(code);
    const leads = known?.leads ?? "cell_answer_malformed";
    const message = `${said}: ${known?.meaning ?? "the cell's answer was none of its own"}`;
    record(account, { kind: "fault", ...place, body: { code: leads, message, bar: moment.bar } });
    quarantine(work, leads, message);
  }
  const recent = stateOf(account, slot.slot).retriesMs.filter(
    (ms) => ms > moment.atMs - RETRY_WINDOW_MS,
  );
  if (stateOf(account, slot.slot).quarantined !== null) work.evaluator.listen(false);
  if (recent.length >= RETRIES_MAX) {
    quarantine(
      work,
      "cell_retries_reached",
      `${recent.length} evaluations in 24 h had to be repeated, at most ${RETRIES_MAX - 1} may`,
    );
  }
}

/** What a bar that cannot be evaluated leaves in the journal. Exit rules of an open position still run. */
export function recordUnevaluated(
  account: Account,
  slot: SlotRules,
  evaluated: Evaluated,
  atMs: number,
): void {
  const { window } = evaluated;
  const place = { at: atMs, slot: slot.slot, instrument: slot.rules.id };
  const { timeframe } = slot.approval;
  switch (window.state.kind) {
    case "evaluable":
      return;
    case "warming_up": {
      if (stateOf(account, slot.slot).warmingUp) return;
      const { barsNeeded } = window.state;
      record(account, {
        kind: "warming_up",
        ...place,
        body: { timeframe, bar: window.bar, barsNeeded },
      });
      return;
    }
    case "refused": {
      const { code } = window.state.refusal;
      record(account, {
        kind: "bar_missed",
        ...place,
        body: { timeframe, from: window.bar, to: window.bar, why: code },
      });
      return;
    }
    default:
      unreachable(window.state);
  }
}
