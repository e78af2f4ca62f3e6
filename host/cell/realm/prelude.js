// The realm's door: takes a plugin in, and lets nothing but one string out.
//
// It holds the only references to the plugin's functions. Everything they are handed is frozen or a copy made for the
// call; everything they hand back goes to the judge. The last line locks the realm, before a plugin is compiled.

import { makeEvaluator } from "./evaluator.js";
import { validateIndicators } from "./indicators/validate.js";
import { lockdown } from "./lockdown.js";
import { codeOfThrown } from "./named-errors.js";
import { makeRecorder } from "./recording.js";
import { loadWasm } from "./wasm.js";

/** @type {((numbers: Float64Array) => string) | null} Set by load. */
let evaluateFrame = null;

/**
 * What the cell holds a reference to, and nobody else.
 *
 * @param {"load" | "load wasm" | "evaluate"} what
 * @param {any} first - The plugin's module namespace, or its binary as ArrayBuffer; or a frame as ArrayBuffer.
 * @param {string} [spec] - PluginSpec as JSON, to load.
 * @returns {string} `ok` or `F:<code>` of a load; answers of a frame.
 */
export function enter(what, first, spec = "") {
  if (what === "load") return load(first, spec);
  if (what === "load wasm") return loadBinary(first, spec);
  if (evaluateFrame === null) throw new Error("a plugin is loaded");
  return evaluateFrame(new Float64Array(first));
}

/**
 * @param {object} namespace
 * @param {string} specText
 */
function load(namespace, specText) {
  /** @type {import("./evaluator.js").PluginSpec} */
  const given = deepFrozen(JSON.parse(specText));
  const recorder = makeRecorder(given.recordReads === true);
  const spec = Object.freeze({ ...given, params: recorder.wrap("params", given.params) });
  try {
    const found = readExports(namespace, EXPORTS[spec.kind]);
    if (typeof found === "string") return `F:${found}`;
    const decisions = decisionsOf(found);
    if (decisions.entry === null && decisions.value === null) return "F:export_missing";
    const { indicators = () => ({}) } = found;
    const described = Reflect.apply(indicators, undefined, [spec.params]);
    const undeclared = recorder.take();
    if (undeclared !== null) return `F:${undeclared}`;
    const validation = validateIndicators(described, spec);
    if (!validation.ok) return `F:${validation.fault.code}`;
    evaluateFrame = makeEvaluator(spec, decisions, validation.value, recorder);
    return decisions.exit === null ? "ok" : "ok:exit";
  } catch (thrown) {
    return `F:${recorder.take() ?? codeOfThrown(thrown)}`;
  }
}

/**
 * @param {ArrayBuffer} bytes
 * @param {string} specText
 */
function loadBinary(bytes, specText) {
  const loaded = loadWasm(bytes, deepFrozen(JSON.parse(specText)));
  if (typeof loaded === "string") return `F:${loaded}`;
  evaluateFrame = loaded.evaluate;
  return loaded.hasExit ? "ok:exit" : "ok";
}

/**
 * @param {Record<string, import("./evaluator.js").PluginFunction>} found
 * @returns {import("./evaluator.js").Decisions}
 */
function decisionsOf({ entrySignal, exitSignal, score, value }) {
  return { entry: entrySignal ?? null, exit: exitSignal ?? null, value: score ?? value ?? null };
}

/** What each kind may export. @type {Record<string, readonly string[]>} */
const EXPORTS = {
  strategy: ["entrySignal", "exitSignal", "indicators"],
  signal: ["score", "indicators"],
  factor: ["value", "indicators"],
};

/**
 * @param {object} namespace - Of an evaluated module: its properties are plain data, whatever the plugin does.
 * @param {readonly string[]} names - That it may have. None: nobody knows this kind.
 * @returns {Record<string, import("./evaluator.js").PluginFunction> | string} The functions, or a fault code.
 */
function readExports(namespace, names = []) {
  /** @type {Record<string, import("./evaluator.js").PluginFunction>} */
  const found = Object.create(null);
  for (const key of Reflect.ownKeys(namespace)) {
    if (typeof key !== "string") continue; // Symbol.toStringTag, which every namespace has
    if (!names.includes(key)) return "export_unknown";
    const value = Reflect.get(namespace, key);
    if (typeof value !== "function") return "export_type";
    found[key] = value;
  }
  return found;
}

/** @param {any} value - Plain data out of JSON.parse. @returns {any} The same. */
function deepFrozen(value) {
  if (typeof value !== "object" || value === null) return value;
  for (const member of Object.values(value)) deepFrozen(member);
  return Object.freeze(value);
}

lockdown();
