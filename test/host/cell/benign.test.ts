import { describe, expect, it } from "vitest";
import { aFrame, aPlugin, entry, LOOKBACK, withCell } from "./kit.ts";

const BARS = 6;
const frame = aFrame(BARS);
const { close, volume, ts } = frame.columns;

/** What the plugin must have seen at evaluated bar `bar`: the window ends there. */
const windowOf = (column: Float64Array, bar: number): Float64Array =>
  column.slice(bar + 1, LOOKBACK + bar + 1);
const at = (column: Float64Array, bar: number): number => column[LOOKBACK + bar] ?? Number.NaN;
const say = (text: (bar: number) => string): string[] =>
  Array.from({ length: BARS }, (_, bar) => `E1|B||||${text(bar)}`);
const always = (text: string): string[] => say(() => text);
const answer = (expression: string): string =>
  entry(`return { side: "Buy", rationale: String(${expression}) };`);

/** Old-fashioned, tricky and ordinary code that must work exactly as anywhere else. */
const ROWS: readonly (readonly [name: string, bundle: string, answers: readonly string[]])[] = [
  ["no signal", entry("return null;"), Array.from({ length: BARS }, () => "N")],
  [
    "the newest close",
    answer("candles.close[candles.length - 1]"),
    say((i) => String(at(close, i))),
  ],
  ["the oldest volume", answer("candles.volume[0]"), say((i) => String(windowOf(volume, i)[0]))],
  [
    "exactly lookback bars",
    answer("[candles.length, candles.ts.length]"),
    always(`${LOOKBACK},${LOOKBACK}`),
  ],
  [
    "the names of the columns",
    answer("Object.keys(candles)"),
    always("length,ts,open,high,low,close,volume"),
  ],
  ["the same array when read twice", answer("candles.high === candles.high"), always("true")],
  [
    "a mutated copy, which the next call does not see",
    entry(
      "const seen = candles.close[1]; candles.close.fill(7); return { side: 'Buy', rationale: String(seen) };",
    ),
    say((i) => String(windowOf(close, i)[1])),
  ],
  [
    "the sum of a window",
    answer("candles.close.reduce((sum, x) => sum + x, 0)"),
    say((i) => String(windowOf(close, i).reduce((sum, x) => sum + x, 0))),
  ],
  [
    "time from the bar",
    answer("new Array(candles.ts.at(-1) / 36e5 % 24 + 1).length"),
    say((i) => String(((at(ts, i) / 3_600_000) % 24) + 1)),
  ],
  ["parameters", answer("[params.period, params.deep.on]"), always("5,true")],
  [
    "the context",
    answer(
      "[context.pair, context.timeframe, context.tickSize, Object.keys(context.inputs), Object.keys(context.assets)]",
    ),
    always("BTCUSDT,1h,0.1,,"),
  ],
  [
    "frozen things",
    answer("[context, params, params.deep, candles, context.inputs].every(Object.isFrozen)"),
    always("true"),
  ],
  [
    "a class of the old style with its own toString and constructor",
    entry(`function Point(x) { this.x = x; }
      Point.prototype.toString = function () { return "P" + this.x; };
      Point.prototype.constructor = Point;
      function Heir(x) { Point.call(this, x); }
      Heir.prototype = Object.create(Point.prototype);
      Heir.prototype.constructor = Heir;
      Heir.prototype.valueOf = function () { return 2 * this.x; };
      const heir = new Heir(4);
      return { side: "Buy", rationale: heir.toString() + (heir + 1) + (heir.constructor === Heir) };`),
    always("P49true"),
  ],
  [
    "an error of the old style",
    entry(`function Broken(message) { this.message = message; this.name = "Broken"; if (Error.captureStackTrace) Error.captureStackTrace(this, Broken); }
      Broken.prototype = Object.create(Error.prototype);
      Broken.prototype.constructor = Broken;
      Broken.prototype.name = "Broken";
      try { throw new Broken("no"); } catch (e) {
        return { side: "Buy", rationale: [e instanceof Broken, e instanceof Error, String(e)].join() };
      }`),
    always("true,true,Broken: no"),
  ],
  [
    "a class of the new style",
    entry(`class A { #x = 1; static of() { return new A(); } get x() { return this.#x; } }
      class B extends A { toString() { return "B" + super.x; } }
      class E extends RangeError { name = "E"; }
      return { side: "Buy", rationale: [new B(), A.of().x, new E("m"), new E("m") instanceof RangeError].join() };`),
    always("B1,1,E: m,true"),
  ],
  [
    "an object with a key named like a method",
    answer("JSON.stringify(Object.assign({}, { toString: 1, constructor: 2, valueOf: 3 }))"),
    always('{"toString":1,"constructor":2,"valueOf":3}'),
  ],
  [
    "assignment of such keys",
    entry(
      "const o = {}; o.toString = () => 'mine'; o.constructor = 1; o.hasOwnProperty = 2; return { side: 'Buy', rationale: `${o}${o.constructor}${o.hasOwnProperty}` };",
    ),
    always("mine12"),
  ],
  [
    "a function with its own toString",
    entry("const f = () => 1; f.toString = () => 'f!'; return { side: 'Buy', rationale: `${f}` };"),
    always("f!"),
  ],
  [
    "errors caught inside",
    entry(
      "try { null.x; } catch (e) { return { side: 'Buy', rationale: `${e.name} ${e instanceof TypeError} ${typeof e.stack}` }; }",
    ),
    always("TypeError true string"),
  ],
  [
    "a named error caught inside",
    entry("try { return Date.now(); } catch (e) { return { side: 'Buy', rationale: `${e}` }; }"),
    always(
      "DeterminismError: Date is not available: there is no clock: time comes from candles.ts",
    ),
  ],
  [
    "a generator",
    entry(
      "function* g() { let i = 0; while (i < 3) yield i++; } return { side: 'Buy', rationale: [...g()].join('') };",
    ),
    always("012"),
  ],
  [
    "iterator helpers",
    answer("[1, 2, 3, 4].values().filter((x) => x % 2).map((x) => x * x).toArray()"),
    always("1,9"),
  ],
  [
    "sorting",
    answer("[5, 1, 4].sort((a, b) => a - b).concat([3, 1].toSorted())"),
    always("1,4,5,1,3"),
  ],
  [
    "a stable sort",
    answer("['b1', 'a1', 'b0', 'a0'].sort((x, y) => (x[0] < y[0] ? -1 : x[0] > y[0] ? 1 : 0))"),
    always("a1,a0,b1,b0"),
  ],
  [
    "regular expressions",
    answer("'x=1;y=22'.replace(/(\\w)=(\\d+)/g, '$2$1').match(/(?<n>\\d+)y/u).groups.n"),
    always("22"),
  ],
  [
    "JSON there and back",
    answer('JSON.stringify(JSON.parse(\'{"a":[1,{"b":null}]}\'))'),
    always('{"a":[1,{"b":null}]}'),
  ],
  [
    "maps and sets",
    answer("[...new Map([[1, 'a']]).set(2, 'b').keys(), ...new Set([3, 3, 4])]"),
    always("1,2,3,4"),
  ],
  [
    "weak collections",
    entry("const k = {}; return { side: 'Buy', rationale: String(new WeakMap([[k, 1]]).get(k)) };"),
    always("1"),
  ],
  [
    "grouping",
    answer("JSON.stringify(Object.groupBy([1, 2, 3], (x) => (x % 2 ? 'odd' : 'even')))"),
    always('{"odd":[1,3],"even":[2]}'),
  ],
  [
    "big integers",
    answer("[2n ** 64n, BigInt.asUintN(8, 257n), (10n).toString(16)]"),
    always("18446744073709551616,1,a"),
  ],
  [
    "labelled loops",
    entry(
      "let n = 0; outer: for (let i = 0; i < 9; i++) for (let j = 0; ; j++) { if (j > i) continue outer; if (i > 3) break outer; n += j; } return { side: 'Buy', rationale: String(n) };",
    ),
    always("10"),
  ],
  [
    "destructuring with defaults and rest",
    entry(
      "const { a = 1, ...rest } = { b: 2, c: 3 }; const [x, , ...ys] = 'pqrs'; return { side: 'Buy', rationale: [a, JSON.stringify(rest), x, ys.join('')].join() };",
    ),
    always('1,{"b":2,"c":3},p,rs'),
  ],
  [
    "tagged templates",
    entry(
      "const tag = (s, ...v) => s.raw.join('|') + v.join(); return { side: 'Buy', rationale: tag`a${1}\\n${2}c` };",
    ),
    always("a|\\n|c1,2"),
  ],
  [
    "symbols of its own",
    entry(
      "const s = Symbol('k'); const o = { [s]: 1, [Symbol.toPrimitive]: () => 'prim' }; return { side: 'Buy', rationale: `${o}${o[s]}` };",
    ),
    always("prim1"),
  ],
  [
    "getters and setters of its own",
    entry(
      "const o = { _v: 1, get v() { return this._v; }, set v(x) { this._v = x * 2; } }; o.v = 5; return { side: 'Buy', rationale: String(o.v) };",
    ),
    always("10"),
  ],
  [
    "numbers as text",
    answer(
      "[(0.1 + 0.2).toFixed(4), (255).toString(16), parseFloat('1e3x'), Number('0x10'), (1234.5).toPrecision(3), -0]",
    ),
    always("0.3000,ff,1000,16,1.23e+3,0"),
  ],
  [
    "mathematics",
    answer(
      "[Math.hypot(3, 4), Math.cbrt(27), Math.sign(-2), Math.clz32(1), Math.fround(5.5), Math.log2(8)]",
    ),
    always("5,3,-1,31,5.5,3"),
  ],
  [
    "typed arrays",
    answer(
      "[new Float64Array([3, 1, 2]).sort(), Int32Array.from([1.9, -1.9]), new Uint8Array(2).length, new Float32Array([0.1])[0]]",
    ),
    always("1,2,3,1,-1,2,0.10000000149011612"),
  ],
  [
    "global functions",
    answer(
      "[isNaN(NaN), isFinite(1), encodeURIComponent('ä'), decodeURIComponent('%C3%A4'), typeof globalThis]",
    ),
    always("true,true,%C3%A4,ä,object"),
  ],
  [
    "features tested for before use",
    answer("[typeof window, typeof process, typeof require, typeof module, typeof self]"),
    always("undefined,undefined,undefined,undefined,undefined"),
  ],
  [
    "recursion",
    answer("(function f(n) { return n < 2 ? n : f(n - 1) + f(n - 2); })(12)"),
    always("144"),
  ],
  [
    "a recursion that is too deep, caught",
    entry(
      "const f = () => f() + 1; try { f(); } catch (e) { return { side: 'Buy', rationale: e.constructor.name }; }",
    ),
    always("RangeError"),
  ],
  [
    "an answer without a prototype",
    entry(
      "return Object.assign(Object.create(null), { side: 'Sell', rationale: 'x', strength: 1 / 3, slPct: 0.1 + 0.2, tpPct: 1e2 });",
    ),
    Array.from({ length: BARS }, () => "E1|S|0.3333333333333333|0.30000000000000004|100|x"),
  ],
  [
    "a constant module",
    "const N = 3;\nconst square = (x) => x * x;\nexport function entrySignal() { return { side: 'Buy', rationale: String(square(N)) }; }\n",
    always("9"),
  ],
  [
    "an exported constant function",
    "export const entrySignal = () => null;\n",
    Array.from({ length: BARS }, () => "N"),
  ],
];

describe("an ordinary plugin", () => {
  it.concurrent.for(ROWS)(
    "%s: the same answers in one isolate and in many",
    { timeout: 30_000 },
    async ([, bundle, answers]) => {
      const both = await withCell(aPlugin(bundle), { mode: "resident" }, async (cell) => [
        await cell.evaluate(frame),
        await cell.evaluateFresh(frame),
      ]);
      expect(both.map((each) => each.answers)).toEqual([answers, answers]);
    },
  );
});
