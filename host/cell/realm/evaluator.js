// Walks a loaded plugin over the bars of a frame, oldest first, and asks the judge what each answer was.

import { makeCandles } from "./candles.js";
import { readFrame } from "./frame.js";
import { makePlan } from "./indicators/plan.js";
import { judgeEntry, judgeExit, judgeValue } from "./judge.js";
import { codeOfThrown } from "./named-errors.js";

/** @typedef {(...values: unknown[]) => unknown} PluginFunction */
/**
 * What a kind exports: a strategy decides entries, and exits where it wants to; a signal and a factor have a value.
 *
 * @typedef {{ entry: PluginFunction | null, exit: PluginFunction | null, value: PluginFunction | null }} Decisions
 */
/**
 * @typedef {{ kind: "strategy" | "signal" | "factor", params: object, pair: string, timeframe: string,
 *   tickSize: number, lookback: number, recordReads?: boolean,
 *   columns: readonly string[], inputs: readonly { name: string, lookback: number, columns: readonly string[] }[],
 * }} PluginSpec
 */

/**
 * @param {PluginSpec} spec - Deeply frozen.
 * @param {Decisions} decisions - The plugin's functions: plugin code is entered here and in callbacks, nowhere else.
 * @param {import("./indicators/types.ts").ValidatedIndicators} validated
 * @param {import("./recording.js").Recorder} recorder
 * @returns {(numbers: Float64Array) => string} Frame in; one answer per evaluated bar out, joined by line feeds (no
 *   answer contains one).
 */
export function makeEvaluator(spec, decisions, validated, recorder) {
  const door = { open: false };
  const { lookback, columns } = spec;
  const views = [
    makeCandles({ name: "candles", lookback, columns }, door),
    ...spec.inputs.map((input) => {
      return makeCandles({ ...input, name: `context.inputs.${input.name}` }, door);
    }),
  ];
  const plan = makePlan(withShutDoors(validated, door));
  const [candles, ...inputs] = views.map(({ view }) => recorder.wrap("candles", view));
  const context = recorder.wrap("context", makeContext(spec, plan.cursors, inputs));

  /** @param {Asked} asked */
  const decide = ({ ask, judge, more }) => {
    door.open = true;
    try {
      const answer = Reflect.apply(ask, undefined, [candles, spec.params, context, ...more]);
      // A fault that the plugin caught is a fault all the same: it went on without a value it was refused.
      const undeclared = recorder.take();
      const fault = plan.fault()?.code ?? undeclared;
      return fault === null ? judge(answer) : `F:${fault}`;
    } catch (thrown) {
      const code = codeOfThrown(thrown);
      const undeclared = recorder.take();
      // The error says more than the record: which column it was.
      const named = code.startsWith("threw_column") ? code : (undeclared ?? code);
      return `F:${plan.fault()?.code ?? named}`;
    } finally {
      door.open = false;
    }
  };

  return (numbers) => {
    const frame = readFrame(numbers, [spec, ...spec.inputs]);
    const asked = askedBy(frame.fn, spec, decisions);
    if (asked === null) return everyBar(frame.count, "F:export_missing");
    openFrame(frame, spec, views, plan);
    const answers = [];
    for (let bar = 0; bar < frame.count; bar += 1) {
      plan.advance(frame.first + bar);
      views[0]?.show(frame.first + bar);
      for (const [i, input] of spec.inputs.entries()) {
        const end = frame.ends[i]?.[bar] ?? -1;
        plan.advanceInput(input.name, end);
        views[i + 1]?.show(end);
      }
      answers.push(decide(asked));
    }
    return answers.join("\n");
  };
}

/**
 * What a frame asks of the plugin: its function, what it is told besides, and who judges the answer.
 *
 * @typedef {{ ask: PluginFunction, more: readonly string[], judge: (answer: unknown) => string }} Asked
 */

/**
 * @param {number} fn - Of the frame.
 * @param {PluginSpec} spec
 * @param {Decisions} decisions
 * @returns {Asked | null} Null when the plugin does not export it.
 */
function askedBy(fn, { kind }, { entry, exit, value }) {
  if (fn === 0) return entry && { ask: entry, more: [], judge: judgeEntry };
  if (fn !== 3) return exit && { ask: exit, more: [fn === 1 ? "Buy" : "Sell"], judge: judgeExit };
  const which = kind === "signal" ? "signal" : "factor";
  return value && { ask: value, more: [], judge: (answer) => judgeValue(answer, which) };
}

/**
 * @param {import("./frame.js").Frame} frame
 * @param {PluginSpec} spec
 * @param {readonly ReturnType<typeof makeCandles>[]} views
 * @param {import("./indicators/types.ts").Plan} plan
 */
function openFrame(frame, spec, views, plan) {
  for (const [i, view] of views.entries()) view.open(frame.series[i] ?? {});
  /** @type {Record<string, any>} */
  const inputs = Object.create(null);
  for (const [i, input] of spec.inputs.entries()) inputs[input.name] = frame.series[i + 1];
  plan.open(/** @type {any} */ (frame.series[0]), inputs);
}

/**
 * Callbacks run with the door shut: what an indicator says of an old bar must not change with the bar being decided.
 *
 * @param {import("./indicators/types.ts").ValidatedIndicators} validated
 * @param {import("./candles.js").Door} door
 */
function withShutDoors(validated, door) {
  return {
    ...validated,
    nodes: validated.nodes.map((node) => ({ ...node, callback: shut(node.callback, door) })),
  };
}

/**
 * @param {PluginFunction | null} callback
 * @param {import("./candles.js").Door} door
 */
function shut(callback, door) {
  if (callback === null) return null;
  return (/** @type {unknown[]} */ ...values) => {
    const before = door.open;
    door.open = false;
    try {
      return Reflect.apply(callback, undefined, values);
    } finally {
      door.open = before;
    }
  };
}

/**
 * @param {PluginSpec} spec
 * @param {object} indicators
 * @param {readonly object[]} views - Of the inputs.
 */
function makeContext(spec, indicators, views) {
  /** @type {Record<string, object | undefined>} */
  const inputs = Object.create(null);
  for (const [i, input] of spec.inputs.entries()) inputs[input.name] = views[i];
  return Object.freeze({
    pair: spec.pair,
    timeframe: spec.timeframe,
    tickSize: spec.tickSize,
    indicators,
    inputs: Object.freeze(inputs),
    assets: Object.freeze(Object.create(null)),
  });
}

/**
 * @param {number} count
 * @param {string} answer
 */
function everyBar(count, answer) {
  return Array.from({ length: count }, () => answer).join("\n");
}
