import { DAY_MS, timeframeMs } from "#host/kernel/timeframe.ts";
import type { WindowPlan } from "../../signals/windows.ts";
import type { Lab, Question, Recording } from "../lab.ts";
import {
  changesBetween,
  sameDecision,
  speaking,
  where,
  type Change,
} from "../probing/decisions.ts";
import { liveliest } from "../probing/rows.ts";
import type { Rule, Said } from "../rule.ts";
import { answerName, questionName } from "../words.ts";

const WEEK_MS = 7 * DAY_MS;
const YEAR_MS = 365.2425 * DAY_MS;
/** Times must stay times: four centuries on, every calendar still agrees with itself. */
const SHIFT_YEARS_MAX = 400;

export const timeShift: Rule = {
  id: "time-shift",
  line: "the same decisions when all times move by whole weeks",
  proves:
    "that no decision hangs on a date: hours, weekdays and the minutes to a funding settlement stay where they are, and so do the anchors, so nothing else has a reason to change",
  cannotProve:
    "anything about a date that no market here lies on, nor about one read from the week's hours",
  remedy:
    "decide by hourUtc, weekdayUtc and minutesToFunding only, never by a date or a table of times; a strategy that means months declares `[declares] calendar = true`",
  async behaviour(lab) {
    const shifts = shiftsOf(lab.plan);
    if (shifts.length === 0) {
      const message = `no shift of whole weeks within ${SHIFT_YEARS_MAX} years keeps every anchor: inputs with related lookbacks would`;
      return [{ verdict: "unproven", message }];
    }
    const recordings = await liveliest(lab, lab.subject.quick ? 1 : lab.recordings.length);
    const jobs = jobsOf(lab, recordings, shifts);
    const moved = await Promise.all(jobs.map((job) => move(lab, job)));
    const signals = moved.reduce((sum, each) => sum + each.signals, 0);
    const first = moved.find(({ changes }) => changes.length > 0);
    if (first === undefined) {
      const days = shifts.map((shift) => shift / DAY_MS).join(" and ");
      const verdict = signals === 0 ? "unproven" : "pass";
      const message = `no decision of ${signals} that say something changed when times moved by ${days} days`;
      return [{ verdict, message, used: 0, allowed: 0 }];
    }
    return [saidOf(lab, first, moved)];
  },
};

interface Job {
  readonly recording: Recording;
  readonly shiftMs: number;
  readonly question: Question | undefined;
}
interface Moved extends Job {
  readonly signals: number;
  readonly changes: readonly Change[];
}

/** Every market is moved, by one of the shifts. */
function jobsOf(
  lab: Lab,
  recordings: readonly Recording[],
  shifts: readonly number[],
): readonly Job[] {
  const questions = lab.subject.quick ? lab.questions.slice(0, 1) : lab.questions;
  return recordings.flatMap((recording, k) => {
    const shiftMs = shifts[k % shifts.length] ?? 0;
    return questions.map((question) => ({ recording, shiftMs, question }));
  });
}

async function move(lab: Lab, job: Job): Promise<Moved> {
  const { recording, shiftMs, question } = job;
  const days = shiftMs / DAY_MS;
  lab.tell(`${recording.name}: ${days} days later`);
  const shifted = lab.changed(recording, `${days} days later`, ({ candle }) => candle, { shiftMs });
  const [reference, answers] = await Promise.all([
    lab.reference(recording, question),
    lab.run({ recording: shifted, ...question }),
  ]);
  const same = (a: string, b: string): boolean => sameDecision(a, b, 0);
  const changes = changesBetween(
    { recording, answers: reference },
    { recording: shifted, answers },
    same,
    shiftMs,
  );
  return { ...job, signals: speaking(reference).length, changes };
}

function saidOf(lab: Lab, first: Moved, moved: readonly Moved[]): Said {
  const declared = lab.subject.manifest?.declares.calendar === true;
  const used = moved.reduce((sum, { changes }) => sum + changes.length, 0);
  const [change] = first.changes;
  const about = first.question === undefined ? "" : ` (${questionName(first.question)})`;
  const example =
    change === undefined
      ? ""
      : `: ${first.recording.name}${about}, ${where(change)}: ${answerName(change.before)} became ${answerName(change.after)} ${first.shiftMs / DAY_MS} days later`;
  const message = `${used} decisions changed with the date alone${declared ? ", as declared" : ""}${example}`;
  return { verdict: declared ? "report" : "fail", message, used, allowed: 0 };
}

/**
 * Two shifts of k · 7 days · lookback that also keep the anchors of every input. Those whose part of a year is far from
 * a whole one: months, too, must have moved.
 *
 * @returns Milliseconds; empty when the first such shift is beyond SHIFT_YEARS_MAX.
 */
export function shiftsOf({ main, inputs }: WindowPlan): readonly number[] {
  const blocks = inputs.map(({ lookback, timeframe }) => lookback * timeframeMs(timeframe));
  const most = SHIFT_YEARS_MAX * YEAR_MS;
  const literal = blocks.reduce(lcm, WEEK_MS * main.lookback);
  // Where inputs make that too long: the shortest one that keeps weeks and anchors.
  const least = [...blocks, main.lookback * timeframeMs(main.timeframe)].reduce(lcm, WEEK_MS);
  const unit = literal <= most / 2 ? literal : least;
  const count = Math.min(24, Math.floor(most / unit));
  const ranked = Array.from({ length: count }, (_, k) => (k + 1) * unit).toSorted(
    (a, b) => fromWholeYear(b) - fromWholeYear(a) || a - b,
  );
  return ranked.slice(0, 2);
}

/** 0 for a whole number of years, ½ for one and a half. */
function fromWholeYear(shiftMs: number): number {
  const part = (shiftMs / YEAR_MS) % 1;
  return Math.min(part, 1 - part);
}

function lcm(a: number, b: number): number {
  return (a / gcd(a, b)) * b;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
