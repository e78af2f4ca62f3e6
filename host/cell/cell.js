// The child process in which plugin code runs. The only file that touches isolated-vm.
//
// It trusts the frames on its standard input, which the host writes, and nothing a plugin does. It imports only what
// is built into node: the permission model lets it read no file but this one, and it has no environment, no network,
// no children and, after the first lines, no way to load another addon. It starts as a script of its own, never as a
// module of the host.
//
// Frames both ways: u32 length of the payload, u32 id, u32 what (little endian), payload. One request at a time.
// Argument: the path of isolated-vm's .node file.

import { readSync, writeSync } from "node:fs";

/** @typedef {typeof import("isolated-vm")} IsolatedVm */
/** @typedef {import("isolated-vm").Reference<(what: string, ...rest: unknown[]) => string>} Door */
/**
 * @typedef {{ realm: string, bundle: string, wasm: string | null, spec: string, heapMb: number, loadMs: number, evaluateMs: number,
 *   frameMs: number, cpuShareMin: number, payloadBytesMax: number }} Start
 */

/** Requests; host/cell/wire.ts has the same numbers and a test compares them. */
const START = 1;
const LOAD = 2;
const EVALUATE_FRESH = 3;
const EVALUATE_RESIDENT = 4;
const USAGE = 5;
const HEADER_BYTES = 12;
const START_BYTES_MAX = 4 * 1024 * 1024; // before the start frame says otherwise

const ivm = loadAddon();
/** @type {Start | null} */
let start = null;
/** @type {import("isolated-vm").ExternalCopy<ArrayBuffer> | undefined} Compiled prelude, made before any plugin. */
let codeCache;
/** @typedef {ReturnType<typeof openRealm>} Realm */
/** @type {Realm | null} */
let resident = null;
/** The next fresh evaluation's, made while the host is busy with the last answer. @type {Realm | null} */
let prepared = null;
/** @type {Realm[]} Used up, to be disposed of when the answer is out. */
const used = [];

/** What the plugin used, for the margins that `sdk check` shows. The host takes none of it for the truth. */
const spent = { worstCallMs: 0, heapAfterLoadBytes: 0 };

/** Answers after which an isolate is not used again. */
const STARVED = "starved";
const STOPPED = new Set(["F:overran", "F:heap_full", "F:escaped", STARVED]);

/** Serves one frame, then lets the event loop run: isolated-vm frees memory there. */
function next() {
  const frame = readFrame();
  if (frame === null) process.exit(0);
  const answer = serve(frame.what, frame.payload);
  writeFrame(frame.id, frame.what, answer);
  disposeUsed();
  if (frame.what === EVALUATE_FRESH && start !== null) prepared ??= openRealm(start);
  setImmediate(next);
}

function disposeUsed() {
  for (const { isolate } of used.splice(0)) if (!isolate.isDisposed) isolate.dispose();
}

/**
 * Takes isolated-vm in and gives the right to load addons away. A scope that the permission model does not know is
 * ignored in silence, so the loss is proved twice.
 *
 * @returns {IsolatedVm}
 */
function loadAddon() {
  const path = process.argv[2] ?? "";
  /** @type {{ exports: { ivm?: IsolatedVm } }} */
  const loaded = { exports: {} };
  process.dlopen(loaded, path);
  process.permission.drop("addon");
  if (process.permission.has("addon")) throw new Error("the right to load addons was dropped");
  let again = true;
  try {
    process.dlopen({ exports: {} }, path);
  } catch {
    again = false;
  }
  if (again || loaded.exports.ivm === undefined) throw new Error("no addon loads any more");
  return loaded.exports.ivm;
}

/** @param {number} what @param {Uint8Array<ArrayBuffer>} payload */
function serve(what, payload) {
  if (what === START) return begin(payload);
  if (start === null) throw new Error("the first frame starts the cell");
  if (what === LOAD) return loadResident(start);
  if (what === EVALUATE_FRESH) return evaluateFresh(start, payload);
  if (what === EVALUATE_RESIDENT) return evaluateResident(start, payload);
  if (what === USAGE) return usage(start);
  throw new Error("a frame says what it wants");
}

