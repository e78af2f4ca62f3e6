/** @import { Callback, IndicatorFault, Plan, ValidatedIndicators } from "./types.ts" */
/** @import { IndicatorFaultCode } from "./faults.js" */
import { makeCursors } from "./cursors.js";
import { indicatorFault } from "./faults.js";
import { computeAt, newSlot, startSlot } from "./slots.js";

/**
 * Makes the evaluator of one plugin's indicators.
 *
 * Values are pulled: a node is computed when it is first read. Built-in nodes are causal, so they are computed over
 * the whole frame at once; nodes with plugin code in them or below them are computed up to the bar that is read and no
 * further, because plugin code must never run on a bar before the earlier bars were decided. Both ways give the same
 * bits: every kernel continues where it stopped.
 *
 * @param {ValidatedIndicators} validated
 * @returns {Plan}
 */
export function makePlan(validated) {
  const slots = validated.nodes.map((node) => newSlot(node));
  let mainEnd = -1;
  /** Index of the newest visible bar of each input. @type {Map<string, number>} */
  const inputEnds = new Map();
  const guard = makeGuard();

  /** @param {number} index @param {number} back */
  const value = (index, back) => {
    guard.requireOutside();
    const root = validated.roots[index];
    const slot = root === undefined ? undefined : slots[root.node];
    if (root === undefined || slot === undefined)
      throw new Error("index is of a root of this plan");
    if (back > root.depth) {
      const fact = `${root.path.join(".")}.at(-${back}) is older than its limit, .at(-${root.depth})`;
      guard.refuse("indicator_offset_too_deep", fact);
    }
    const { series } = slot.node;
    const at = (series === null ? mainEnd : (inputEnds.get(series) ?? -1)) + 1 - back;
    if (at < 0) return Number.NaN;
    if (at >= slot.done) computeAt(slot, slots, at);
    const x = slot.out[at] ?? Number.NaN;
    return x - x === 0 ? x : Number.NaN;
  };

  return {
    cursors: makeCursors(validated.roots, value, guard.refuse),
    open: (main, inputs) => {
      mainEnd = -1;
      inputEnds.clear();
      const capacity = Math.max(
        main.length,
        ...Object.values(inputs).map((columns) => columns.length),
      );
      for (const slot of slots) {
        const series = slot.node.series === null ? main : inputs[slot.node.series];
        if (series === undefined) throw new Error(`input ${slot.node.series} has columns`);
        startSlot(slot, series, capacity, guard);
      }
    },
    advance: (end) => {
      guard.forget();
      mainEnd = end;
    },
    advanceInput: (name, end) => {
      inputEnds.set(name, end);
    },
    fault: guard.fault,
    value,
  };
}

/**
 * The one door to plugin code and the one place where faults are raised. The first fault is kept, so that a plugin
 * which catches it is found out all the same.
 */
function makeGuard() {
  /** @type {IndicatorFault | null} */
  let first = null;
  let inside = false;
  /** @param {IndicatorFaultCode} code @param {string} fact @returns {never} */
  const refuse = (code, fact) => {
    first ??= indicatorFault(code, fact);
    throw new Error(`${code}: ${fact}`);
  };
  return {
    refuse,
    /** @param {Callback} callback @param {readonly unknown[]} values @returns {unknown} */
    call: (callback, values) => {
      inside = true;
      try {
        return Reflect.apply(callback, undefined, values);
      } finally {
        inside = false;
      }
    },
    requireOutside: () => {
      if (inside)
        refuse("indicator_read_in_callback", "a rolling or scan function read an indicator");
    },
    fault: () => first,
    forget: () => {
      first = null;
    },
  };
}
