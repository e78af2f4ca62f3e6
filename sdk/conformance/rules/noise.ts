import { prng } from "#host/kernel/prng.ts";
import type { Lab, LabAnswers, Recording } from "../lab.ts";
import { priced, type Change } from "../probing/bars.ts";
import { sameDecision, speaks } from "../probing/decisions.ts";
import { liveliest } from "../probing/rows.ts";
import type { Rule, Said } from "../rule.ts";

/** Decision D3: refused only for noise below half a tick, and only above this share of signals lost. */
const LOST_PCT_MAX = 20;
const RELATIVE_NOISE = 1e-7;
/** Of a tick: below half of one, so that rounding to ticks would undo it. */
const TICKS = 0.49;
/** A stop that follows a range moves with it. */
const RELATIVE = 0.02;

export const noiseRule: Rule = {
  id: "noise",
  line: "signals survive noise that is smaller than half a tick",
  proves:
    "that signals do not hang on the last digits of prices: a table of exact prices loses all of its signals, a comparison of averages almost none",
  cannotProve: "that the edge survives real noise, such as another venue's prices",
  remedy:
    "compare with a margin (a part of the range or of an average), never for equality, and never with a table of prices; raise the margin where most prices lie within a tick of each other",
  async behaviour(lab) {
    const recordings = await liveliest(lab, lab.subject.quick ? 1 : 4);
    const tried = await Promise.all(
      recordings.flatMap((each, k) => [
        ...(k < 3 ? [disturb(lab, each, "half a tick")] : []),
        ...(k % 2 === 0 && !lab.subject.quick ? [disturb(lab, each, "1e-7")] : []),
      ]),
    );
    return [judged(tried), ...reported(tried)];
  },
};

type Kind = "half a tick" | "1e-7";

interface Disturbed {
  readonly kind: Kind;
  readonly signals: number;
  readonly lost: number;
}

async function disturb(lab: Lab, recording: Recording, kind: Kind): Promise<Disturbed> {
  lab.tell(`${recording.name}: noise of ${kind}`);
  const change = kind === "1e-7" ? relativeNoise : tickNoise(recording.tickSize);
  const noisy = lab.changed(recording, `noise of ${kind}`, change);
  const [reference, answers] = await Promise.all([
    lab.reference(recording),
    lab.run({ recording: noisy }),
  ]);
  return { kind, ...lostOf(reference, answers, lab.subject.plugin.kind === "strategy") };
}

/**
 * Signals that are not there any more, nor on the bar beside. A value of a signal or factor plugin is lost when it moved
 * by more than a twentieth of what it usually varies by.
 */
function lostOf(reference: LabAnswers, noisy: LabAnswers, isStrategy: boolean) {
  const after = new Map(noisy.rows.map((row, k) => [row, noisy.answers[k] ?? ""]));
  const tolerance = isStrategy ? 0 : deviation(reference.answers) / 20;
  let [signals, lost] = [0, 0];
  for (const [k, row] of reference.rows.entries()) {
    const before = reference.answers[k] ?? "";
    if (!speaks(before)) continue;
    signals += 1;
    const kept = isStrategy
      ? [0, -1, 1].some((by) => sameDecision(before, after.get(row + by) ?? "", RELATIVE))
      : Math.abs(valueOf(before) - valueOf(after.get(row) ?? "")) <= tolerance;
    if (!kept) lost += 1;
  }
  return { signals, lost };
}

function valueOf(answer: string): number {
  return answer.startsWith("V") && answer !== "V-" ? Number(answer.slice(1)) : Number.NaN;
}

function deviation(answers: readonly string[]): number {
  const values = answers.map(valueOf).filter((value) => !Number.isNaN(value));
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length));
}

function judged(tried: readonly Disturbed[]): Said {
  const { signals, lost, pct } = totals(tried, "half a tick");
  if (signals === 0) {
    return { verdict: "unproven", message: "no signal on these markets: nothing could be lost" };
  }
  const message = `${lost} of ${signals} signals (${pct.toFixed(1)} %) are lost in noise below half a tick, at most ${LOST_PCT_MAX} % may`;
  // One of four is bad luck; all of one is not.
  const refused = pct > LOST_PCT_MAX && (lost > 1 || signals === 1);
  return { verdict: refused ? "fail" : "pass", message, used: pct, allowed: LOST_PCT_MAX };
}

function reported(tried: readonly Disturbed[]): readonly Said[] {
  const { signals, lost, pct } = totals(tried, "1e-7");
  if (signals === 0) return [];
  const message = `${lost} of ${signals} signals (${pct.toFixed(1)} %) are lost in noise of 1e-7 of the price`;
  return [{ verdict: "report", message, used: pct }];
}

function totals(tried: readonly Disturbed[], kind: Kind) {
  const own = tried.filter((each) => each.kind === kind);
  const signals = own.reduce((sum, each) => sum + each.signals, 0);
  const lost = own.reduce((sum, each) => sum + each.lost, 0);
  return { signals, lost, pct: signals === 0 ? 0 : (100 * lost) / signals };
}

const relativeNoise: Change = ({ candle, instrument, timeframe, bar }) => {
  const random = prng(`noise ${instrument} ${timeframe} ${bar}`);
  const near = (price: number): number => price * (1 + RELATIVE_NOISE * (2 * random.next() - 1));
  return priced(candle, eachPrice(candle, near), Number.MIN_VALUE);
};

/** Of the main pair's tick; a price below one tick keeps its place. */
function tickNoise(tickSize: number): Change {
  return ({ candle, instrument, timeframe, bar }) => {
    const random = prng(`ticks ${instrument} ${timeframe} ${bar}`);
    const reach = TICKS * Math.min(tickSize, candle.low);
    const near = (price: number): number => price + reach * (2 * random.next() - 1);
    return priced(candle, eachPrice(candle, near), Number.MIN_VALUE);
  };
}

function eachPrice(
  { open, high, low, close }: { open: number; high: number; low: number; close: number },
  of: (price: number) => number,
) {
  return { open: of(open), high: of(high), low: of(low), close: of(close) };
}
