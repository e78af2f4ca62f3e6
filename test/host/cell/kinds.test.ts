/** What each kind of plugin exports, is asked and may answer. */
import { describe, expect, it } from "vitest";
import { openCell, type CellPlugin } from "#host/cell/session.ts";
import { aFrame, aPlugin, entry, LOOKBACK, withCell } from "./kit.ts";

const RESIDENT = { mode: "resident", sample: { rate: 0, seed: "" } } as const;
const value = (fn: "score" | "value", expression: string): string =>
  `export function ${fn}(candles, params, context) { return ${expression}; }`;
const asked = (count: number) => aFrame(count, { fn: "value" });

const ANSWERS: readonly (readonly [
  kind: "signal" | "factor",
  name: string,
  expression: string,
  answers: readonly string[],
])[] = [
  ["signal", "a score", "0.25", ["V0.25", "V0.25"]],
  ["signal", "no score", "null", ["V-", "V-"]],
  ["signal", "a zero with a sign", "-0", ["V0", "V0"]],
  ["signal", "a score beyond one", "1.5", ["F:value_range", "F:value_range"]],
  ["signal", "not a number", "0 / 0", ["F:value_range", "F:value_range"]],
  ["signal", "nothing", "undefined", ["F:value_type", "F:value_type"]],
  ["signal", "a text", "'0.5'", ["F:value_type", "F:value_type"]],
  ["signal", "a boxed number", "Object(0.5)", ["F:value_type", "F:value_type"]],
  ["signal", "an entry", "{ side: 'Buy', rationale: 'up' }", ["F:value_type", "F:value_type"]],
  ["factor", "its parameters", "params.period * 1e3", ["V5000", "V5000"]],
  ["factor", "no value", "null", ["V-", "V-"]],
  ["factor", "an endless value", "1 / 0", ["F:value_range", "F:value_range"]],
  ["factor", "an error", "null.x", ["F:threw:TypeError", "F:threw:TypeError"]],
];

describe("a plugin that is heard", () => {
  it.concurrent.for(ANSWERS)(
    "a %s that answers %s",
    { timeout: 30_000 },
    async ([kind, , expression, answers]) => {
      const bundle = value(kind === "signal" ? "score" : "value", expression);
      const both = await withCell(aPlugin(bundle, { kind }), RESIDENT, async (cell) => [
        (await cell.evaluate(asked(2))).answers,
        (await cell.evaluateFresh(asked(2))).answers,
      ]);
      expect(both).toEqual([answers, answers]);
    },
  );

  it("sees the bar, and has indicators", async () => {
    const bundle = `
      export const indicators = (p) => ({ mean: { kind: "sma", source: "close", period: p.period } });
      export function value(candles, params, context) {
        return candles.close.at(-1) - context.indicators.mean.at(-1);
      }`;
    const frame = asked(3);
    const { close } = frame.columns;
    const { answers } = await withCell(aPlugin(bundle, { kind: "factor" }), RESIDENT, (cell) =>
      cell.evaluate(frame),
    );
    for (const [i, answer] of answers.entries()) {
      const window = close.slice(LOOKBACK + i - 4, LOOKBACK + i + 1);
      const mean = window.reduce((sum, x) => sum + x, 0) / 5;
      expect(Number(answer.slice(1))).toBeCloseTo((close[LOOKBACK + i] ?? 0) - mean, 9);
    }
  });

  it("is compared with fresh isolates as a strategy is", async () => {
    const counts = "let calls = 0; export function value() { return ++calls; }";
    const sampled = { mode: "resident", sample: { rate: 1, seed: "s" } } as const;
    const { answers } = await withCell(aPlugin(counts, { kind: "factor" }), sampled, (cell) =>
      cell.evaluate(asked(3)),
    );
    expect(answers).toEqual(["V1", "F:answers_differ", "F:skipped"]);
  });

  it("is asked for nothing else, and a strategy not for this", async () => {
    const missing = ["F:export_missing"];
    const answersOf = (plugin: CellPlugin, frame: ReturnType<typeof asked>) =>
      withCell(plugin, RESIDENT, async (cell) => (await cell.evaluate(frame)).answers);
    const signal = aPlugin(value("score", "0"), { kind: "signal" });
    expect(await answersOf(signal, aFrame(1))).toEqual(missing);
    expect(await answersOf(signal, aFrame(1, { fn: "exit", side: "Buy" }))).toEqual(missing);
    expect(await answersOf(aPlugin(entry("return null;")), asked(1))).toEqual(missing);
  });
});

describe("a module exports what its kind has, and nothing else:", () => {
  const strategy = entry("return null;");
  it.concurrent.for<[name: string, kind: CellPlugin["kind"], bundle: string, fault: string | null]>(
    [
      ["a strategy", "strategy", strategy, null],
      ["a signal", "signal", value("score", "0"), null],
      ["a factor", "factor", value("value", "0"), null],
      ["a strategy with a score", "strategy", strategy + value("score", "0"), "export_unknown"],
      ["a signal that enters", "signal", strategy + value("score", "0"), "export_unknown"],
      ["a signal with a value", "signal", value("value", "0"), "export_unknown"],
      ["a factor with a score", "factor", value("score", "0"), "export_unknown"],
      ["a factor that leaves", "factor", "export const exitSignal = () => true;", "export_unknown"],
      [
        "a signal without a score",
        "signal",
        "export const indicators = () => ({});",
        "export_missing",
      ],
      ["a factor without anything", "factor", "export {};", "export_missing"],
      ["a score that is a number", "signal", "export const score = 1;", "export_type"],
    ],
  )("%s", { timeout: 30_000 }, async ([, kind, bundle, fault]) => {
    const opened = await openCell(aPlugin(bundle, { kind }), RESIDENT);
    if (opened.ok) await opened.value.close();
    expect(opened.ok ? null : opened.refusal.detail?.["fault"]).toBe(fault);
  });
});
