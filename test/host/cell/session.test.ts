import { describe, expect, it } from "vitest";
import type { CellFrame } from "#host/cell/frame.ts";
import { openCell, type CellPlugin } from "#host/cell/session.ts";
import { allGone, cellsAlive, textOf } from "./children.ts";
import { aFrame, aPlugin, entry, IMPATIENT, LOOKBACK, someColumns, withCell } from "./kit.ts";

const RESIDENT = { mode: "resident", sample: { rate: 0, seed: "" } } as const;
const FRESH = { mode: "fresh", spare: false } as const;
/** Says how often it was called in this isolate. */
const COUNTS =
  'let calls = 0;\nexport function entrySignal() {\n  calls += 1;\n  return { side: "Buy", rationale: String(calls) };\n}\n';
const CROSS = `
  export const indicators = (p) => ({ fast: { kind: "ema", source: "close", period: p.period }, slow: { kind: "sma", source: "close", period: 9 } });
  export function entrySignal(candles, params, { indicators: { fast, slow } }) {
    if (fast.at(-2) <= slow.at(-2) && fast.at(-1) > slow.at(-1)) return { side: "Buy", rationale: "up " + fast.at(-1) };
    return null;
  }
  export function exitSignal(candles, params, { indicators: { fast, slow } }, side) {
    return side === "Buy" ? fast.at(-1) < slow.at(-1) : fast.at(-1) > slow.at(-1);
  }`;

