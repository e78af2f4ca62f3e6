/** What a plugin answers on every bar of a feed, through the cell that the host uses. */
import { parseAnswer, type CellAnswer } from "#host/cell/answer.ts";
import { ANSWER_FAULTS } from "#host/cell/faults.ts";
import type { CellFrame } from "#host/cell/frame.ts";
import { CELL_LIMITS } from "#host/cell/limits.ts";
import type { CellEvaluation, CellSession } from "#host/cell/session.ts";
import type { EntrySignal } from "#host/contract/signal.ts";
import { refuse, type Refusal } from "#host/kernel/result.ts";
import type { FeedStep } from "#host/ports.ts";
import { RowWindows, type Seen, type WindowPlan } from "./windows.ts";

/** `i`: index of the row in the data, from 0. `ts`: open time of that bar, epoch ms. */
export interface SignalRow {
  readonly i: number;
  readonly ts: number;
  readonly side: EntrySignal["side"];
  readonly rationale: string;
  /** 1 when the plugin did not say. */
  readonly strength: number;
  readonly slPct?: number | undefined;
  readonly tpPct?: number | undefined;
}
/** What a signal or a factor says of a bar; null: it has no value there. */
export interface ValueRow {
  readonly i: number;
  readonly ts: number;
  readonly value: number | null;
}
/** `i` −1: before the first row. `code` is an answer code of the cell, or of a refusal that ended the run. */
export interface FaultRow {
  readonly i: number;
  readonly code: string;
}

export interface SignalsRun {
  readonly seen: Seen;
  readonly evaluated: number;
  /** Of a strategy. */
  readonly signals: readonly SignalRow[];
  /** Of a signal or a factor: one for each evaluated bar without a fault. */
  readonly values: readonly ValueRow[];
  readonly faults: readonly FaultRow[];
  /** Resident answers that were compared with a fresh isolate's. */
  readonly compared: number;
  /** Evaluations that had to be repeated (decision C8). */
  readonly retried: number;
  /** Why the run ended before the last bar; null when it did not. */
  readonly stopped: Refusal | null;
}

/** Enough to see a pattern; a plugin that throws on every bar would fill a disk. */
export const FAULTS_MAX = 1_000;
/** After these a host would have quarantined the plugin: going on would cost seconds for every bar. */
export const ENDING: ReadonlySet<string> = new Set([
  "overran",
  "heap_full",
  "killed",
  "died",
  "answer_malformed",
  "answers_differ",
]);
/** A loaded plugin, and the question of its kind. */
export interface Asked {
  readonly fn: "entry" | "value";
  readonly cell: Pick<CellSession, "evaluate">;
}
/** Bars that are taken in before their frames are evaluated, while the cell works on those before. */
const BATCH_BARS = 256;

/**
 * @param session - With what to ask it: `entry` of a strategy, `value` of a signal or a factor.
 * @param onProgress - Called after each batch: rows so far, signals or values so far.
 */
export async function evaluateFeed(
  steps: AsyncIterable<FeedStep>,
  plan: WindowPlan,
  session: Asked,
  onProgress: (rows: number, found: number) => void,
): Promise<SignalsRun> {
  const windows = new RowWindows(plan);
  const tally = new Tally();
  let working: Promise<void> = Promise.resolve();
  const evaluateTaken = async (): Promise<void> => {
    const taken = windows.take();
    await working;
    onProgress(windows.seen.rows, tally.signals.length + tally.values.length);
    if (tally.stopped !== null) return;
    working = evaluateAll(taken, session, tally);
    working.catch(() => undefined); // it is awaited, but only after the next batch is in
  };
  let pending = 0;
  for await (const step of steps) {
    windows.push(step);
    pending += 1;
    if (pending < BATCH_BARS) continue;
    pending = 0;
    await evaluateTaken();
    if (tally.stopped !== null) break;
  }
  await evaluateTaken();
  await working;
  const { evaluated, signals, values, faults, compared, retried, stopped } = tally;
  return { seen: windows.seen, evaluated, signals, values, faults, compared, retried, stopped };
}

