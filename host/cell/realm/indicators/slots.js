/** @import { PlanColumns, PlanNode } from "./types.ts" */
/** @import { CallbackGuard } from "./callbacks.js" */
import { rollingRunner, scanRunner } from "./callbacks.js";
import { INDICATOR_KINDS } from "./kinds.js";

const NO_COLUMN = new Float64Array(0);

/**
 * Where one node's values live during a frame. Buffers and kernels are kept from frame to frame: fresh memory costs
 * more than the arithmetic.
 *
 * @typedef {{
 *   readonly node: PlanNode,
 *   readonly inputs: readonly Slot[],
 *   out: Float64Array,
 *   length: number,
 *   done: number,
 *   start: () => void,
 *   compute: (to: number) => void,
 *   one: ((index: number) => void) | null,
 * }} Slot - `length`: bars of its series. `done`: values 0 … done − 1 of `out` are right. `start` begins a frame.
 * `compute` continues up to an index, its inputs being right so far. `one`: computes a single value, for nodes that can
 * (rolling).
 */

/**
 * @param {PlanNode} node
 * @param {readonly Slot[]} before - Slots of the nodes before this one, its inputs among them.
 * @param {CallbackGuard} guard
 * @returns {Slot}
 */
export function newSlot(node, before, guard) {
  const inputs = node.inputs.map((input) => {
    const slot = before[input];
    if (slot === undefined) throw new Error("inputs come before the nodes that take them");
    return slot;
  });
  /** @type {Slot} */
  const slot = {
    node,
    inputs,
    out: NO_COLUMN,
    length: 0,
    done: 0,
    start: nothing,
    compute: nothing,
    one: null,
  };
  if (node.kind === "rolling") makeRolling(slot, guard);
  else if (node.kind === "scan") makeScan(slot, guard);
  else if (node.kind !== "column" && node.kind !== "number") makeBuiltIn(slot);
  return slot;
}

/**
 * Begins a frame.
 *
 * @param {Slot} slot
 * @param {PlanColumns} series - The bars this node counts.
 * @param {number} capacity - Length of the longest series: constants belong to all of them.
 */
export function startSlot(slot, series, capacity) {
  const { node } = slot;
  slot.length = series.length;
  slot.done = 0;
  if (node.kind === "column") {
    const column = series[node.column];
    if (!(column instanceof Float64Array)) throw new Error(`series has the column ${node.column}`);
    slot.out = column;
    slot.done = slot.length;
    return;
  }
  if (slot.out.length < capacity) {
    slot.out = new Float64Array(capacity);
    if (node.kind === "number") slot.out.fill(node.constant);
  }
  if (node.kind === "number") slot.done = slot.length = capacity;
  slot.start();
}

/**
 * Makes `out[index]` right, computing no more than the node may.
 *
 * @param {Slot} slot
 * @param {number} index - Of a visible bar.
 */
export function computeAt(slot, index) {
  if (index < slot.done) return;
  if (slot.one === null) computeUpTo(slot, index);
  else slot.one(index);
}

/**
 * @param {Slot} slot
 * @param {number} index
 */
function computeUpTo(slot, index) {
  if (index < slot.done) return;
  const to = slot.node.runsPluginCode ? index + 1 : slot.length;
  for (const input of slot.inputs) computeUpTo(input, to - 1);
  slot.compute(to);
}

/** @param {Slot} slot */
function makeBuiltIn(slot) {
  const { node, inputs } = slot;
  const kernel = INDICATOR_KINDS.get(node.kind)?.kernel(...node.periods);
  if (kernel === undefined) throw new Error(`${node.kind} has a kernel`);
  slot.compute = (to) => {
    const [a, b, c] = inputs;
    kernel(slot.out, slot.done, to, a?.out ?? NO_COLUMN, b?.out ?? NO_COLUMN, c?.out ?? NO_COLUMN);
    slot.done = to;
  };
}

/**
 * A rolling function knows nothing of its earlier answers, so a value that nobody reads is never computed: in a fresh
 * isolate, two reads are two calls and not one for each bar since the anchor.
 *
 * @param {Slot} slot
 * @param {CallbackGuard} guard
 */
function makeRolling(slot, guard) {
  const run = rollingRunner(slot.node, guard);
  const [source] = slot.inputs;
  let known = new Uint8Array(0);
  slot.start = () => {
    if (known.length < slot.length) known = new Uint8Array(slot.length);
    else known.fill(0);
  };
  /** @param {number} index */
  const fill = (index) => {
    if (known[index] === 1) return;
    slot.out[index] = run(source?.out ?? NO_COLUMN, index);
    known[index] = 1;
  };
  slot.one = (index) => {
    if (source !== undefined) computeUpTo(source, index);
    fill(index);
  };
  slot.compute = (to) => {
    for (let i = slot.done; i < to; i++) {
      fill(i);
      slot.done = i + 1; // one by one: a call that throws leaves the earlier answers standing
    }
  };
}

/**
 * @param {Slot} slot
 * @param {CallbackGuard} guard
 */
function makeScan(slot, guard) {
  let run = scanRunner(slot.node, guard);
  slot.start = () => {
    run = scanRunner(slot.node, guard); // a state of its own for every anchor
  };
  slot.compute = (to) => {
    const sources = slot.inputs.map((input) => input.out);
    for (let i = slot.done; i < to; i++) {
      slot.out[i] = run(sources, i);
      slot.done = i + 1; // as above: the state and `done` move together
    }
  };
}

function nothing() {}