describe("a session", () => {
  it("answers alike in resident, fresh, sampled and compiled cells, and however frames are cut", async () => {
    const frames = [aFrame(LOOKBACK), aFrame(LOOKBACK, { fn: "exit", side: "Sell" })];
    const answersOf = async (
      options: Parameters<typeof openCell>[1],
      cut: number,
    ): Promise<string[]> =>
      withCell(aPlugin(CROSS), options, async (cell) => {
        const answers: string[] = [];
        for (const frame of frames) {
          for (let i = 0; i < frame.count; i += cut) {
            const first = frame.first + i;
            const count = Math.min(cut, frame.count - i);
            answers.push(...(await cell.evaluate({ ...frame, first, count })).answers);
          }
        }
        return answers;
      });
    const whole = await answersOf(RESIDENT, LOOKBACK);
    expect(whole.filter((each) => each.startsWith("E1|B||||up ")).length).toBeGreaterThan(0);
    expect(whole).toContain("X1");
    expect(await answersOf(RESIDENT, 3)).toEqual(whole);
    expect(await answersOf(FRESH, 7)).toEqual(whole);
    expect(await answersOf({ mode: "resident", sample: { rate: 1, seed: "s" } }, 5)).toEqual(whole);
    expect(await answersOf({ ...RESIDENT, jit: true }, 4)).toEqual(whole);
  });

  it("answers a bar the same whatever follows it: the future is not in the bytes", async () => {
    const spoilt = someColumns(2 * LOOKBACK);
    for (const column of [spoilt.close, spoilt.high, spoilt.low])
      column.fill(Number.NaN, LOOKBACK + 4);
    const [plain, cut] = await withCell(aPlugin(CROSS), RESIDENT, async (cell) => [
      (await cell.evaluate(aFrame(10))).answers.slice(0, 4),
      (await cell.evaluate(aFrame(4, { columns: spoilt }))).answers,
    ]);
    expect(cut).toEqual(plain);
  });

  it("tells a plugin that keeps state by comparing it with a fresh isolate", async () => {
    await withCell(
      aPlugin(COUNTS),
      { mode: "resident", sample: { rate: 1, seed: "s" } },
      async (cell) => {
        const { answers, events } = await cell.evaluate(aFrame(4));
        expect(answers).toEqual(["E1|B||||1", "F:answers_differ", "F:skipped", "F:skipped"]);
        expect(events.filter((each) => each.kind === "cell_sampled")).toEqual([
          { kind: "cell_sampled", bar: 0, equal: true },
          { kind: "cell_sampled", bar: 1, equal: false },
        ]);
      },
    );
  });

  it("shows no state in fresh isolates", async () => {
    await withCell(aPlugin(COUNTS), FRESH, async (cell) => {
      expect((await cell.evaluate(aFrame(3))).answers).toEqual(Array(3).fill("E1|B||||1"));
    });
  });

  it("samples bars by seed and bar, not by frame", async () => {
    const sampled = async (seed: string, cut: number): Promise<number[]> =>
      withCell(
        aPlugin(entry("return null;")),
        { mode: "resident", sample: { rate: 0.3, seed } },
        async (cell) => {
          const bars: number[] = [];
          for (let i = 0; i < LOOKBACK; i += cut) {
            const { events } = await cell.evaluate(aFrame(cut, { first: LOOKBACK + i }));
            for (const each of events) if (each.kind === "cell_sampled") bars.push(i + each.bar);
          }
          return bars;
        },
      );
    const once = await sampled("a", LOOKBACK);
    expect(once.length).toBeGreaterThan(0);
    expect(once.length).toBeLessThan(LOOKBACK);
    expect(await sampled("a", 5)).toEqual(once);
    expect(await sampled("b", LOOKBACK)).not.toEqual(once);
  });

  it("gives a fault of one bar to that bar alone", async () => {
    const plugin = aPlugin(
      entry(
        `if (candles.close.at(-1) === ${String(aFrame(1).columns.close[LOOKBACK + 2])}) throw new TypeError("x"); return null;`,
      ),
    );
    for (const options of [RESIDENT, FRESH]) {
      const { answers } = await withCell(plugin, options, (cell) => cell.evaluate(aFrame(4)));
      expect(answers).toEqual(["N", "N", "F:threw:TypeError", "N"]);
    }
  });

  it("finds the bar that overruns a frame, and is usable after it", async () => {
    const guilty = String(aFrame(1).columns.ts[LOOKBACK + 1]);
    const plugin = aPlugin(entry(`while (candles.ts.at(-1) === ${guilty}); return null;`));
    await withCell(plugin, { ...RESIDENT, deadlines: IMPATIENT }, async (cell) => {
      const { answers, events } = await cell.evaluate(aFrame(4));
      expect(answers.map((each) => (each.startsWith("F:") ? "F" : each))).toEqual([
        "N",
        "F",
        "F",
        "F",
      ]);
      expect(["F:overran", "F:killed"]).toContain(answers[1]);
      expect(answers.slice(2)).toEqual(["F:skipped", "F:skipped"]);
      expect(events[0]?.kind).toBe("cell_frame_repeated");
      expect(events.at(-1)).toMatchObject({ kind: "cell_retried", bar: 1, answered: false });
      expect((await cell.evaluate(aFrame(2, { first: LOOKBACK + 2 }))).answers).toEqual(["N", "N"]);
    });
  }, 30_000);

  it("repeats a death once in another process, and an answer then counts", async () => {
    await withCell(
      aPlugin(entry("return null;")),
      { mode: "fresh", deadlines: IMPATIENT },
      async (cell) => {
        expect((await cell.evaluate(aFrame(1))).answers).toEqual(["N"]);
        // The oldest is the one in use; the other stands ready. The kernel runs none of it after this line.
        const nodes = cellsAlive().filter((pid) =>
          textOf(`/proc/${pid}/cmdline`).startsWith(process.execPath),
        );
        process.kill(Math.min(...nodes), "SIGKILL");
        const { answers, events } = await cell.evaluate(aFrame(1));
        expect(answers).toEqual(["N"]);
        expect(events).toMatchObject([
          { kind: "cell_retried", bar: 0, fault: "died", answered: true },
        ]);
      },
    );
  });

  it("says why a bundle is no plugin", async () => {
    const load = async (bundle: string, change: Partial<CellPlugin> = {}) => {
      const opened = await openCell(aPlugin(bundle, change), { ...FRESH, deadlines: IMPATIENT });
      if (opened.ok) await opened.value.close();
      return opened.ok ? null : [opened.refusal.code, opened.refusal.detail?.["fault"]];
    };
    expect(await load("export function (")).toEqual(["plugin_not_loaded", "syntax"]);
    expect(await load("export {};")).toEqual(["plugin_not_loaded", "export_missing"]);
    expect(await load("export default () => null;")).toEqual([
      "plugin_not_loaded",
      "export_unknown",
    ]);
    expect(await load("export const entrySignal = 1;")).toEqual([
      "plugin_not_loaded",
      "export_type",
    ]);
    expect(await load("throw new Error('x');")).toEqual(["plugin_not_loaded", "module_threw"]);
    const described = (tree: string): string =>
      `export const indicators = () => (${tree}); ${entry("return null;")}`;
    expect(await load(described("1"))).toEqual(["plugin_not_loaded", "indicators_not_a_record"]);
    expect(await load(described("{ a: { kind: 'sma', source: 'close', period: 21 } }"))).toEqual([
      "plugin_not_loaded",
      "indicator_warm_up_over_lookback",
    ]);
    expect(await load(described("{ a: { kind: 'ema', source: 'oi', period: 2 } }"))).toEqual([
      "plugin_not_loaded",
      "indicator_column_not_declared",
    ]);
    expect(
      await load("export const indicators = () => { throw 1; };" + entry("return null;")),
    ).toEqual(["plugin_not_loaded", "threw"]);
    expect(await load(`// ${"x".repeat(262_144)}`)).toEqual(["bundle_too_large", undefined]);
  }, 60_000);

  it("leaves no process behind, closed once or twice", async () => {
    const opened = await openCell(aPlugin(entry("return null;")), { mode: "fresh" });
    if (!opened.ok) throw new Error(opened.refusal.code);
    await opened.value.evaluate(aFrame(1));
    const pids = cellsAlive();
    expect(pids.length).toBeGreaterThan(0);
    await opened.value.close();
    await opened.value.close();
    await allGone(pids);
    expect(cellsAlive()).toEqual([]);
  });

  it("starts nothing for an evaluation that was under way when it was closed", async () => {
    const opened = await openCell(aPlugin(entry("for (;;);")), { mode: "resident" });
    if (!opened.ok) throw new Error(opened.refusal.code);
    const underWay = opened.value.evaluate(aFrame(3));
    const pids = cellsAlive();
    await opened.value.close();
    expect((await underWay).answers.every((answer) => answer.startsWith("F:"))).toBe(true);
    await allGone(pids);
    expect(cellsAlive()).toEqual([]);
  });

  it("takes one frame at a time", async () => {
    await withCell(aPlugin(entry("return null;")), RESIDENT, async (cell) => {
      const first = cell.evaluate(aFrame(1));
      await expect(cell.evaluate(aFrame(1))).rejects.toThrow("one evaluation at a time");
      expect((await first).answers).toEqual(["N"]);
    });
  });
});

