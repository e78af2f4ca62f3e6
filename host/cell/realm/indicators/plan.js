/** @import { Callback, IndicatorFault, Plan, PlanRoot, ValidatedIndicators } from "./types.ts" */
/** @import { IndicatorFaultCode } from "./faults.js" */
/** @import { Slot } from "./slots.js" */
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
  const guard = makeGuard();
  /** @type {Slot[]} */
  const slots = [];
  for (const node of validated.nodes) slots.push(newSlot(node, slots, guard));
  const mainPlace = { end: -1 };
  /** Newest visible bar of each input. @type {Map<string, Place>} */
  const inputPlaces = new Map();
  /** @param {string} name */
  const placeOf = (name) => {
    const place = inputPlaces.get(name) ?? { end: -1 };
    inputPlaces.set(name, place);
    return place;
  };
  const readers = validated.roots.map((root) => {
    const slot = slots[root.node];
    if (slot === undefined) throw new Error("a root names a node");
    const { series } = slot.node;
    return makeReader(root, slot, series === null ? mainPlace : placeOf(series), guard);
  });

  return {
    cursors: makeCursors(validated.roots, readers, guard.refuse),
    open: (main, inputs) => {
      mainPlace.end = -1;
      for (const place of inputPlaces.values()) place.end = -1;
      let capacity = main.length;
      for (const columns of Object.values(inputs)) capacity = Math.max(capacity, columns.length);
      for (const slot of slots) {
        const series = slot.node.series === null ? main : inputs[slot.node.series];
        if (series === undefined) throw new Error(`input ${slot.node.series} has columns`);
        startSlot(slot, series, capacity);
      }
    },
    advance: (end) => {
      guard.forget();
      mainPlace.end = end;
    },
    advanceInput: (name, end) => {
      placeOf(name).end = end;
    },
    fault: guard.fault,
    value: (index, back) => readers[index]?.(back) ?? Number.NaN,
  };
}

/** @typedef {{ end: number }} Place - Index of the newest visible bar of a series; −1 shows nothing. */

/**
 * @param {PlanRoot} root
 * @param {Slot} slot
 * @param {Place} place
 * @param {ReturnType<typeof makeGuard>} guard
 * @returns {(back: number) => number}
 */
function makeReader(root, slot, place, guard) {
  const { depth } = root;
  return (back) => {
    if (guard.door.inside || back > depth) return guard.refuseRead(root, back);
    const at = place.end + 1 - back;
    if (at < 0) return Number.NaN;
    if (at >= slot.done) computeAt(slot, at);
    const x = slot.out[at] ?? Number.NaN;
    return x - x === 0 ? x : Number.NaN;
  };
}

/**
 * The one door to plugin code and the one place where faults are raised. The first fault is kept, so that a plugin
 * which catches it is found out all the same.
 */
function makeGuard() {
  /** @type {IndicatorFault | null} */
  let first = null;
  const door = { inside: false };
  /** @param {IndicatorFaultCode} code @param {string} fact @returns {never} */
  const refuse = (code, fact) => {
    first ??= indicatorFault(code, fact);
    throw new Error(`${code}: ${fact}`);
  };
  return {
    door,
    refuse,
    /** @param {PlanRoot} root @param {number} back @returns {never} */
    refuseRead: (root, back) => {
      const name = root.path.join(".");
      if (door.inside)
        refuse("indicator_read_in_callback", `${name} was read in a rolling or scan function`);
      return refuse(
        "indicator_offset_too_deep",
        `${name}.at(-${back}) is older than its limit, .at(-${root.depth})`,
      );
    },
    /** @param {Callback} callback @param {readonly unknown[]} values @returns {unknown} */
    call: (callback, values) => {
      door.inside = true;
      try {
        return Reflect.apply(callback, undefined, values);
      } finally {
        door.inside = false;
      }
    },
    fault: () => first,
    forget: () => {
      first = null;
    },
  };
}
