/** @import { IndicatorFault, IndicatorLimits, PlanNode, PlanRoot } from "./types.ts" */
/** @import { IndicatorFaultCode } from "./faults.js" */
import { indicatorFault } from "./faults.js";

/** Decision A7. A deeper tree is a program, and belongs in code that a reviewer reads as one. */
export const DEPTH_MAX = 16;
/** Stands for "no node" after a fault. */
export const FAILED = -1;
/** @type {PlanNode} */
const BLANK_NODE = {
  kind: "",
  series: null,
  inputs: [],
  periods: [],
  column: "",
  constant: 0,
  callback: null,
  init: 0,
  warmUpBars: 1,
  runsPluginCode: false,
};

/**
 * What is known while descriptors are read; the first fault stops it.
 *
 * @param {IndicatorLimits} limits
 */
export function startReading(limits) {
  return {
    limits,
    /** @type {IndicatorFault | null} */
    fault: null,
    /** @type {PlanNode[]} */
    nodes: [],
    /** Longest chain below and including each node. @type {number[]} */
    heights: [],
    /** Equal nodes are one: what they compute is computed once. @type {Map<string, number>} */
    byShape: new Map(),
    /** Descriptor objects seen: their node, or −1 while their parts are read. @type {Map<object, number>} */
    byObject: new Map(),
    /** @type {Map<Function, number>} */
    callbacks: new Map(),
    /** @type {PlanRoot[]} */
    roots: [],
  };
}
/** @typedef {ReturnType<typeof startReading>} Reading */

/**
 * Adds a node, or finds the equal one that exists already.
 *
 * @param {Reading} reading
 * @param {string} where
 * @param {Partial<PlanNode> & { kind: string }} part
 * @param {number} extraBars - Beyond the warm-up of its inputs.
 */
export function addNode(reading, where, part, extraBars) {
  const inputs = part.inputs ?? [];
  if (reading.fault !== null || inputs.includes(FAILED)) return FAILED;
  const series = seriesOf(reading, part, inputs, where);
  if (series === undefined) return FAILED;
  const below = inputs.map((input) => reading.nodes[input]);
  const warmUpBars = extraBars + Math.max(0, ...below.map((node) => node?.warmUpBars ?? 0));
  const limit = lookbackOf(reading.limits, series);
  if (warmUpBars > limit) {
    const fact = `${where}: ${part.kind} has its first value after ${warmUpBars} bars, lookback is ${limit}`;
    return fail(reading, "indicator_warm_up_over_lookback", fact);
  }
  const height = 1 + Math.max(0, ...inputs.map((input) => reading.heights[input] ?? 0));
  if (height > DEPTH_MAX)
    return fail(reading, "indicator_too_deep", `${where}: nested deeper than ${DEPTH_MAX}`);
  const runsPluginCode =
    part.callback !== undefined || below.some((node) => node?.runsPluginCode === true);
  return intern(reading, { ...BLANK_NODE, ...part, series, warmUpBars, runsPluginCode }, height);
}

/**
 * @param {Reading} reading
 * @param {PlanNode} node
 * @param {number} height
 */
function intern(reading, node, height) {
  const { callback, init, ...plain } = node;
  if (callback !== null && !reading.callbacks.has(callback))
    reading.callbacks.set(callback, reading.callbacks.size);
  const shape = JSON.stringify([
    plain,
    init,
    callback === null ? null : reading.callbacks.get(callback),
  ]);
  const known = reading.byShape.get(shape);
  if (known !== undefined) return known;
  reading.nodes.push(node);
  reading.heights.push(height);
  reading.byShape.set(shape, reading.nodes.length - 1);
  return reading.nodes.length - 1;
}

/**
 * The one series all inputs belong to; constants belong to any.
 *
 * @param {Reading} reading
 * @param {Partial<PlanNode> & { kind: string }} part
 * @param {readonly number[]} inputs
 * @param {string} where
 * @returns {string | null | undefined} undefined after a fault.
 */
function seriesOf(reading, part, inputs, where) {
  if (part.series !== undefined) return part.series;
  const owners = inputs
    .map((input) => reading.nodes[input])
    .filter((node) => node?.kind !== "number");
  const first = owners[0];
  if (first === undefined) {
    if (part.kind === "number") return null;
    fail(
      reading,
      "indicator_source_invalid",
      `${where}: ${part.kind} takes at least one column or indicator`,
    );
    return undefined;
  }
  const other = owners.find((node) => node?.series !== first.series);
  if (other === undefined) return first.series;
  const names = `${first.series ?? "the main series"} and ${other.series ?? "the main series"}`;
  fail(reading, "indicator_mixes_series", `${where}: ${part.kind} takes bars of ${names}`);
  return undefined;
}

/**
 * @param {IndicatorLimits} limits
 * @param {string | null} series
 */
export function lookbackOf(limits, series) {
  if (series === null) return limits.lookback;
  return limits.inputs.find((input) => input.name === series)?.lookback ?? 0;
}

/**
 * The first fault wins: later ones may only follow from it.
 *
 * @param {Reading} reading
 * @param {IndicatorFaultCode} code
 * @param {string} fact
 */
export function fail(reading, code, fact) {
  reading.fault ??= indicatorFault(code, fact);
  return FAILED;
}