/** Makes one locked realm, without the plugin: what fails here is the machine's fault. @param {Uint8Array} payload */
function begin(payload) {
  start = /** @type {Start} */ (JSON.parse(new TextDecoder().decode(payload)));
  prepared = openRealm(start);
  const { node, v8 } = process.versions;
  return JSON.stringify({ node, v8, arch: process.arch });
}

/** Loads the plugin into the isolate that resident frames use. @param {Start} given @returns {string} As loadPlugin. */
function loadResident(given) {
  return retryStarved(given.loadMs, () => {
    const realm = takeRealm(given);
    const load = watch(given.loadMs, given, () => loadPlugin(given, realm));
    if (!load.startsWith("ok")) used.push(realm);
    else spent.heapAfterLoadBytes = heapBytes((resident = realm));
    return load;
  });
}

/** @param {Realm} realm */
function heapBytes({ isolate }) {
  const heap = isolate.getHeapStatisticsSync();
  return heap.used_heap_size + heap.externally_allocated_size;
}

/** @param {Start} given @returns {string} JSON; `null` when there is no isolate to look at. */
function usage(given) {
  if (resident === null) loadResident(given);
  if (resident === null) return "null";
  const residentBytes = process.memoryUsage.rss();
  return JSON.stringify({ ...spent, heapBytes: heapBytes(resident), residentBytes });
}

/** @param {Start} given */
function takeRealm(given) {
  const realm = prepared ?? openRealm(given);
  prepared = null;
  return realm;
}

/** @param {Start} given @param {Uint8Array<ArrayBuffer>} payload */
function evaluateFresh(given, payload) {
  return retryStarved(given.evaluateMs, () => {
    // An isolate of an attempt that was starved: a process that compiles has room for few of them.
    disposeUsed();
    const realm = takeRealm(given);
    used.push(realm);
    const load = watch(given.loadMs, given, () => loadPlugin(given, realm));
    if (!load.startsWith("ok")) return load;
    return watch(given.evaluateMs, given, () => evaluate(realm.door, payload, given.evaluateMs));
  });
}

/** @param {Start} given @param {Uint8Array<ArrayBuffer>} payload */
function evaluateResident(given, payload) {
  return retryStarved(given.frameMs, () => {
    const load = resident === null ? loadResident(given) : "ok";
    const realm = resident;
    if (!load.startsWith("ok") || realm === null) return load;
    const answer = watch(given.frameMs, given, () => evaluate(realm.door, payload, given.frameMs));
    if (STOPPED.has(answer)) {
      used.push(realm);
      resident = null;
    }
    return answer;
  });
}

/**
 * The time limit counts wall time. Where the machine gave this process less than its share of it, the plugin is not
 * to blame, and the work is done again with the same limit: until it answers, has used twice the limit's time of the
 * processor, or the host's own deadline ends the process.
 *
 * @param {number} limitMs @param {() => string} work
 */
function retryStarved(limitMs, work) {
  const cpu = process.cpuUsage();
  let answer = work();
  while (answer === STARVED) answer = usedMs(cpu) < 2 * limitMs ? work() : "F:overran";
  return answer;
}

/** @param {NodeJS.CpuUsage} since @returns {number} Milliseconds of processor time of all threads. */
function usedMs(since) {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e3;
}

/**
 * @param {number} limitMs @param {Start} given
 * @param {() => string} work - Runs plugin code under a time limit of limitMs, constant for its kind of work:
 *   shrinking limits whose timers end together crash isolated-vm (issue 572).
 * @returns {string} Its answer, or why there is none.
 */
function watch(limitMs, given, work) {
  const cpu = process.cpuUsage();
  const from = performance.now();
  try {
    return work();
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    if (message.includes("memory limit")) return "F:heap_full";
    const passedMs = performance.now() - from;
    // A rejected promise of the plugin's can have any message, but it cannot make time pass.
    if (!message.includes("timed out") || passedMs < limitMs) return "F:escaped";
    return usedMs(cpu) < limitMs * given.cpuShareMin ? STARVED : "F:overran";
  }
}