describe("what a plugin sees", () => {
  const daily = (ends: readonly number[]): CellFrame["inputs"][number] => ({
    columns: someColumns(14, "daily", 86_400_000),
    ends: Int32Array.from(ends),
  });
  const input = { name: "daily", lookback: 7, columns: ["ts", "close"] } as const;

  it("are its inputs, each with its own lookback and newest bar", async () => {
    const plugin = aPlugin(
      `export const indicators = () => ({ trend: { kind: "sma", source: { input: "daily", column: "close" }, period: 3 } });
      export function entrySignal(candles, params, context) {
        const { daily } = context.inputs;
        return { side: "Buy", rationale: [daily.length, daily.close.length, daily.close.at(-1), context.indicators.trend.at(-1)].join(" ") };
      }`,
      { inputs: [input] },
    );
    const frame = aFrame(3, { inputs: [daily([8, 8, 9])] });
    const close = frame.inputs[0]?.columns.close ?? new Float64Array(0);
    const sma = (end: number): number =>
      ((close[end - 2] ?? 0) + (close[end - 1] ?? 0) + (close[end] ?? 0)) / 3;
    const [resident, fresh] = await withCell(plugin, RESIDENT, async (cell) => [
      await cell.evaluate(frame),
      await cell.evaluateFresh(frame),
    ]);
    expect(resident).toEqual(fresh);
    for (const [i, end] of [8, 8, 9].entries()) {
      const [length, columns, newest, trend] = (resident?.answers[i]?.slice(8) ?? "")
        .split(" ")
        .map(Number);
      expect([length, columns, newest]).toEqual([7, 7, close[end]]);
      expect(trend).toBeCloseTo(sma(end), 9);
    }
  });

  it("is no column that is not declared, by name", async () => {
    const plugin = aPlugin(entry("return context.inputs.daily.volume;"), { inputs: [input] });
    const { answers } = await withCell(plugin, RESIDENT, (cell) =>
      cell.evaluate(aFrame(1, { inputs: [daily([8])] })),
    );
    expect(answers).toEqual(["F:threw_column:volume"]);
  });

  it("is nothing while a callback runs, not even through what an earlier call kept", async () => {
    const plugin = aPlugin(
      `let kept = null;
      export const indicators = () => ({ peek: { kind: "rolling", source: "close", period: 2, callback: () => (kept === null ? 0 : kept.close.at(-1)) } });
      export function entrySignal(candles, params, context) {
        kept = candles;
        return { side: "Buy", rationale: String(context.indicators.peek.at(-1)) };
      }`,
    );
    const { answers } = await withCell(plugin, RESIDENT, (cell) => cell.evaluate(aFrame(2)));
    expect(answers).toEqual(["F:threw_read_in_callback", "F:threw_read_in_callback"]);
  });

  it.for<[name: string, code: string, fault: string]>([
    [
      "too deep a cursor, even when the plugin catches it",
      "try { fast.at(-19); } catch {} return null;",
      "F:indicator_offset_too_deep",
    ],
    [
      "a cursor at a bar that does not exist yet",
      "return fast.at(0);",
      "F:indicator_offset_invalid",
    ],
  ])("is a fault: %s", async ([, code, fault]) => {
    const plugin = aPlugin(
      `export const indicators = () => ({ fast: { kind: "sma", source: "close", period: 4 } });
      export function entrySignal(candles, params, { indicators: { fast } }) { ${code} }`,
    );
    const { answers } = await withCell(plugin, RESIDENT, (cell) => cell.evaluate(aFrame(1)));
    expect(answers).toEqual([fault]);
  });

  it("is an exit only where it exports one", async () => {
    const { answers } = await withCell(aPlugin(entry("return null;")), RESIDENT, (cell) =>
      cell.evaluate(aFrame(2, { fn: "exit", side: "Buy" })),
    );
    expect(answers).toEqual(["F:export_missing", "F:export_missing"]);
  });
});