async function evaluateAll(
  taken: ReturnType<RowWindows["take"]>,
  { fn, cell }: Asked,
  tally: Tally,
): Promise<void> {
  for (const { frame, rows } of taken) {
    for (let from = 0; from < rows.length;) {
      if (tally.stopped !== null) return;
      const part = partOf(frame.cell, from, tally.frameBars);
      const ts = part.columns.ts.subarray(part.first, part.first + part.count);
      tally.add(await cell.evaluate({ ...part, fn }), rows.slice(from, from + part.count), ts);
      from += part.count;
    }
  }
}

/** At most `countMax` bars of a frame, from offset `from` on. */
export function partOf(frame: CellFrame, from: number, countMax: number): CellFrame {
  const count = Math.min(countMax, frame.count - from);
  const inputs = frame.inputs.map(({ columns, ends }) => ({
    columns,
    ends: ends.subarray(from, from + count),
  }));
  return { ...frame, first: frame.first + from, count, inputs };
}

/** Sorts answers into signals and faults, and says when to stop. */
class Tally {
  readonly signals: SignalRow[] = [];
  readonly values: ValueRow[] = [];
  readonly faults: FaultRow[] = [];
  evaluated = 0;
  compared = 0;
  retried = 0;
  stopped: Refusal | null = null;
  /** Bars per crossing. Frames that overrun are halved; a single bar that does so again is the plugin's fault. */
  frameBars: number = CELL_LIMITS.frameBars;

  add({ answers, events }: CellEvaluation, rows: readonly number[], ts: Float64Array): void {
    this.compared += events.filter(({ kind }) => kind === "cell_sampled").length;
    this.retried += events.filter(({ kind }) => kind === "cell_retried").length;
    for (const [k, text] of answers.entries()) {
      if (this.stopped !== null) return;
      const parsed = parseAnswer(text);
      const answer: CellAnswer = parsed.ok
        ? parsed.value
        : { kind: "fault", code: "answer_malformed", detail: null };
      this.evaluated += 1;
      this.#take(answer, rows[k] ?? -1, ts[k] ?? 0);
    }
    if (events.some(({ kind }) => kind === "cell_frame_repeated")) this.#halve(rows);
  }

  #halve(rows: readonly number[]): void {
    const i = rows.at(-1) ?? -1;
    if (rows.length === 1 && this.stopped === null) {
      this.faults.push({ i, code: "overran" });
      this.stopped = quarantined("overran", i);
    }
    this.frameBars = Math.max(1, Math.floor(rows.length / 2));
  }

  #take(answer: CellAnswer, i: number, ts: number): void {
    if (answer.kind === "entry") {
      const { side, rationale, strength = 1, ...levels } = answer.signal;
      this.signals.push({ i, ts, side, rationale, strength, ...levels });
    }
    if (answer.kind === "value") this.values.push({ i, ts, value: answer.value });
    if (answer.kind !== "fault") return;
    const { code, detail } = answer;
    this.faults.push({ i, code: detail === null ? code : `${code}:${detail}` });
    if (ENDING.has(code)) this.stopped = quarantined(code, i);
    else if (this.faults.length >= FAULTS_MAX) {
      this.faults.push({ i, code: "signals_stopped" });
      const message = `${FAULTS_MAX} bars had a fault, the last one in row ${i}`;
      this.stopped = refuse("signals_stopped", message, {
        detail: { i, limit: FAULTS_MAX },
      }).refusal;
    }
  }
}

/** The host would quarantine the plugin here, with the code that the fault leads to. */
function quarantined(code: string, i: number): Refusal {
  const fault = ANSWER_FAULTS.get(code);
  const leads = fault?.leads ?? "plugin_killed";
  const message = `row ${i}: ${code}: ${fault?.meaning ?? "unknown"}; a host would quarantine it`;
  const hint = fault?.remedy;
  return refuse(leads, message, { ...(hint && { hint }), detail: { i, fault: code } }).refusal;
}
