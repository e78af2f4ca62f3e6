/** Every ambient thing that the realm took away says its name and a way out, however an author comes to it. */
import { describe, expect, it } from "vitest";
import { readRefused } from "#host/cell/realm/refused.js";
import { aPlugin, entry, someColumns, withCell } from "./kit.ts";

/** Each as an author would write it, and the name that the answer gives. */
const USES: readonly (readonly [code: string, name: string])[] = [
  ["Date.now()", "Date"],
  ["new Date(candles.ts[0]).getHours()", "Date"],
  ["Temporal.Now.instant()", "Temporal"],
  ["performance.now()", "performance"],
  ["Math.random()", "Math.random"],
  ["(({ random }) => random())(Math)", "Math.random"],
  ["crypto.randomUUID()", "crypto"],
  ["new Intl.NumberFormat().format(1)", "Intl"],
  ["({}).toLocaleString()", "Object.prototype.toLocaleString"],
  ["[1.5].toLocaleString()", "Array.prototype.toLocaleString"],
  ["(1.5).toLocaleString()", "Number.prototype.toLocaleString"],
  ["(1n).toLocaleString()", "BigInt.prototype.toLocaleString"],
  ["candles.close.toLocaleString()", "%TypedArray%.prototype.toLocaleString"],
  ["'a'.localeCompare('b')", "String.prototype.localeCompare"],
  ["['b', 'a'].sort((x, y) => x.localeCompare(y))", "String.prototype.localeCompare"],
  ["'a'.normalize()", "String.prototype.normalize"],
  ["'I'.toLocaleLowerCase()", "String.prototype.toLocaleLowerCase"],
  ["'i'.toLocaleUpperCase()", "String.prototype.toLocaleUpperCase"],
  ["new WeakRef({}).deref()", "WeakRef"],
  ["new FinalizationRegistry(() => {})", "FinalizationRegistry"],
  ["eval('1')", "eval"],
  ["(0, eval)('1')", "eval"],
  ["new Function('return 1')()", "Function"],
  ["(() => {}).constructor('return 1')()", "Function.prototype.constructor"],
  ["entrySignal.constructor('return this')()", "Function.prototype.constructor"],
  ["[].at.constructor('return this')()", "Function.prototype.constructor"],
  ["(function* () {}).constructor('yield 1')", "%GeneratorFunction%.constructor"],
  ["(async () => {}).constructor('return 1')", "%AsyncFunction%.constructor"],
  ["(async function* () {}).constructor('yield 1')", "%AsyncGeneratorFunction%.constructor"],
  ["new WebAssembly.Memory({ initial: 1 })", "WebAssembly"],
  ["new Proxy({}, {})", "Proxy"],
  ["Promise.resolve(1)", "Promise"],
  ["(async () => 1)().constructor", "Promise.prototype.constructor"],
  ["(async () => 1)().then((x) => x)", "Promise.prototype.then"],
  ["(async () => 1)().catch(() => 1)", "Promise.prototype.catch"],
  ["(async () => 1)().finally(() => 1)", "Promise.prototype.finally"],
  ["Array.fromAsync([1])", "Array.fromAsync"],
  ["setTimeout(() => {}, 1)", "setTimeout"],
  ["setInterval(() => {}, 1)", "setInterval"],
  ["setImmediate(() => {})", "setImmediate"],
  ["queueMicrotask(() => {})", "queueMicrotask"],
  ["fetch('https://example.org')", "fetch"],
  ["new XMLHttpRequest()", "XMLHttpRequest"],
  ["new WebSocket('wss://example.org')", "WebSocket"],
  ["console.log(1)", "console"],
  ["new ArrayBuffer(8)", "ArrayBuffer"],
  ["new SharedArrayBuffer(8)", "SharedArrayBuffer"],
  ["Atomics.wait(new Int32Array(1), 0, 0, 10)", "Atomics"],
  ["new DataView(candles.close)", "DataView"],
  ["candles.close.buffer.byteLength", "%TypedArray%.prototype.buffer"],
  ["new BigInt64Array(1)", "BigInt64Array"],
  ["new BigUint64Array(1)", "BigUint64Array"],
  ["new Float16Array(1)", "Float16Array"],
  ["structuredClone(params)", "structuredClone"],
  ["Symbol.for('kept')", "Symbol.for"],
  ["Symbol.keyFor(Symbol.iterator)", "Symbol.keyFor"],
  ["/(a)/.test('a') && RegExp.$1", "RegExp.$1"],
  ["globalThis.Date", "Date"],
  ["globalThis['ev' + 'al']", "eval"],
  ["Reflect.get(Math, 'random')", "Math.random"],
  ["Object.assign({}, Object.getOwnPropertyDescriptors(globalThis)).Date.get()", "Date"],
];
const SPARE = [2, 3, 4, 5, 6, 7, 8, 9].map((n): (typeof USES)[number] => {
  return [`RegExp.$${n}`, `RegExp.$${n}`];
});
const ROWS = [...USES, ...SPARE];
const LOOKBACK = ROWS.length;

/** One bar for each row: the plugin tells them apart by the time. */
async function answersOf(body: string): Promise<readonly string[]> {
  const columns = someColumns(2 * LOOKBACK);
  const rows = ROWS.map(([code]) => `() => ${code}`).join(",\n");
  const bundle = entry(`const rows = [${rows}];
    const row = rows[candles.ts.at(-1) / 3_600_000 - ${1_000 + LOOKBACK}];
    ${body}`);
  return withCell(aPlugin(bundle, { lookback: LOOKBACK }), { mode: "resident" }, async (cell) => {
    const frame = { fn: "entry", columns, first: LOOKBACK, count: LOOKBACK, inputs: [] } as const;
    return (await cell.evaluate(frame)).answers;
  });
}

describe("what the realm took away", () => {
  it("answers with its name when it is used", async () => {
    expect(await answersOf("return row();")).toEqual(
      ROWS.map(([, name]) => `F:threw_determinism:${name}`),
    );
  });

  it("says to an author who catches it what to do instead", async () => {
    const answers = await answersOf(
      "try { row(); return null; } catch (e) { return { side: 'Buy', rationale: `${e.name}: ${e.message}` }; }",
    );
    expect(answers).toEqual(
      ROWS.map(([, name]) => {
        return `E1|B||||DeterminismError: ${name} is not available: ${readRefused().get(name)}`;
      }),
    );
  });

  it("is used above, name by name", () => {
    expect([...new Set(ROWS.map(([, name]) => name))].toSorted()).toEqual(
      [...readRefused().keys()].toSorted(),
    );
  });
});
