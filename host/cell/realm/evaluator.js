// Walks a loaded plugin over the bars of a frame, oldest first, and asks the judge what each answer was.

import { makeCandles } from "./candles.js";
import { readFrame } from "./frame.js";
import { makePlan } from "./indicators/plan.js";
import { judgeEntry, judgeExit } from "./judge.js";
import { codeOfThrown } from "./named-errors.js";

/** @typedef {(...values: unknown[]) => unknown} PluginFunction */
/** @typedef {{ entry: PluginFunction, exit: PluginFunction | null }} Decisions */
/**
 * @typedef {{ params: object, pair: string, timeframe: string, tickSize: number, lookback: number,
 *   columns: readonly string[], inputs: readonly { name: string, lookback: number, columns: readonly string[] }[],
 * }} PluginSpec
 */

/**
 * @param {PluginSpec} spec - Deeply frozen.
 * @param {Decisions} decisions - The plugin's functions: plugin code is entered here and in callbacks, nowhere else.
 * @param {import("./indicators/types.ts").ValidatedIndicators} validated
 * @returns {(numbers: Float64Array) => string} Frame in; one answer per evaluated bar out, joined by line feeds (no
 *   answer contains one).
 */
export function makeEvaluator(spec, decisions, validated) {
  const door = { open: false };
  const { lookback, columns } = spec;
  const views = [
    makeCandles({ name: "candles", lookback, columns }, door),
    ...spec.inputs.map((input) => {
      return makeCandles({ ...input, name: `context.inputs.${input.name}` }, door);
    }),
  ];
  const plan = makePlan(withShutDoors(validated, door));
  const context = makeContext(spec, plan.cursors, views);

  /** @param {number} fn */
  const decide = (fn) => {
    const seen = [views[0]?.view, spec.params, context];
    door.open = true;
    try {
      const answer =
        fn === 0
          ? Reflect.apply(decisions.entry, undefined, seen)
          : Reflect.apply(requireExit(decisions), undefined, [...seen, fn === 1 ? "Buy" : "Sell"]);
      // A fault that the plugin caught is a fault all the same: it went on without a value it was refused.
      const fault = plan.fault();
      if (fault !== null) return `F:${fault.code}`;
      return fn === 0 ? judgeEntry(answer) : judgeExit(answer);
    } catch (thrown) {
      return `F:${plan.fault()?.code ?? codeOfThrown(thrown)}`;
    } finally {
      door.open = false;
    }
  };

  return (numbers) => {
    const frame = readFrame(numbers, [spec, ...spec.inputs]);
    if (frame.fn !== 0 && decisions.exit === null) return everyBar(frame.count, "F:export_missing");
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
      answers.push(decide(frame.fn));
    }
    return answers.join("\n");
  };
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
 * @param {readonly { view: object }[]} views - The main series first.
 */
function makeContext(spec, indicators, views) {
  /** @type {Record<string, object | undefined>} */
  const inputs = Object.create(null);
  for (const [i, input] of spec.inputs.entries()) inputs[input.name] = views[i + 1]?.view;
  return Object.freeze({
    pair: spec.pair,
    timeframe: spec.timeframe,
    tickSize: spec.tickSize,
    indicators,
    inputs: Object.freeze(inputs),
    assets: Object.freeze(Object.create(null)),
  });
}

/** @param {Decisions} decisions */
function requireExit(decisions) {
  if (decisions.exit === null) throw new Error("a plugin without exitSignal is not asked");
  return decisions.exit;
}

/**
 * @param {number} count
 * @param {string} answer
 */
function everyBar(count, answer) {
  return Array.from({ length: count }, () => answer).join("\n");
}
