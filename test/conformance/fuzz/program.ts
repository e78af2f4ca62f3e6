/**
 * Programs that nobody wrote: syntactically valid plugin modules out of a small grammar. It knows what plugins do
 * (columns, arithmetic, built-ins, indicators), what they must not (clocks, chance, code from text), and what breaks
 * engines (endless loops, recursion, allocation, backtracking). Nothing here knows what the cell makes of them.
 */
import fc from "fast-check";

const COLUMNS = [
  "open",
  "high",
  "low",
  "close",
  "volume",
  "ts",
  "close",
  "open",
  "high",
  "low",
  "close",
  "volume",
  "ts",
  "high",
  "low",
  "close",
  "funding",
  "nothing",
];
const VARIABLES = ["a", "b", "c"];
const NUMBERS = [
  "0",
  "1",
  "-1",
  "2",
  "7",
  "0.5",
  "1e9",
  "NaN",
  "Infinity",
  "-0",
  "2 ** 31",
  "2 ** 53 - 1",
];

const ALLOWED = [
  (x: string) => `Math.abs(${x})`,
  (x: string) => `Math.max(${x}, 1, candles.length)`,
  (x: string) => `Math.hypot(${x}, 2) ** 0.5`,
  (x: string) => `Number(${x}).toFixed(2)`,
  (x: string) => `JSON.stringify([${x}, { x: null }])`,
  (x: string) => `[3, ${x}, 1].sort()[0]`,
  (x: string) => `[...new Set([${x}, 1])].length`,
  (x: string) => `new Map([[${x}, 1]]).get(${x})`,
  (x: string) => `Array.from({ length: 5 }, (_, i) => i + ${x}).reduce((p, q) => p + q, 0)`,
  (x: string) => `Object.entries({ k: ${x} }).flat().at(-1)`,
  (x: string) => `String(${x}).split("").reverse().join("")`,
  (x: string) => `candles.close.map((p) => p - ${x}).findLast((p) => p > 0)`,
  (x: string) => `/^(\\d+)\\.?(\\d*)$/.exec(String(${x}))?.[1]`,
  (x: string) => `BigInt.asIntN(64, BigInt(Math.trunc(${x})))`,
  (x: string) => `Float64Array.of(1, ${x}).toSorted()[0]`,
];
const REFUSED = [
  "Date.now()",
  "Math.random()",
  "eval('1')",
  "new Proxy({}, {})",
  "new WeakRef({})",
  "globalThis.fetch('x')",
  "new Intl.NumberFormat()",
  "(0).constructor.constructor('return 1')()",
  "candles.close.buffer",
  "(1).toLocaleString()",
  "new SharedArrayBuffer(8)",
  "Temporal.Now",
  "process.exit()",
  "structuredClone(candles)",
  "import('node:fs')",
];
/** Parts that a machine feels; rare, because each costs its deadline. */
const HEAVY = [
  "for (;;);",
  "for (let i = 0; i < 1e12; i += 1) a = i;",
  "{ const f = () => f() + 1; f(); }",
  "{ const kept = []; for (;;) kept.push(new Float64Array(1e4)); }",
  "Array(1e9).fill(0);",
  "/(a+)+$/.test('a'.repeat(40) + 'b');",
  "'x'.repeat(2 ** 28).split('');",
  "for (const x of (function* () { for (;;) yield 1; })()) a = x;",
  "[].indexOf.call({ length: 2 ** 53 - 1 }, 1);",
  "(async () => { for (;;) await 0; })();",
];
const STATE = [
  "state += 1;",
  "entrySignal.seen = state;",
  "globalThis.seen = 1;",
  "params.period = 2;",
  "Object.prototype.polluted = 1;",
  "candles.close.fill(0);",
  "delete context.pair;",
  "kept.set(candles, state);",
];
const ANSWERS = [
  "null",
  "null",
  "null",
  "null",
  "null",
  "{ side: 'Buy', rationale: typeof a }",
  "{ side: 'Buy', rationale: String(a) + 'x' }",
  "{ side: a > b ? 'Buy' : 'Sell', rationale: 'cross' }",
  "{ side: 'Sell', rationale: 'x', strength: a, slPct: b }",
  "{ side: 'Buy', rationale: String(state) + '.' }",
  "undefined",
  "a",
  "[a, b]",
  "{ side: 'Buy', get rationale() { for (;;); } }",
  "Object.create({ side: 'Buy', rationale: 'x' })",
  "(function* () { yield a; })()",
  "(async () => a)()",
  "() => a",
  "{ side: 'Buy', rationale: 'x'.repeat(1e6) }",
  "new (class { side = 'Buy'; rationale = 'x'; })()",
];

const oneOf = (texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);

type Grammar = { readonly expression: string; readonly statement: string };

