import type { Lab, Question, Recording } from "../lab.ts";
import { scaled } from "../probing/bars.ts";
import { changesBetween, sameDecision, speaks, where, type Change } from "../probing/decisions.ts";
import { liveliest } from "../probing/rows.ts";
import type { Rule, Said } from "../rule.ts";
import { answerName, questionName } from "../words.ts";

/** Powers of two: no ratio of two prices changes by a bit, so every change is the plugin's. */
const FACTORS = [4, 0.25] as const;
/**
 * Levels of other pairs, asked of the liveliest market: a quote of 90,000 becomes 92 million, 1,400, 22 and 0.3, its tick
 * of 0.1 becomes 102, 0.002 and less. A plugin for several pairs must not be another one at another pair's prices.
 */
const FAR_FACTORS = [2 ** 10, 2 ** -6, 2 ** -12, 2 ** -18] as const;
/** Decision D3, of all decisions. */
const CHANGES_SHARE = 0.001;
/** Of the decisions that say something: a table of a few exact prices would be lost among thousands of quiet bars. */
const SIGNALS_SHARE = 0.2;
/** What constants such as `+ 1e-9` do to a level or a value. */
const RELATIVE = 1e-6;

export const priceScaling: Rule = {
  id: "price-scaling",
  line: "the same decisions when all prices and the tick are four times, or a quarter",
  proves:
    "that no decision hangs on a level of price: side, exit, strength and levels stay when every pair's prices and the tick are scaled by 4 and by 1/4, and on one market by 2^10, 2^-6, 2^-12 and 2^-18 (volume, funding and open interest are not)",
  cannotProve:
    "anything about levels of volume or open interest; with inputs of other pairs, scaling one pair alone is only reported",
  remedy:
    "compare prices with prices (ratios, averages, ranges), never with constants; a strategy that means a level declares `[declares] price_level = true`",
  async behaviour(lab) {
    const recordings = await liveliest(lab, lab.subject.quick ? 1 : lab.recordings.length);
    const scalings = await Promise.all(jobsOf(lab, recordings).map((job) => scale(lab, job)));
    const together = scalings.filter(({ alone }) => !alone);
    const said = [judged(lab, together)];
    const alone = scalings.filter((each) => each.alone);
    return alone.length === 0 ? said : [...said, reported(alone)];
  },
};

interface Job {
  readonly recording: Recording;
  readonly factor: number;
  readonly question: Question | undefined;
  /** The other pairs' prices stay. */
  readonly alone: boolean;
}
interface Scaling extends Job {
  readonly rows: number;
  readonly spoken: number;
  readonly changes: readonly Change[];
}

function jobsOf(lab: Lab, recordings: readonly Recording[]): readonly Job[] {
  const questions = lab.subject.quick ? lab.questions.slice(0, 1) : lab.questions;
  const jobs: Job[] = recordings.flatMap((recording, k) => {
    const factor = FACTORS[k % 2] ?? 4;
    return questions.map((question) => ({ recording, factor, question, alone: false }));
  });
  const { main, inputs } = lab.plan;
  const [recording] = recordings;
  const question = questions[0];
  if (recording !== undefined && !lab.subject.quick) {
    jobs.push(...FAR_FACTORS.map((factor) => ({ recording, factor, question, alone: false })));
  }
  const isPairs = inputs.some(({ instrument }) => instrument !== main.instrument);
  if (lab.subject.quick || recording === undefined || !isPairs) return jobs;
  return [...jobs, { recording, factor: 4, question: questions[0], alone: true }];
}

async function scale(lab: Lab, job: Job): Promise<Scaling> {
  const { recording, factor, question, alone } = job;
  lab.tell(`${recording.name}: prices times ${factor}`);
  const own = lab.plan.main.instrument;
  const name = `${alone ? own : "prices"} times ${factor}`;
  const change: Parameters<Lab["changed"]>[2] = ({ candle, instrument }) =>
    alone && instrument !== own ? candle : scaled(candle, factor);
  const tickSize = recording.tickSize * factor;
  const other = lab.changed(recording, name, change, { tickSize });
  const [reference, answers] = await Promise.all([
    lab.reference(recording, question),
    lab.run({ recording: other, ...question }),
  ]);
  const same = (a: string, b: string): boolean => sameDecision(a, b, RELATIVE);
  const changes = changesBetween(
    { recording, answers: reference },
    { recording: other, answers },
    same,
  );
  const spoken = reference.answers.filter((answer, k) => {
    return speaks(answer) || speaks(answers.answers[k] ?? "");
  });
  return { ...job, rows: reference.rows.length, spoken: spoken.length, changes };
}

function judged(lab: Lab, scalings: readonly Scaling[]): Said {
  const { rows, spoken, changed, share } = totals(scalings);
  const allowed = 100 * CHANGES_SHARE;
  const numbers = { used: 100 * share, allowed };
  const follows = share > CHANGES_SHARE || (changed > 1 && changed > SIGNALS_SHARE * spoken);
  const facts = `${changed} of ${rows} decisions (${spoken} that say something) changed`;
  if (!follows) {
    const verdict = spoken === 0 ? "unproven" : "pass";
    return { verdict, message: `${facts}, at most ${allowed} % may`, ...numbers };
  }
  const declared = lab.subject.manifest?.declares.price_level === true;
  const verdict = declared ? "report" : "fail";
  const message = `${facts} with the level of prices${declared ? ", as declared" : ""}${exampleOf(scalings)}`;
  return { verdict, message, ...numbers };
}

function reported(scalings: readonly Scaling[]): Said {
  const { rows, changed } = totals(scalings);
  const message = `${changed} of ${rows} decisions changed when only its own pair's prices were scaled and the inputs' were not${exampleOf(scalings)}`;
  return { verdict: "report", message };
}

function totals(scalings: readonly Scaling[]) {
  const sum = (of: (each: Scaling) => number): number =>
    scalings.reduce((total, each) => total + of(each), 0);
  const rows = sum((each) => each.rows);
  const changed = sum(({ changes }) => changes.length);
  const spoken = sum((each) => each.spoken);
  return { rows, changed, spoken, share: rows === 0 ? 0 : changed / rows };
}

function exampleOf(scalings: readonly Scaling[]): string {
  const found = scalings.find(({ changes }) => changes.length > 0);
  const [change] = found?.changes ?? [];
  if (found === undefined || change === undefined) return "";
  const about = found.question === undefined ? "" : ` (${questionName(found.question)})`;
  return `: ${found.recording.name}${about}, ${where(change)}: ${answerName(change.before)} became ${answerName(change.after)} at ${found.factor} times the price`;
}
