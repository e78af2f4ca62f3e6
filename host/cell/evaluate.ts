import { parseAnswer, type CellAnswer } from "./answer.ts";
import { ask, askTwice, REPEATED } from "./ask.ts";
import { encodeFrame, type CellFrame, type CellSeries } from "./frame.ts";
import type { Deadlines } from "./limits.ts";
import type { CellPair } from "./pair.ts";
import { WHAT } from "./wire.ts";

/** What happened besides answers. `bar` counts from the first evaluated bar of the frame. */
export type CellEvent =
  /** Decision C8: an overrun or death was repeated once in a new process. `why`: last words, printable. */
  | {
      readonly kind: "cell_retried";
      readonly bar: number;
      readonly fault: string;
      readonly answered: boolean;
      readonly why: string;
    }
  /** A resident frame gave no answers; its bars were evaluated one by one in fresh isolates. */
  | { readonly kind: "cell_frame_repeated"; readonly fault: string; readonly why: string }
  /** A resident answer was compared with a fresh isolate's. */
  | { readonly kind: "cell_sampled"; readonly bar: number; readonly equal: boolean };

/** Where frames are evaluated, and which resident answers are compared. */
export interface Workplace {
  readonly pair: CellPair;
  /** The main series first. */
  readonly series: readonly CellSeries[];
  readonly deadlines: Deadlines;
  /** Largest absolute value that a signal (1) or a factor may answer. */
  readonly valueMax: number;
  /** Bars after the last evaluated one that are sent too; 0 but for the conformance suite. */
  readonly laterBars: number;
  readonly isSampled: (fn: CellFrame["fn"], ts: number, begins: boolean) => boolean;
}

/** Answers for a whole frame: the cell could not say which bar it was. */
const WHOLE_FRAME: ReadonlySet<string> = new Set([...REPEATED, "F:escaped"]);
/** After these the other bars of a frame are not evaluated: each could cost seconds, and the plugin is finished. */
const ENDING: ReadonlySet<string> = new Set([
  ...REPEATED,
  "F:answer_malformed",
  "F:answers_differ",
]);

/**
 * Evaluates each bar of a frame in a fresh isolate.
 *
 * @param events - Gets what happened, in order.
 * @returns One answer per bar; the bars after one that ended the evaluation are `F:skipped`.
 */
export async function evaluateFresh(
  place: Workplace,
  frame: CellFrame,
  events: CellEvent[],
): Promise<readonly string[]> {
  const answers: string[] = [];
  for (let bar = 0; bar < frame.count; bar += 1) {
    const answer = await evaluateAlone(place, frame, bar, events);
    answers.push(answer);
    if (ENDING.has(answer)) break;
  }
  return padded(answers, frame.count);
}

/** Evaluates a frame in the resident isolate, and a sample of its bars in fresh ones. */
export async function evaluateResident(
  place: Workplace,
  frame: CellFrame,
  events: CellEvent[],
): Promise<readonly string[]> {
  const { pair } = place;
  const payload = bytesOf(place, frame, 0, frame.count);
  const wallMs = place.deadlines.frameWallMs;
  const said = await ask(pair.current(), WHAT.evaluateResident, payload, wallMs);
  if (WHOLE_FRAME.has(said.text)) {
    if (said.text === "F:killed" || said.text === "F:died") await pair.drop();
    events.push({ kind: "cell_frame_repeated", fault: said.text.slice(2), why: said.why });
    return evaluateFresh(place, frame, events);
  }
  const answers = await checked(place, said.text, frame.fn, frame.count);
  if (answers === null) return padded(["F:answer_malformed"], frame.count);
  return compareSample(place, frame, answers, events);
}

/**
 * Compares the seeded sample, and every bar at which a signal begins: few bars, but those that money follows. A plugin
 * that counts its calls would otherwise have to be unlucky to be found.
 */
async function compareSample(
  place: Workplace,
  frame: CellFrame,
  answers: readonly string[],
  events: CellEvent[],
): Promise<readonly string[]> {
  for (const [bar, answer] of answers.entries()) {
    const begins = answer.startsWith("E") && answers[bar - 1]?.startsWith("E") !== true;
    if (!place.isSampled(frame.fn, frame.columns.ts[frame.first + bar] ?? 0, begins)) continue;
    const equal = (await evaluateAlone(place, frame, bar, events)) === answer;
    events.push({ kind: "cell_sampled", bar, equal });
    if (!equal) return padded([...answers.slice(0, bar), "F:answers_differ"], frame.count);
  }
  return answers;
}

/** One bar in a fresh isolate, repeated once where decision C8 says so. */
async function evaluateAlone(
  place: Workplace,
  frame: CellFrame,
  bar: number,
  events: CellEvent[],
): Promise<string> {
  const payload = bytesOf(place, frame, bar, 1);
  const said = await askTwice(place.pair, WHAT.evaluateFresh, payload, place.deadlines);
  if (said.first !== null) {
    const { text, why } = said.first;
    const answered = !REPEATED.has(said.text);
    events.push({ kind: "cell_retried", bar, fault: text.slice(2), answered, why });
  }
  const [answer] = (await checked(place, said.text, frame.fn, 1)) ?? [];
  return answer ?? "F:answer_malformed";
}

/** Answers that the judge gives to this function, or null after the cell was killed for giving others. */
async function checked(
  { pair, valueMax }: Workplace,
  text: string,
  fn: CellFrame["fn"],
  count: number,
): Promise<readonly string[] | null> {
  const answers = text.split("\n");
  if (answers.length === count && answers.every((each) => fits(each, fn, valueMax))) return answers;
  await pair.drop();
  return null;
}

const KINDS: Readonly<Record<CellFrame["fn"], readonly CellAnswer["kind"][]>> = {
  entry: ["none", "entry", "fault"],
  exit: ["exit", "fault"],
  value: ["value", "fault"],
};

function fits(text: string, fn: CellFrame["fn"], valueMax: number): boolean {
  const parsed = parseAnswer(text);
  if (!parsed.ok || !KINDS[fn].includes(parsed.value.kind)) return false;
  return parsed.value.kind !== "value" || Math.abs(parsed.value.value ?? 0) <= valueMax;
}

function bytesOf(
  { series, laterBars }: Workplace,
  frame: CellFrame,
  from: number,
  count: number,
): Uint8Array {
  return new Uint8Array(encodeFrame(frame, series, from, count, laterBars).buffer);
}

function padded(answers: readonly string[], count: number): readonly string[] {
  return [...answers, ...Array.from({ length: count - answers.length }, () => "F:skipped")];
}
