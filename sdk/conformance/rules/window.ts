import { barOf } from "#host/kernel/timeframe.ts";
import type { Lab, Question, Recording } from "../lab.ts";
import { noise } from "../probing/bars.ts";
import { beginnings, where } from "../probing/decisions.ts";
import { liveliest } from "../probing/rows.ts";
import { referenceMarkets } from "../reference/markets.ts";
import type { Rule, Said } from "../rule.ts";
import { answerName, questionName } from "../words.ts";

/** Bars of a frame: one, the odd ones, and as many as there can be. */
const FRAMES = [1, 2, 3, 1, 5, 7, 11, 1, 13, 31, 63, 64, 2, 1] as const;

/** On either side of a block's end. */
const BLOCK_ROWS = 40;

export const windowExact: Rule = {
  id: "window",
  line: "always exactly `lookback` bars, at every place in a block and in frames of every size",
  proves:
    "equal answers alone and in frames of 1 to 64 bars at the first, last and odd places of an anchor block; a plugin without indicators does not react to a bar older than its window",
  cannotProve:
    "what a plugin with indicators would do with another window: its values may use every bar from the anchor on",
  remedy:
    "use candles.length bars as they are; decide nothing by how many there are or by where they begin",
  async behaviour(lab) {
    const recordings = await liveliest(lab, lab.subject.quick ? 1 : 2);
    const questions = lab.questions.slice(0, lab.subject.quick ? 1 : 3);
    const tried = await Promise.all([
      ...recordings.flatMap((each, k) => [inFrames(lab, each, 0), inFrames(lab, each, 2 * k + 1)]),
      ...questions.slice(1).map((each) => inFrames(lab, recordings[0], 1, each)),
      ...recordings.map((each) => olderThanWindow(lab, each)),
      ...recordings.slice(0, 1).map((each) => acrossBlocks(lab, each)),
    ]);
    const fails = tried.flatMap(({ fails: each }) => each);
    if (fails.length > 0) return fails;
    const bars = tried.reduce((sum, { rows }) => sum + rows, 0);
    const message = `${bars} bars in frames of 1 to 64, blocks' first and last bars among them, answer the same`;
    return [{ verdict: "pass", message }];
  },
};

interface Tried {
  readonly rows: number;
  readonly fails: readonly Said[];
}
const NOTHING: Tried = { rows: 0, fails: [] };

async function inFrames(
  lab: Lab,
  recording: Recording | undefined,
  skipped: number,
  question?: Question,
): Promise<Tried> {
  if (recording === undefined) return NOTHING;
  lab.tell(`${recording.name}: frames of every size`);
  const rows = inGroups(lab, recording, skipped);
  const [reference, answers] = await Promise.all([
    lab.reference(recording, question),
    lab.run({ recording, rows, ...question }),
  ]);
  const [first] = lab.differences(reference, answers, recording);
  if (first === undefined) return { rows: rows.length, fails: [] };
  const about = question === undefined ? "" : `, ${questionName(question)}`;
  const message = `${recording.name}${about}, ${where(first)}: ${answerName(first.before)} became ${answerName(first.after)} in a frame of another size`;
  return { rows: rows.length, fails: [{ verdict: "fail", message }] };
}

/**
 * Rows in groups of the sizes above, with a hole behind each: consecutive rows are one frame. Blocks' first and last
 * bars stand alone.
 */
function inGroups(lab: Lab, { rows, openMs }: Recording, skipped: number): readonly number[] {
  const { lookback, timeframe } = lab.plan.main;
  const chosen: number[] = [];
  let [group, left] = [0, FRAMES[0] as number];
  for (const [k, row] of rows.entries()) {
    const place = barOf(openMs[k] ?? 0, timeframe) % lookback;
    if (k < skipped) continue;
    if (lookback > 2 && (place === 1 || place === lookback - 2)) continue;
    if (left > 0) {
      chosen.push(row);
      left -= 1;
      continue;
    }
    // This row is the hole.
    group += 1;
    left = FRAMES[group % FRAMES.length] ?? 1;
  }
  return chosen;
}

/** A market shorter than a block has no block's end: one of its own, asked around it alone and in frames. */
async function acrossBlocks(lab: Lab, recording: Recording): Promise<Tried> {
  const { plan, subject } = lab;
  if (subject.quick || recording.rows.length > plan.main.lookback + BLOCK_ROWS) return NOTHING;
  const wanted = plan.main.lookback + BLOCK_ROWS;
  const { tickSize } = recording;
  const [market] = referenceMarkets({ plan, tickSize, rows: wanted, quick: true, seed: "block" });
  if (market === undefined) return NOTHING;
  lab.tell("where a block ends");
  const longer = lab.recorded(market);
  const rows = longer.rows.slice(-2 * BLOCK_ROWS);
  const [framed, alone] = await Promise.all([
    lab.run({ recording: longer, rows }),
    lab.run({ recording: longer, rows, barByBar: true }),
  ]);
  const [first] = lab.differences(framed, alone, longer);
  if (first === undefined) return { rows: rows.length, fails: [] };
  const message = `${where(first)}, where a block ends: ${answerName(first.before)} became ${answerName(first.after)} alone`;
  return { rows: rows.length, fails: [{ verdict: "fail", message }] };
}

/** Without indicators and inputs a plugin sees `lookback` bars: what is older must not exist for it. */
async function olderThanWindow(lab: Lab, recording: Recording): Promise<Tried> {
  const { exports } = lab.subject.built.bundle;
  const { lookback } = lab.plan.main;
  if (exports.includes("indicators") || lab.plan.inputs.length > 0) return NOTHING;
  const reference = await lab.reference(recording);
  const middle = Math.floor(recording.rows.length / 2);
  const signals = beginnings(reference);
  const first = signals[Math.floor(signals.length / 2)] ?? recording.rows[middle] ?? 0;
  const change = noise("older than the window");
  const name = `other bars before row ${first - lookback + 1}`;
  const changed = lab.changed(recording, name, (bar, row) =>
    row <= first - lookback ? change(bar, row) : bar.candle,
  );
  const rows = recording.rows.filter((row) => row >= first);
  const answers = await lab.run({ recording: changed, rows });
  const [found] = lab.differences(reference, answers, recording);
  if (found === undefined) return { rows: rows.length, fails: [] };
  const message = `${recording.name}, ${where(found)}: ${answerName(found.before)} became ${answerName(found.after)} when bars older than its ${lookback} were others`;
  return { rows: rows.length, fails: [{ verdict: "fail", message }] };
}
