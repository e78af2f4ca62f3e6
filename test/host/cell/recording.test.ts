/** Reads of names that are not there: what counts as one, and what the language reads by itself. */
import { describe, expect, it } from "vitest";
import { openCell } from "#host/cell/session.ts";
import { aFrame, aPlugin, entry, someColumns, withCell } from "./kit.ts";

const RECORDED = {
  mode: "resident",
  sample: { rate: 0, seed: "" },
  variant: { recordReads: true },
} as const;
const INPUT = { name: "daily", lookback: 7, columns: ["ts", "close"] } as const;
const FRAME = aFrame(1, {
  inputs: [{ columns: someColumns(14, "daily"), ends: Int32Array.of(8) }],
});
const INDICATORS =
  "export const indicators = (p) => ({ fast: { kind: 'ema', source: 'close', period: p.period }, g: { slow: { kind: 'sma', source: 'close', period: 9 } } });";

type Row = readonly [code: string, answer: string];
const UNDECLARED: readonly Row[] = [
  ["params.live", "params"],
  ["params['live'] ?? 1", "params"],
  ["params.deep.paper", "params"],
  ["'live' in params", "params"],
  ["Object.hasOwn(params, 'live')", "params"],
  ["params.hasOwnProperty('live')", "params"],
  ["Object.getOwnPropertyDescriptor(params.deep, 'live')", "params"],
  ["Reflect.get(params, 'live')", "params"],
  ["Reflect.has(params, 'live')", "params"],
  ["(({ fast = 8 }) => fast)(params)", "params"],
  ["Object.create(params).live", "params"],
  ["[params].map((p) => p.deep?.x?.y)", "params"],
  ["context.account", "context"],
  ["context.inputs.weekly", "context"],
  ["context.inputs.weekly?.close", "context"],
  ["context.assets.weights", "context"],
  ["context.indicators.slow", "context"],
  ["context.indicators.g.fast", "context"],
  ["context.indicators.fast.values", "context"],
  ["'live' in context", "context"],
  ["candles.vwap", "candles"],
  ["candles[0]", "candles"],
  ["context.inputs.daily.vwap", "candles"],
  ["(() => { try { return candles.oi; } catch { return null; } })()", "candles"],
  ["(() => { try { return params.live.x; } catch { return null; } })()", "params"],
  ["params.live.x", "params"],
];

/** Read by the engine for itself, the same on every object, or there. */
const DECLARED: readonly (readonly [code: string, value: string])[] = [
  ["params.period", "5"],
  ["params.deep.on", "true"],
  ["Object.keys(params)", "period,deep"],
  ["Object.keys({ ...params, ...params.deep })", "period,deep,on"],
  ["Object.entries(params.deep)", "on,true"],
  [
    "(() => { const names = []; for (const name in params) names.push(name); return names; })()",
    "period,deep",
  ],
  ["'period' in params && Object.hasOwn(params, 'deep')", "true"],
  ["JSON.stringify(params)", '{"period":5,"deep":{"on":true}}'],
  ["`${params} ${context}`", "[object Object] [object Object]"],
  ["params + 1", "[object Object]1"],
  ["params == 1", "false"],
  ["params.constructor === Object && params.deep instanceof Object", "true"],
  ["params.toString() + params.valueOf().period", "[object Object]5"],
  ["[].concat(params).length", "1"],
  ["Object.assign({}, params).period", "5"],
  ["(({ period, ...rest }) => Object.keys(rest))(params)", "deep"],
  ["Object.isFrozen(params) && Object.isFrozen(context) && Object.isFrozen(candles)", "true"],
  ["Object.getPrototypeOf(params) === Object.prototype", "true"],
  ["Object.getPrototypeOf(candles)", "null"],
  ["Object.keys(candles)", "length,ts,open,high,low,close,volume"],
  ["Object.keys(context)", "pair,timeframe,tickSize,indicators,inputs,assets"],
  ["Object.keys(context.inputs)", "daily"],
  ["Object.keys(context.assets).length", "0"],
  ["context.inputs.daily.close.length", "7"],
  ["context.indicators.fast.at(-1) > 0 && context.indicators.g.slow.at(-2) > 0", "true"],
  ["candles.close === candles.close", "true"],
  ["candles.constructor === undefined && candles.toJSON === undefined", "true"],
  ["JSON.stringify(candles.length)", "20"],
  ["'oi' in candles && Object.values(Object.getOwnPropertyDescriptors(candles)).length", "9"],
  ["new Map([[params, 1]]).get(params)", "1"],
  ["Object.create(params).period", "5"],
  ["Object.getPrototypeOf(Object.create(params)) === Object.create(params).__proto__", "true"],
  ["(() => { const heir = Object.create(params); heir.x = 1; return heir.x; })()", "1"],
  ["Reflect.set(params, 'x', 1) || Reflect.defineProperty(params, 'x', { value: 1 })", "false"],
  ["Reflect.deleteProperty(params, 'period')", "false"],
  ["(() => { try { params.x = 1; } catch { return 'frozen'; } })()", "frozen"],
];