const grammar = fc.letrec<Grammar>((tie) => {
  const expression = tie("expression");
  const statement = tie("statement");
  const some = fc.array(statement, { minLength: 1, maxLength: 3 }).map((each) => each.join(" "));
  return {
    expression: fc.oneof(
      { maxDepth: 4, depthSize: "small" },
      oneOf(NUMBERS),
      oneOf(VARIABLES),
      oneOf(COLUMNS).map((column) => `candles.${column}?.at(-1)`),
      fc.tuple(oneOf(COLUMNS), expression).map(([column, i]) => `candles.${column}[${i}]`),
      fc.constantFrom(
        "params.period",
        "params.deep.on",
        "context.pair.length",
        "context.tickSize",
        "context.indicators.x.at(-1)",
      ),
      fc
        .tuple(
          expression,
          oneOf(["+", "-", "*", "/", "%", "<", "===", "&", ">>>", "??", ","]),
          expression,
        )
        .map(([x, op, y]) => `((${x}) ${op} (${y}))`),
      fc.tuple(fc.constantFrom(...ALLOWED), expression).map(([call, x]) => call(x)),
      expression.map((x) => `((y) => typeof y === "number" ? y : 1)(${x})`),
      expression.map((x) => `new (class A { #v = ${x}; get v() { return this.#v; } })().v`),
      expression.map((x) => `[...(function* () { yield ${x}; yield 2; })()][0]`),
      expression.map((x) => `((s, ...v) => v[0])\`q\${${x}}\``),
      expression.map((x) => `(${x} ? "yes" : 0)`),
    ),
    statement: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      {
        weight: 24,
        arbitrary: fc.tuple(oneOf(VARIABLES), expression).map(([v, x]) => `${v} = ${x};`),
      },
      {
        weight: 6,
        arbitrary: fc.tuple(expression, some).map(([x, body]) => `if (${x}) { ${body} }`),
      },
      {
        weight: 6,
        arbitrary: fc
          .tuple(fc.nat(200), some)
          .map(([n, body]) => `for (let i = 0; i < ${n}; i += 1) { ${body} if (i > 50) break; }`),
      },
      {
        weight: 8,
        arbitrary: fc
          .tuple(some, some)
          .map(([x, y]) => `try { ${x} } catch { ${y} } finally { b = 1; }`),
      },
      {
        weight: 1,
        arbitrary: expression.map(
          (x) => `{ const f = (n) => n < 1 ? 0 : 1 + f(n - 1); a = f(${x} % 50); }`,
        ),
      },
      { weight: 2, arbitrary: oneOf(STATE) },
      { weight: 1, arbitrary: oneOf(REFUSED).map((x) => `c = ${x};`) },
      { weight: 1, arbitrary: expression.map((x) => `throw ${x};`) },
      { weight: 1, arbitrary: oneOf(ANSWERS).map((x) => `if (a > 1e6) return ${x};`) },
    ),
  };
});

const INDICATORS = [
  "{ x: { kind: 'ema', source: 'close', period: 3 } }",
  "{ x: { kind: 'rolling', source: 'close', period: 2, callback: (w) => w[0] - w[1] } }",
  "{ x: { kind: 'rolling', source: 'close', period: 2, callback: () => (state += 1) } }",
  "{ x: { kind: 'scan', init: [0, 1], sources: ['close'], callback: (s, v) => { s[0] += v; return s[0]; } } }",
  "{ x: { kind: 'scan', init: 0, sources: ['close', 'open'], callback: (s, v) => v > 100 ? null : s + v } }",
  "{ x: { kind: 'ema', source: 'oi', period: 3 } }",
  "{ x: { get kind() { for (;;); } } }",
  "7",
];

const block = fc.array(grammar.statement, { minLength: 1, maxLength: 6 });

/** A module with an entrySignal. About one in twelve holds something that never ends. */
export const program: fc.Arbitrary<string> = fc
  .record({
    top: fc.oneof(
      { weight: 9, arbitrary: fc.constant("") },
      { weight: 1, arbitrary: oneOf([...STATE, "throw 1;", "state = Date;"]) },
    ),
    indicators: fc.oneof(
      { weight: 5, arbitrary: fc.constant(INDICATORS[0] ?? "") },
      { weight: 3, arbitrary: oneOf(INDICATORS) },
    ),
    before: block,
    heavy: fc.oneof(
      { weight: 11, arbitrary: fc.constant("") },
      { weight: 1, arbitrary: oneOf(HEAVY) },
    ),
    after: block,
    answer: oneOf(ANSWERS),
  })
  .map(({ top, indicators, before, heavy, after, answer }) =>
    [
      "let state = 0; const kept = new WeakMap();",
      top,
      `export const indicators = () => (${indicators});`,
      "export function entrySignal(candles, params, context) {",
      "let a = 1, b = 2, c = 3;",
      ...before,
      heavy,
      ...after,
      `return ${answer};`,
      "}",
    ].join("\n"),
  );