/** A new isolate with one locked context. No isolated-vm object ever goes in. @param {Start} given */
function openRealm(given) {
  const isolate = new ivm.Isolate({ memoryLimit: given.heapMb });
  const context = isolate.createContextSync();
  const origin = { filename: "realm" };
  const cache = codeCache === undefined ? { produceCachedData: true } : { cachedData: codeCache };
  const script = isolate.compileScriptSync(given.realm, { ...origin, ...cache });
  codeCache ??= /** @type {{ cachedData?: typeof codeCache }} */ (script).cachedData;
  /** @type {Door} */
  const door = script.runSync(context, { reference: true });
  return { isolate, context, door };
}

/** @param {Start} given @param {Realm} realm @returns {string} `ok`, `ok:exit` (it has an exitSignal) or `F:<code>`. */
function loadPlugin(given, { isolate, context, door }) {
  if (given.wasm !== null) return loadWasm(given, given.wasm, door);
  /** @type {import("isolated-vm").Module} */
  let module;
  try {
    // compileModule, never text in a wrapper: `})(); …; (function(){` walks out of a wrapper.
    module = isolate.compileModuleSync(given.bundle, { filename: "plugin" });
  } catch {
    return "F:syntax";
  }
  if (module.dependencySpecifiers.length > 0) return "F:import";
  module.instantiateSync(context, () => {
    throw new Error("a plugin has no imports");
  });
  try {
    module.evaluateSync({ timeout: given.loadMs });
  } catch (error) {
    if (error instanceof Error && /memory limit|timed out/.test(error.message)) throw error;
    return "F:module_threw";
  }
  const namespace = module.namespace.derefInto({ release: true });
  const options = { timeout: given.loadMs };
  return String(door.applySync(undefined, ["load", namespace, given.spec], options));
}

/** @param {Start} given @param {string} binary - In base64. @param {Door} door @returns {string} */
function loadWasm(given, binary, door) {
  const { buffer } = Uint8Array.from(Buffer.from(binary, "base64"));
  const bytes = new ivm.ExternalCopy(buffer).copyInto({ release: true, transferIn: true });
  return door.applySync(undefined, ["load wasm", bytes, given.spec], { timeout: given.loadMs });
}

/** @param {Door} door @param {Uint8Array<ArrayBuffer>} payload @param {number} timeout */
function evaluate(door, payload, timeout) {
  // A copy for each attempt: a starved one is repeated with the same bytes.
  const bytes = new ivm.ExternalCopy(payload.buffer).copyInto({ release: true, transferIn: true });
  const [from, cpu] = [performance.now(), process.cpuUsage()];
  const answers = String(door.applySync(undefined, ["evaluate", bytes], { timeout }));
  const count = new Float64Array(payload.buffer, 0, 3)[2] ?? 1; // of many bars the mean
  const callMs = Math.min(performance.now() - from, usedMs(cpu)) / count;
  spent.worstCallMs = Math.max(spent.worstCallMs, callMs);
  return answers;
}

/** @returns {{ id: number, what: number, payload: Uint8Array<ArrayBuffer> } | null} Null when the host has gone. */
function readFrame() {
  const header = readExactly(HEADER_BYTES);
  if (header === null) return null;
  const view = new DataView(header.buffer);
  const length = view.getUint32(0, true);
  if (length > (start?.payloadBytesMax ?? START_BYTES_MAX))
    throw new Error("a frame is within its limit");
  const payload = readExactly(length);
  if (payload === null) return null;
  return { id: view.getUint32(4, true), what: view.getUint32(8, true), payload };
}

/** @param {number} length */
function readExactly(length) {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const got = readSync(0, bytes, at, length - at, null);
    if (got === 0) return null;
    at += got;
  }
  return bytes;
}

/** @param {number} id @param {number} what @param {string} text */
function writeFrame(id, what, text) {
  const payload = Buffer.from(text, "utf8");
  const frame = Buffer.alloc(HEADER_BYTES + payload.length);
  frame.writeUInt32LE(payload.length, 0);
  frame.writeUInt32LE(id, 4);
  frame.writeUInt32LE(what, 8);
  payload.copy(frame, HEADER_BYTES);
  for (let at = 0; at < frame.length;) at += writeSync(1, frame, at, frame.length - at);
}

next();
