/** @import { Callback, PlanNode } from "./types.ts" */

/**
 * Plugin code inside indicators. It is given copies made for this one call and its answer is a finite number or
 * nothing; what else it answers is a fault.
 *
 * @typedef {{
 *   readonly call: (callback: Callback, values: readonly unknown[]) => unknown,
 *   readonly refuse: (code: "indicator_answer_invalid" | "indicator_state_invalid", fact: string) => never,
 * }} CallbackGuard - How plugin code is entered and how its faults are raised; plan.js owns both.
 */

/**
 * A function of the last n values. The window is a fresh array of exact length: a view would show the future through
 * its buffer. No value where one of the n is missing.
 *
 * @param {PlanNode} node
 * @param {CallbackGuard} guard
 */
export function rollingRunner(node, guard) {
  const callback = requireCallback(node);
  const n = node.periods[0] ?? 1;
  /** @param {Float64Array} source @param {number} last */
  return (source, last) => {
    const first = last - n + 1;
    if (first < 0) return Number.NaN;
    const window = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const x = source[first + i] ?? Number.NaN;
      if (x - x !== 0) return Number.NaN;
      window[i] = x;
    }
    return answerOf(guard, guard.call(callback, [window]), "rolling");
  };
}

/**
 * A function of its own last answer (or of its own list of numbers) and this bar's values, from the anchor on, oldest
 * bar first. A bar on which a source has no value is passed over: no call, no value, the state stays.
 *
 * @param {PlanNode} node
 * @param {CallbackGuard} guard
 */
export function scanRunner(node, guard) {
  const callback = requireCallback(node);
  let state = node.init;
  /** @param {readonly Float64Array[]} sources @param {number} i */
  return (sources, i) => {
    const values = sources.map((source) => source[i] ?? Number.NaN);
    if (values.some((x) => x - x !== 0)) return Number.NaN;
    if (typeof state === "number") {
      const answer = answerOf(guard, guard.call(callback, [state, ...values]), "scan");
      if (answer === answer) state = answer;
      return answer;
    }
    // Sealed: its numbers can change, its shape cannot, so that reading it back runs no code of the plugin's.
    const own = Object.seal([...state]);
    const answer = answerOf(guard, guard.call(callback, [own, ...values]), "scan");
    for (const x of own) {
      if (typeof x !== "number" || x - x !== 0)
        guard.refuse("indicator_state_invalid", "scan's state was not finite numbers");
    }
    // A copy: the plugin may keep the list that it was handed, and write into it between two bars.
    state = [...own];
    return answer;
  };
}

/**
 * @param {CallbackGuard} guard
 * @param {unknown} answer
 * @param {string} kind
 */
function answerOf(guard, answer, kind) {
  if (answer === null || answer === undefined) return Number.NaN;
  if (typeof answer === "number" && answer - answer === 0) return answer;
  const found = typeof answer === "number" ? String(answer) : `a ${typeof answer}`;
  return guard.refuse(
    "indicator_answer_invalid",
    `${kind} answered ${found}, not a finite number or null`,
  );
}

/** @param {PlanNode} node */
function requireCallback(node) {
  if (node.callback === null) throw new Error(`${node.kind} has a callback`);
  return node.callback;
}
