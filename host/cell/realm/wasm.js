// A plugin in WebAssembly (decision A9): numbers in, numbers out, a new instance for every bar.
//
// The engine's WebAssembly is taken here, before lockdown deletes it from the realm, and given to nobody. No JavaScript
// of the plugin's runs beside it. The host has read the binary (host/cell/wasm/): it has one memory of fixed size, no
// imports and no start function, so it can do nothing but compute, trap, or take too long.

import { readFrame } from "./frame.js";
import { judgeEntry, judgeExit, judgeValue } from "./judge.js";

/**
 * @typedef {{ params: readonly number[], rationales: readonly string[] }} WasmSpec
 * @typedef {import("./evaluator.js").PluginSpec & { wasm: WasmSpec }} WasmPluginSpec
 */

/** Absent under --jitless, where no plugin of this kind is loaded. */
const engine = /** @type {{ WebAssembly?: any }} */ (globalThis).WebAssembly;
/** The same memory seen as numbers and as bits; plugins in JavaScript have neither. */
const Memory = globalThis.ArrayBuffer;
const Bits = globalThis.BigUint64Array;
/** One pattern for every NaN that goes in: other bits would be a channel, and engines differ in them. */
const CANONICAL_NAN = 0x7ff8000000000000n;

/** The eight columns of ABI 1, in its order. */
const ABI_COLUMNS = ["ts", "open", "high", "low", "close", "volume", "funding", "oi"];
const NUMBER_BYTES = 8;

/** What the engine says of a trap -> what we say. Its words, never the plugin's. @type {[RegExp, string][]} */
const TRAPS = [
  [/unreachable/, "unreachable"],
  [/memory access out of bounds/, "out_of_bounds"],
  [/divide by zero|divide result unrepresentable|remainder by zero/, "division"],
  [/float unrepresentable/, "conversion"],
  [/table index|function signature|null function|indirect call/, "table"],
  [/call stack/, "stack"],
];

/**
 * Compiles a module and sets it up once, as every evaluation will.
 *
 * @param {ArrayBuffer} bytes
 * @param {WasmPluginSpec} spec - Deeply frozen.
 * @returns {{ evaluate: (numbers: Float64Array) => string, hasExit: boolean } | string} A fault code instead.
 */
export function loadWasm(bytes, spec) {
  try {
    const module = new engine.Module(bytes);
    const hasExit = "exit_signal" in new engine.Instance(module).exports;
    return { evaluate: makeWasmEvaluator(spec, module), hasExit };
  } catch {
    return "wasm_not_compiled";
  }
}

/**
 * @param {WasmPluginSpec} spec
 * @param {object} module
 * @returns {(numbers: Float64Array) => string} As that of evaluator.js.
 */
function makeWasmEvaluator(spec, module) {
  const params = canonical(Float64Array.from(spec.wasm.params));
  const unknown = canonical(new Float64Array(spec.lookback).fill(NaN));
  return (numbers) => {
    const frame = readFrame(numbers, [spec]);
    const declared = ABI_COLUMNS.map((name) => frame.series[0]?.[name] ?? null);
    const columns = declared.map((column) => (column === null ? null : canonical(column)));
    const answers = [];
    for (let bar = 0; bar < frame.count; bar += 1) {
      const end = frame.first + bar + 1;
      const window = columns.map((column) => column?.subarray(end - spec.lookback, end) ?? unknown);
      answers.push(decide(spec, module, frame.fn, window, params));
    }
    return answers.join("\n");
  };
}

/**
 * One answer, from an instance that nothing has run in before: what a module keeps in its memory ends with it.
 *
 * @param {WasmPluginSpec} spec
 * @param {object} module
 * @param {number} fn
 * @param {readonly Float64Array[]} window
 * @param {Float64Array} params
 */
function decide(spec, module, fn, window, params) {
  try {
    /** @type {any} */
    const exports = new engine.Instance(module).exports;
    const at = place(exports, window, spec.lookback);
    const given = at === null ? null : place(exports, [params], params.length);
    if (at === null || given === null) return "F:alloc_invalid";
    return ask(exports, spec, fn, [at, spec.lookback, given]);
  } catch (thrown) {
    return faultOfTrap(thrown);
  }
}

/**
 * Copies arrays of one length back to back to where the plugin wants them.
 *
 * @param {any} exports
 * @param {readonly Float64Array[]} arrays
 * @param {number} length - Of each.
 * @returns {number | null} The address; null when it is none.
 */
function place(exports, arrays, length) {
  const bytes = arrays.length * length * NUMBER_BYTES;
  const address = exports.alloc(bytes) >>> 0;
  const memory = new Float64Array(exports.memory.buffer);
  const fits = address + bytes <= memory.length * NUMBER_BYTES;
  if (!fits || address % NUMBER_BYTES !== 0) return null;
  for (const [i, array] of arrays.entries()) memory.set(array, address / NUMBER_BYTES + i * length);
  return address;
}

/**
 * @param {any} exports - An object without a prototype: only what the module exports is in it.
 * @param {WasmPluginSpec} spec
 * @param {number} fn - As in frame.js.
 * @param {readonly number[]} seen - Columns, bars, params.
 */
function ask(exports, { kind, wasm }, fn, seen) {
  const name = kind === "strategy" ? STRATEGY_ASKED[fn] : kind === "signal" ? "score" : "value";
  const asked = exports[name ?? ""];
  if (asked === undefined || (kind !== "strategy" && fn !== VALUE)) return "F:export_missing";
  if (kind !== "strategy") return judgeValue(asked(...seen), kind);
  return name === "entry_signal"
    ? entryOf(asked(...seen), exports.reason, wasm.rationales)
    : exitOf(asked(...seen, fn));
}

/** What a strategy exports for each question of frame.js; the exit of a Buy is asked with 1, of a Sell with 2. */
const STRATEGY_ASKED = ["entry_signal", "exit_signal", "exit_signal"];
const VALUE = 3;

/**
 * @param {number} answer
 * @param {{ value: number }} reason - A global.
 * @param {readonly string[]} rationales
 */
function entryOf(answer, reason, rationales) {
  if (answer === 0) return "N";
  if (answer !== 1 && answer !== 2) return "F:entry_code_invalid";
  const rationale = rationales[reason.value];
  if (rationale === undefined) return "F:reason_invalid";
  return judgeEntry({ side: answer === 1 ? "Buy" : "Sell", rationale });
}

/** @param {number} answer */
function exitOf(answer) {
  return answer === 0 || answer === 1 ? judgeExit(answer === 1) : "F:exit_code_invalid";
}

/**
 * @param {unknown} thrown - By the engine: nothing else can throw here.
 * @returns {string}
 */
function faultOfTrap(thrown) {
  const message = thrown instanceof Error ? thrown.message : "";
  // No room for an instance is the process's doing: the same bytes are tried again elsewhere (decision C8).
  if (/out of memory|could not allocate/i.test(message)) return "F:heap_full";
  const trap = TRAPS.find(([pattern]) => pattern.test(message));
  return `F:trapped:${trap?.[1] ?? "other"}`;
}

/**
 * @param {Float64Array} numbers
 * @returns {Float64Array} A copy in which every NaN has the same bits.
 */
function canonical(numbers) {
  const memory = new Memory(numbers.length * NUMBER_BYTES);
  const copy = new Float64Array(memory);
  const bits = new Bits(memory);
  copy.set(numbers);
  for (let i = 0; i < copy.length; i += 1) {
    const value = copy[i];
    if (value !== value) bits[i] = CANONICAL_NAN;
  }
  return copy;
}