const bundle = INDICATORS + entry("return context.tickSize > 0 ? null : undefined;");
const asks = (rows: readonly Row[]): string =>
  // One bundle for all rows, told apart by a parameter: a cell for each would take a minute.
  INDICATORS +
  entry(`const rows = [${rows.map(([code]) => `() => ${code}`).join(",\n")}];
    return { side: "Buy", rationale: String(rows[params.row]()) };`);

async function answersTo(rows: readonly Row[], recordReads: boolean): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const row of rows.keys()) {
    const params = { period: 5, deep: { on: true } };
    const text = asks(rows).replace("params.row", String(row));
    const plugin = aPlugin(text, { params, inputs: [INPUT] });
    answers.push(
      await withCell(plugin, { ...RECORDED, variant: { recordReads } }, async (cell) => {
        return (await cell.evaluate(FRAME)).answers.join();
      }),
    );
  }
  return answers;
}

describe("a name that is not there", () => {
  it("is a fault of that bar, whatever the plugin does with the nothing it got", async () => {
    expect(await answersTo(UNDECLARED, true)).toEqual(
      UNDECLARED.map(([, which]) => `F:undeclared_read:${which}`),
    );
  }, 60_000);

  it("is nobody's business in a cell of the host", async () => {
    const [first, second] = UNDECLARED;
    if (first === undefined || second === undefined) throw new Error("there are rows");
    expect(await answersTo([first, second], false)).toEqual(["E1|B||||undefined", "E1|B||||1"]);
  });

  it("keeps the name of a column that the manifest does not ask for", async () => {
    const plugin = aPlugin(entry("return candles.oi;"));
    const { answers } = await withCell(plugin, RECORDED, (cell) => cell.evaluate(aFrame(1)));
    expect(answers).toEqual(["F:threw_column:oi"]);
  });

  it("is a fault of its own bar and of no other", async () => {
    const { ts } = aFrame(1).columns;
    const plugin = aPlugin(
      entry(`if (candles.ts.at(-1) === ${ts[21]}) void params.live; return null;`),
    );
    for (const how of ["evaluate", "evaluateFresh"] as const) {
      const { answers } = await withCell(plugin, RECORDED, (cell) => cell[how](aFrame(3)));
      expect(answers).toEqual(["N", "F:undeclared_read:params", "N"]);
    }
  });

  it("is a fault before anything else that the answer is", async () => {
    const plugin = aPlugin(entry("return params.live;"));
    const { answers } = await withCell(plugin, RECORDED, (cell) => cell.evaluate(aFrame(1)));
    expect(answers).toEqual(["F:undeclared_read:params"]);
  });

  it("refuses the load when indicators() asks for it", async () => {
    const text = `export const indicators = (p) => (p.live ? {} : {}); ${entry("return null;")}`;
    const opened = await openCell(aPlugin(text), RECORDED);
    if (opened.ok) await opened.value.close();
    expect(opened.ok ? null : opened.refusal.detail).toEqual({
      fault: "undeclared_read",
      cause: "params",
    });
  });
});

describe("what is there", () => {
  it("is answered as without recording, and so is what every object has", async () => {
    const expected = DECLARED.map(([, value]) => `E1|B||||${value}`);
    expect(await answersTo(DECLARED, false)).toEqual(expected);
    expect(await answersTo(DECLARED, true)).toEqual(expected);
  }, 60_000);

  it("leads to no proxy that a plugin could use", async () => {
    const plugin = aPlugin(`${bundle}`.replace("context.tickSize > 0", "typeof globalThis.Proxy"), {
      inputs: [INPUT],
    });
    const { answers } = await withCell(plugin, RECORDED, (cell) => cell.evaluate(FRAME));
    expect(answers).toEqual(["F:threw_determinism:Proxy"]);
  });
});
