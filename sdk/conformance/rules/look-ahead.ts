import { COLUMNS, type ColumnName } from "#host/contract/candles.ts";
import { CELL_LIMITS } from "#host/cell/limits.ts";
import type { Lab, LabAnswers, Question, Recording } from "../lab.ts";
import {
  after,
  extremes,
  noise,
  ofColumn,
  ofSeries,
  permuted,
  type Change,
} from "../probing/bars.ts";
import { beginnings, speaking, where } from "../probing/decisions.ts";
import { around, liveliest, singleBars, spread, worthAsking } from "../probing/rows.ts";
import type { Rule, Said } from "../rule.ts";
import { answerName, questionName } from "../words.ts";

/** Evaluated before a cut and behind it: the frame in which the cut lies, and the one before. */
const BEFORE = 96;
const BEHIND = CELL_LIMITS.frameBars / 4;
/** Bars that are sent to the cell although they lie after the last one that is decided. */
const LATER_BARS = 48;

export const lookAhead: Rule = {
  id: "look-ahead",
  line: "no answer depends on a bar that closes later",
  proves:
    "at cuts laid at the plugin's own signals: the same answers to the last bit whether the future is absent, noise, extremes or shuffled, whether one bar is sent or many, and with bars behind the decided one in the buffer",
  cannotProve:
    "that a signal which never came would be free of it: untriggered signals are counted, not verified",
  remedy:
    "decide from candles and indicators at .at(-1) and older only, and keep nothing from one call to the next",
  async behaviour(lab) {
    const { quick } = lab.subject;
    const recordings = await liveliest(lab, quick ? 1 : lab.recordings.length);
    const said = await Promise.all([
      ...recordings.slice(0, quick ? 1 : 4).map((each) => againstSingleBars(lab, each)),
      ...recordings.slice(0, 1).map((each) => withLaterBars(lab, each)),
      ...recordings.flatMap((each, k) => cutsOf(lab, each, k)),
    ]);
    const failed = said.flatMap(({ fails }) => fails);
    if (failed.length > 0) return failed;
    return [{ verdict: "pass", message: await coverage(lab, said) }];
  },
};

interface Looked {
  readonly recording: Recording;
  /** Rows whose future was changed or absent. */
  readonly rows: readonly number[];
  readonly fails: readonly Said[];
}

async function coverage(lab: Lab, looked: readonly Looked[]): Promise<string> {
  let [signals, inside, rows] = [0, 0, 0];
  for (const recording of new Set(looked.map((each) => each.recording))) {
    const tested = new Set(
      looked.flatMap((each) => (each.recording === recording ? each.rows : [])),
    );
    const spoken = speaking(await lab.reference(recording));
    signals += spoken.length;
    inside += spoken.filter((row) => tested.has(row)).length;
    rows += tested.size;
  }
  return `equal on ${rows} bars without, with other and with later futures; ${inside} of ${signals} signals lie there, the others are unverified`;
}

/** One bar a crossing: nothing later is in the process at all. */
async function againstSingleBars(lab: Lab, recording: Recording): Promise<Looked> {
  lab.tell(`${recording.name}: single bars`);
  const max = singleBars(lab.subject.plugin.lookback, lab.subject.quick);
  const fails: Said[] = [];
  const asked = new Set<number>();
  for (const question of questionsOf(lab, recording)) {
    const reference = await lab.reference(recording, question);
    const rows = worthAsking(recording, beginnings(reference), max);
    const alone = await lab.run({ recording, ...question, rows, barByBar: true });
    const [first] = lab.differences(reference, alone, recording);
    for (const row of rows) asked.add(row);
    if (first === undefined) continue;
    const message = `${recording.name}, ${questionName(question)}, ${where(first)}: ${answerName(first.before)} among later bars, ${answerName(first.after)} alone`;
    fails.push({ verdict: "fail", message });
  }
  return { recording, rows: [...asked], fails };
}

/** Exits are asked on one market: each question is a run of its own. */
function questionsOf(lab: Lab, recording: Recording): readonly Question[] {
  return lab.questions.filter(({ fn }) => fn !== "exit" || recording === lab.recordings[0]);
}

const FUTURES = ["truncated", "noise", "extremes", "permuted"] as const;
type Future = (typeof FUTURES)[number];

/** Two cuts in each market, with two of the four futures; all four in the first. */
function cutsOf(lab: Lab, recording: Recording, k: number): readonly Promise<Looked>[] {
  const futures: readonly Future[] =
    k === 0 && !lab.subject.quick
      ? FUTURES
      : [FUTURES[(2 * k + 1) % 4] ?? "noise", FUTURES[(2 * k + 2) % 4] ?? "extremes"];
  return futures.map((future, which) => withFuture(lab, recording, future, which));
}

