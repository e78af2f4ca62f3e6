/** @import { PlanColumns, PlanNode } from "./types.ts" */
/** @import { CallbackGuard } from "./callbacks.js" */
import { rollingRunner, scanRunner } from "./callbacks.js";
import { INDICATOR_KINDS } from "./kinds.js";

const NO_COLUMN = new Float64Array(0);

/**
 * Where one node's values live during a frame. Buffers are kept from frame to frame: fresh memory costs more than the
 * arithmetic.
 *
 * @typedef {{
 *   readonly node: PlanNode,
 *   out: Float64Array,
 *   length: number,
 *   done: number,
 *   compute: (slot: Slot, slots: readonly Slot[], to: number) => void,
 *   one: ((slot: Slot, slots: readonly Slot[], index: number) => void) | null,
 * }} Slot - `length`: bars of its series. `done`: values 0 … done − 1 of `out` are right. `one`: computes a single
 * value, for nodes that can (rolling).
 */

/**
 * @param {PlanNode} node
 * @returns {Slot}
 */
export function newSlot(node) {
  return { node, out: NO_COLUMN, length: 0, done: 0, compute: computeNothing, one: null };
}

/**
 * Begins a frame.
 *
 * @param {Slot} slot
 * @param {PlanColumns} series - The bars this node counts.
 * @param {number} capacity - Length of the longest series: constants belong to all of them.
 * @param {CallbackGuard} guard
 */
export function startSlot(slot, series, capacity, guard) {
  const { node } = slot;
  slot.length = series.length;
  slot.done = 0;
  slot.one = null;
  if (node.kind === "column") {
    const column = series[node.column];
    if (!(column instanceof Float64Array)) throw new Error(`series has the column ${node.column}`);
    slot.out = column;
    slot.done = slot.length;
    return;
  }
  if (slot.out.length < capacity) slot.out = new Float64Array(capacity);
  if (node.kind === "number") {
    slot.out.fill(node.constant);
    slot.done = slot.length = capacity;
  } else if (node.kind === "rolling") startRolling(slot, guard);
  else if (node.kind === "scan") startScan(slot, guard);
  else startBuiltIn(slot);
}

/**
 * Makes `out[index]` right, computing no more than the node may.
 *
 * @param {Slot} slot
 * @param {readonly Slot[]} slots
 * @param {number} index - Of a visible bar.
 */
export function computeAt(slot, slots, index) {
  if (index < slot.done) return;
  if (slot.one !== null) slot.one(slot, slots, index);
  else computeUpTo(slot, slots, index);
}

/**
 * @param {Slot} slot
 * @param {readonly Slot[]} slots
 * @param {number} index
 */
function computeUpTo(slot, slots, index) {
  if (index < slot.done) return;
  const to = slot.node.runsPluginCode ? index + 1 : slot.length;
  for (const input of slot.node.inputs) {
    const below = slots[input];
    if (below !== undefined) computeUpTo(below, slots, to - 1);
  }
  slot.compute(slot, slots, to);
}

/** @param {Slot} slot */
function startBuiltIn(slot) {
  const { node } = slot;
  const kernel = INDICATOR_KINDS.get(node.kind)?.kernel(...node.periods);
  if (kernel === undefined) throw new Error(`${node.kind} has a kernel`);
  slot.compute = (own, slots, to) => {
    kernel(own.out, own.done, to, input(own, slots, 0), input(own, slots, 1), input(own, slots, 2));
    own.done = to;
  };
}

/**
 * A rolling function knows nothing of its earlier answers, so a value that nobody reads is never computed: in a fresh
 * isolate, two reads are two calls and not one for each bar since the anchor.
 *
 * @param {Slot} slot
 * @param {CallbackGuard} guard
 */
function startRolling(slot, guard) {
  const run = rollingRunner(slot.node, guard);
  const known = new Uint8Array(slot.length);
  /** @param {Slot} own @param {readonly Slot[]} slots @param {number} index */
  const fill = (own, slots, index) => {
    if (known[index] === 1) return;
    own.out[index] = run(input(own, slots, 0), index);
    known[index] = 1;
  };
  slot.one = (own, slots, index) => {
    const below = slots[own.node.inputs[0] ?? -1];
    if (below !== undefined) computeUpTo(below, slots, index);
    fill(own, slots, index);
  };
  slot.compute = (own, slots, to) => {
    for (let i = own.done; i < to; i++) {
      fill(own, slots, i);
      own.done = i + 1; // one by one: a call that throws leaves the earlier answers standing
    }
  };
}

/**
 * @param {Slot} slot
 * @param {CallbackGuard} guard
 */
function startScan(slot, guard) {
  const run = scanRunner(slot.node, guard);
  slot.compute = (own, slots, to) => {
    const sources = own.node.inputs.map((_, position) => input(own, slots, position));
    for (let i = own.done; i < to; i++) {
      own.out[i] = run(sources, i);
      own.done = i + 1; // as above: the state and `done` move together
    }
  };
}

/**
 * @param {Slot} slot
 * @param {readonly Slot[]} slots
 * @param {number} position
 */
function input(slot, slots, position) {
  return slots[slot.node.inputs[position] ?? -1]?.out ?? NO_COLUMN;
}

function computeNothing() {
  throw new Error("a frame was opened");
}
