/** Cells of the conformance suite: what each variant changes, and that an honest plugin cannot tell. */
import { describe, expect, it } from "vitest";
import type { CellFrame } from "#host/cell/frame.ts";
import type { CellPlugin, CellVariant } from "#host/cell/session.ts";
import { cellsAlive, textOf } from "./children.ts";
import { aFrame, aPlugin, entry, LOOKBACK, someColumns, withCell } from "./kit.ts";

const RESIDENT = { mode: "resident", sample: { rate: 0, seed: "" } } as const;
const INPUT = { name: "daily", lookback: 7, columns: ["ts", "close"] } as const;
const withDaily = (count: number, change: Partial<CellFrame> = {}): CellFrame =>
  aFrame(count, {
    inputs: [{ columns: someColumns(14, "daily"), ends: new Int32Array(count).fill(8) }],
    ...change,
  });
/** Looks at everything it is given, and everything that indicators make of it. */
const CURIOUS = `
  const last = (values) => { let sum = 0; for (const x of values) sum += x; return sum; };
  export const indicators = (p) => ({
    ema: { kind: "ema", source: "close", period: p.period },
    high: { kind: "highest", source: "high", period: 3 },
    sum: { kind: "rolling", source: "close", period: 4, callback: last },
    group: { daily: { kind: "sma", source: { input: "daily", column: "close" }, period: 3 } },
  });
  export function entrySignal(candles, params, context) {
    const { ema, high, sum, group } = context.indicators;
    const { daily } = context.inputs;
    const seen = [candles.length, candles.close.length, last(candles.close), last(candles.ts), daily.length, last(daily.close),
      ema.at(-1), high.at(-2), sum.at(-1), group.daily.at(-1), Object.keys(candles), Object.keys(context), { ...params.deep }.on];
    return { side: params.deep.on ? "Buy" : "Sell", rationale: seen.join(" ") };
  }
  export function exitSignal(candles, params, context, side) {
    return candles.close.at(-1) > context.indicators.ema.at(-1) === (side === "Sell");
  }`;
const curious = aPlugin(CURIOUS, { inputs: [INPUT] });

/** Answers of one resident frame, of its bars one by one, and of fresh isolates. */
async function answersOf(plugin: CellPlugin, variant: CellVariant, frame: CellFrame) {
  return withCell(plugin, { ...RESIDENT, variant }, async (cell) => [
    (await cell.evaluate(frame)).answers,
    (await cell.evaluateFresh(frame)).answers,
  ]);
}

describe("an honest plugin answers the same", () => {
  it.concurrent.for<[name: string, variant: CellVariant]>([
    ["compiled", { jit: true }],
    ["with half the stack", { stackKb: 500 }],
    ["with twice the heap", { heapMb: 64 }],
    ["far away", { environment: { TZ: "Pacific/Chatham", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR" } }],
    ["when it is recorded", { recordReads: true }],
    ["when later bars are sent", { laterBars: 11 }],
    ["in all of them at once", { jit: true, stackKb: 700, recordReads: true, laterBars: 3 }],
  ])("%s", { timeout: 60_000 }, async ([, variant]) => {
    for (const frame of [withDaily(6), withDaily(4, { fn: "exit", side: "Sell" })]) {
      const [resident, fresh] = await answersOf(curious, {}, frame);
      expect(resident?.join()).toMatch(/^(?:E1|X[01])/);
      expect(await answersOf(curious, variant, frame)).toEqual([resident, fresh]);
    }
  });

  it("whatever the later bars are, and has no way to them", async () => {
    const columns = someColumns(2 * LOOKBACK);
    for (const column of [columns.close, columns.high, columns.ts, columns.volume])
      column.fill(Number.NaN, LOOKBACK + 6);
    const spoilt = withDaily(6, { columns });
    const [plain] = await answersOf(curious, {}, withDaily(6));
    expect(await answersOf(curious, { laterBars: 11 }, spoilt)).toEqual([plain, plain]);
    const peeks = aPlugin(
      entry(`const { close } = candles;
        const beyond = [close[${LOOKBACK}], close.at(${LOOKBACK}), close.subarray(0, 99).length, candles.close.values().toArray().length];
        return { side: "Buy", rationale: JSON.stringify(beyond) };`),
    );
    const [[answer] = []] = await answersOf(peeks, { laterBars: 11 }, aFrame(1));
    expect(answer).toBe(`E1|B||||[null,null,${LOOKBACK},${LOOKBACK}]`);
  }, 30_000);
});

describe("a variant is what it says", () => {
  const DEPTH = entry(
    "let depth = 0; const f = () => { depth += 1; f(); }; try { f(); } catch {} return { side: 'Buy', rationale: String(depth) };",
  );
  const answer = async (bundle: string, variant: CellVariant): Promise<string> =>
    withCell(aPlugin(bundle), { ...RESIDENT, variant }, async (cell) => {
      const { answers } = await cell.evaluate(aFrame(1));
      return answers[0] ?? "";
    });

  it("another stack: calls end elsewhere", async () => {
    const depth = async (stackKb: number): Promise<number> =>
      Number((await answer(DEPTH, { stackKb })).slice("E1|B||||".length));
    const [small, large] = [await depth(400), await depth(800)];
    expect(large).toBeGreaterThan(small * 1.5);
  });

  it("another heap: what is too much for one is not for the other", async () => {
    const hoard = entry("return new Array(6_000_000).fill(1.5).length > 1 ? null : undefined;");
    expect(await answer(hoard, { heapMb: 128 })).toBe("N");
    expect(await answer(hoard, {})).toMatch(/^F:(?:heap_full|died|threw:RangeError)$/);
  }, 30_000);

  it("a compiler, in both ways of asking for it", async () => {
    const flags = async (options: object): Promise<boolean> =>
      withCell(aPlugin(DEPTH), { ...RESIDENT, ...options }, () =>
        Promise.resolve(
          cellsAlive().some((pid) => textOf(`/proc/${pid}/cmdline`).includes("--jitless")),
        ),
      );
    expect(await flags({})).toBe(true);
    expect(await flags({ jit: true })).toBe(false);
    expect(await flags({ variant: { jit: true } })).toBe(false);
    expect(await flags({ jit: true, variant: { jit: false } })).toBe(true);
  });

  it("a compiler with room for fresh isolates beside the resident one", async () => {
    const options = { mode: "resident", sample: { rate: 1, seed: "s" }, jit: true } as const;
    const events = await withCell(curious, options, async (cell) => [
      ...(await cell.evaluate(withDaily(8))).events,
      ...(await cell.evaluate(withDaily(8))).events,
    ]);
    // V8 died by SIGTRAP where it could not reserve memory for the code of one more isolate.
    expect(events.filter(({ kind }) => kind !== "cell_sampled")).toEqual([]);
    expect(events.length).toBe(16);
  }, 30_000);
});