async function withFuture(
  lab: Lab,
  recording: Recording,
  future: Future,
  which: number,
): Promise<Looked> {
  lab.tell(`${recording.name}: future ${future}`);
  const question = lab.questions[which % lab.questions.length];
  const reference = await lab.reference(recording, question);
  const cut = cutOf(recording, reference, which);
  const near = around(recording, [cut], BEFORE, BEHIND);
  const changed = futureOf(lab, recording, future, cut);
  const rows = future === "truncated" ? near.filter((row) => row <= cut) : near;
  const answers = await lab.run({ recording: changed, rows, ...question });
  const first = lab.differences(reference, answers, recording).find(({ row }) => row <= cut);
  const tested = { recording, rows: rows.filter((row) => row <= cut) };
  if (first === undefined) return { ...tested, fails: [] };
  const column = await columnOf(lab, recording, cut, reference, question);
  const about = question === undefined ? "" : `, ${questionName(question)}`;
  const message = `${recording.name}${about}, ${where(first)}: ${answerName(first.before)} became ${answerName(first.after)} when bars after row ${cut} were ${future}; ${column}`;
  return { ...tested, fails: [{ verdict: "fail", message }] };
}

/** At a signal where there is one, and not always at its first bar: look-ahead by two bars is seen one bar before. */
function cutOf(recording: Recording, reference: LabAnswers, which: number): number {
  const inner = recording.rows.slice(BEHIND, -BEHIND);
  const rows = inner.length > 0 ? inner : recording.rows;
  const within = new Set(rows);
  const candidates = beginnings(reference).filter((row) => within.has(row));
  const place = (which + 1) / 5;
  const chosen = candidates[Math.floor(place * candidates.length)];
  const other = rows[Math.floor(place * rows.length)] ?? 0;
  const cut = chosen === undefined ? other : chosen - (which % 2);
  return within.has(cut) ? cut : other;
}

function futureOf(lab: Lab, recording: Recording, future: Future, cut: number): Recording {
  const name = `${future} after ${cut}`;
  if (future === "truncated") return truncated(lab, recording, name, cut);
  const kept = recording.steps.length;
  const changes: { readonly [F in Exclude<Future, "truncated">]: () => Change } = {
    noise: () => noise(`look-ahead ${cut}`),
    extremes: () => extremes,
    permuted: () => permuted(stepsAfter(lab, recording, cut), `look-ahead ${kept}`),
  };
  return lab.changed(recording, name, after(cut, changes[future]()));
}

function truncated(lab: Lab, recording: Recording, name: string, cut: number): Recording {
  const behind = stepsAfter(lab, recording, cut);
  const steps = recording.steps.slice(0, recording.steps.length - behind.length);
  const { tickSize } = recording;
  return lab.recorded({ name: `${recording.name} ${name}`, tickSize, steps });
}

/** Everything that closes after row `cut` does. */
function stepsAfter(lab: Lab, { steps }: Recording, cut: number): Recording["steps"] {
  const { instrument, timeframe } = lab.plan.main;
  let row = -1;
  const end = steps.findIndex(({ bars }) => {
    if (bars.some((bar) => bar.instrument === instrument && bar.timeframe === timeframe)) row += 1;
    return row > cut;
  });
  if (end < 0) return [];
  // Inputs that close between the cut and the next row are the future too.
  const last = steps
    .slice(0, end)
    .findLastIndex(({ bars }) =>
      bars.some((bar) => bar.instrument === instrument && bar.timeframe === timeframe),
    );
  return steps.slice(last + 1);
}

/** Changes one column of one series at a time, and says which one makes the difference. */
async function columnOf(
  lab: Lab,
  recording: Recording,
  cut: number,
  reference: LabAnswers,
  question: Question | undefined,
): Promise<string> {
  const rows = around(recording, [cut], BEFORE, BEHIND);
  for (const series of [lab.plan.main, ...lab.plan.inputs]) {
    for (const column of COLUMNS.filter((each) => each !== "ts")) {
      const change = ofSeries(series, ofColumn(column, noise(`column ${column}`)));
      const changed = lab.changed(recording, `${column} after ${cut}`, after(cut, change));
      const answers = await lab.run({ recording: changed, rows, ...question });
      const found = lab.differences(reference, answers, recording).find(({ row }) => row <= cut);
      if (found !== undefined) return `it follows the ${nameOfColumn(lab, series, column)}`;
    }
  }
  return "no single column does it: bars are counted, or several are read together";
}

function nameOfColumn(
  lab: Lab,
  series: { readonly instrument: string; readonly timeframe: string },
  column: ColumnName,
): string {
  const own = series === lab.plan.main;
  return own ? `later ${column}` : `later ${column} of ${series.instrument} ${series.timeframe}`;
}

/** The cell gets bars behind the decided one, which a bar alone does not have: nothing in the realm may show them. */
async function withLaterBars(lab: Lab, recording: Recording): Promise<Looked> {
  lab.tell(`${recording.name}: longer buffers`);
  const centres = spread(beginnings(await lab.reference(recording)), 12);
  const rows = around(recording, centres.length > 0 ? centres : spread(recording.rows, 8), 2, 5);
  const [exact, longer] = await Promise.all([
    lab.run({ recording, rows, barByBar: true }),
    lab.run({ recording, rows, barByBar: true, variant: { laterBars: LATER_BARS } }),
  ]);
  const [first] = lab.differences(exact, longer, recording);
  if (first === undefined) return { recording, rows, fails: [] };
  const message = `${recording.name}, ${where(first)}: ${answerName(first.before)} became ${answerName(first.after)} when ${LATER_BARS} later bars lay in the buffer`;
  return { recording, rows, fails: [{ verdict: "fail", message }] };
}
