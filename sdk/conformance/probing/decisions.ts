/** What of an answer is a decision, and when two of them are the same one. */
import { parseAnswer, type CellAnswer } from "#host/cell/answer.ts";
import { isoInstant } from "#host/kernel/instant.ts";
import type { LabAnswers, Recording } from "../lab.ts";

/** Whether an answer says something: an entry, an exit, a value. A fault says nothing. */
export function speaks(answer: string): boolean {
  return answer.startsWith("E") || answer === "X1" || (answer.startsWith("V") && answer !== "V-");
}

/**
 * Whether a host would do the same. A rationale is for readers and may quote a price or an hour.
 *
 * @param relative - By how much numbers may differ, as a fraction.
 */
export function sameDecision(a: string, b: string, relative: number): boolean {
  if (a === b) return true;
  const [one, other] = [parseAnswer(a), parseAnswer(b)];
  return one.ok && other.ok && equal(one.value, other.value, relative);
}

function equal(a: CellAnswer, b: CellAnswer, relative: number): boolean {
  if (a.kind === "entry" && b.kind === "entry") {
    const numbers = ["strength", "slPct", "tpPct"] as const;
    const same = numbers.every((name) => near(a.signal[name], b.signal[name], relative));
    return a.signal.side === b.signal.side && same;
  }
  if (a.kind === "value" && b.kind === "value") {
    return near(a.value ?? undefined, b.value ?? undefined, relative);
  }
  // Everything else has one text for one meaning.
  return false;
}

function near(a: number | undefined, b: number | undefined, relative: number): boolean {
  if (a === undefined || b === undefined) return a === b;
  return Math.abs(a - b) <= relative * Math.max(Math.abs(a), Math.abs(b));
}

/** One row where two runs decided differently, by the bar's time: the runs' rows may be numbered differently. */
export interface Change {
  readonly openMs: number;
  readonly row: number;
  readonly before: string;
  readonly after: string;
}

export interface Timed {
  readonly recording: Recording;
  readonly answers: LabAnswers;
}

/**
 * Rows of both runs that differ, by open time, in the order of the second run.
 *
 * @param same - Default: equal texts.
 * @param shiftMs - How much later the second run's bars are.
 */
export function changesBetween(
  a: Timed,
  b: Timed,
  same: (before: string, after: string) => boolean = (x, y) => x === y,
  shiftMs = 0,
): readonly Change[] {
  const before = byTime(a);
  const changes: Change[] = [];
  for (const [shifted, after] of byTime(b)) {
    const openMs = shifted - shiftMs;
    const was = before.get(openMs);
    if (was === undefined || same(was.answer, after.answer)) continue;
    changes.push({ openMs, row: was.row, before: was.answer, after: after.answer });
  }
  return changes;
}

function byTime({ recording, answers }: Timed): Map<number, { row: number; answer: string }> {
  const openMs = new Map(recording.rows.map((row, k) => [row, recording.openMs[k] ?? Number.NaN]));
  const found = new Map<number, { row: number; answer: string }>();
  for (const [k, row] of answers.rows.entries()) {
    found.set(openMs.get(row) ?? Number.NaN, { row, answer: answers.answers[k] ?? "" });
  }
  return found;
}

/** Rows that say something, ascending. */
export function speaking({ rows, answers }: LabAnswers): readonly number[] {
  return rows.filter((_, k) => speaks(answers[k] ?? ""));
}

/** Rows at which something begins to be said: one for each stretch of equal decisions, and every row with a value. */
export function beginnings({ rows, answers }: LabAnswers): readonly number[] {
  return rows.filter((row, k) => {
    const [now, was] = [answers[k] ?? "", answers[k - 1] ?? ""];
    if (!speaks(now) || now.startsWith("V")) return speaks(now);
    return !(rows[k - 1] === row - 1 && sideOf(was) === sideOf(now));
  });
}

/** `E1|B`, `X1`, `V`, or nothing: what is left of an answer without its numbers and words. */
export function sideOf(answer: string): string {
  if (!speaks(answer)) return "";
  return answer.startsWith("E") ? answer.slice(0, 4) : answer.slice(0, 2).replace(/\d|-/, "");
}

/** `row 812 (2031-03-30T18:00:00.000Z)`: where to look. */
export function where(change: { readonly row: number; readonly openMs: number }): string {
  return `row ${change.row} (${isoInstant(change.openMs)})`;
}
