/** What a plugin does wrong: each bar by its code, and where a host would have stopped, so does the run. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { candleCsv, put, sdkSignals } from "#test/kit/sdk.ts";
import { aFolder } from "#test/kit/workspace.ts";

async function run(script: string, bars = 20) {
  const folder = aFolder();
  const closes = Array.from({ length: bars }, (_, i) => 100 + i);
  const data = put(join(folder, "bars.csv"), candleCsv(closes));
  const path = put(join(folder, "idea.js"), script);
  const ran = await sdkSignals(folder, path, "--data", data, "--lookback", "2");
  expect(existsSync(join(folder, "var"))).toBe(false);
  return ran;
}

/** entrySignal with this body; `n` is the row. */
const body = (text: string) =>
  `export function entrySignal(candles) { const n = candles.close.at(-1) - 100; ${text} }`;

describe("a bar with a fault is one row, and the next bar is decided all the same", () => {
  const ROWS = [
    ["throw new TypeError('no');", "threw:TypeError"],
    ["throw null;", "threw:other"],
    ["Date.now();", "threw_determinism:Date"],
    ["return;", "answer_missing"],
    ["return 1;", "answer_type"],
    ["return [];", "answer_prototype"],
    ["return { side: 'Long', rationale: 'x' };", "side_invalid"],
    ["return { side: 'Buy' };", "rationale_type"],
    ["return { side: 'Buy', rationale: 'x', a: 1 };", "answer_key"],
    ["return { side: 'Buy', rationale: 'x', slPct: 1 / 0 };", "sl_pct_invalid"],
  ] as const;

  it("throws, looks at a clock, answers what is no answer", async () => {
    // Row 2k + 1 does the k-th thing, every other row signals.
    const cases = ROWS.map(([text], k) => `if (n === ${2 * k + 1}) { ${text} }`).join("\n");
    const signal = `if (n % 2 === 0) return { side: "Buy", rationale: "still here" };`;
    const ran = await run(body(`${signal}\n${cases}\nreturn null;`), 22);
    expect(ran.document.faults).toEqual(ROWS.map(([, code], k) => ({ i: 2 * k + 1, code })));
    expect(ran.document.signals.map(({ i }) => i)).toEqual(ROWS.map((_, k) => 2 * k + 2));
    expect(ran).toMatchObject({ code: 0, err: "" });
  });

  it("goes on until there were a thousand", async () => {
    const { code, document, err } = await run(body("throw new Error();"), 1_500);
    expect(document.faults.length).toBe(1_001);
    expect(document.faults.slice(-2)).toEqual([
      { i: 1_000, code: "threw:Error" },
      { i: 1_000, code: "signals_stopped" },
    ]);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("signals_stopped") });
  });
});

describe("the run ends where a host would put the plugin in quarantine", () => {
  it.for([
    [
      "never returns",
      body("if (n === 9) for (;;); return null;"),
      [9],
      "overran",
      "plugin_overran",
    ],
    [
      "hangs in a built-in call",
      body("if (n === 9) Array(1e9).fill(0); return null;"),
      [9],
      "killed",
      "plugin_killed",
    ],
  ] as const)("a plugin that %s", { timeout: 60_000 }, async ([, script, rows, fault, code]) => {
    const ran = await run(script, 200);
    const [first] = ran.document.faults;
    expect(ran.document.faults.length).toBe(1);
    expect(first?.code).toBe(fault);
    expect(rows).toContain(first?.i);
    expect(ran.code).toBe(1);
    expect(ran.err).toContain(`refused: ${code}`);
  });

  it(
    "a plugin that remembers and waits for its moment gains nothing",
    { timeout: 60_000 },
    async () => {
      const ran = await run(
        `let calls = 0;\n${body("while ((calls += 1) > 5); return null;")}`,
        60,
      );
      expect(ran.document.signals).toEqual([]);
      // Fresh isolates decide its bars until a single one overruns a resident isolate: which one depends on the frames.
      expect(ran.document.faults.filter(({ code: said }) => said !== "overran")).toEqual([]);
      expect(ran.code).toBe(ran.document.faults.length === 0 ? 0 : 1);
    },
  );

  it("a plugin that remembers: a fresh isolate answers otherwise", async () => {
    const script = `let calls = 0;\n${body(`return (calls += 1) % 2 ? { side: "Buy", rationale: "odd" } : null;`)}`;
    const ran = await run(script, 2_000);
    expect(ran.document.faults.map(({ code }) => code)).toEqual(["answers_differ"]);
    expect(ran.err).toContain("refused: cell_answers_differ");
  });
});

describe("a plugin that cannot be loaded is one fault before the first row", () => {
  it.for([
    ["does not parse", "export function entrySignal( {", "plugin_syntax_invalid"],
    ["throws at load", `${body("return null;")} throw new Error("no");`, "plugin_not_loaded"],
    ["has no entrySignal", "export const other = 1;", "plugin_exports_invalid"],
    [
      "imports a file system",
      `import "node:fs"; ${body("return null;")}`,
      "plugin_import_forbidden",
    ],
    ["loops at load", `${body("return null;")} for (;;);`, "plugin_not_loaded"],
    [
      "fills the memory at load",
      `${body("return null;")} Array(1e9).fill(0);`,
      "plugin_not_loaded",
    ],
    [
      "grows at load",
      `${body("return null;")} const a = []; for (;;) a.push([a.length]);`,
      "plugin_not_loaded",
    ],
    [
      "is a library",
      `${body("return null;")} /*${"x".repeat(300_000)}*/`,
      "plugin_source_too_large",
    ],
    [
      "is a syntax bomb",
      `export const entrySignal = () => ${"!".repeat(200_000)}1;`,
      "build_not_finished",
    ],
    ["waits", "export async function entrySignal() { return null; }", "plugin_language_forbidden"],
  ] as const)("one that %s", { timeout: 30_000 }, async ([, script, code]) => {
    const begunMs = performance.now();
    const ran = await run(script);
    expect(performance.now() - begunMs).toBeLessThan(10_000);
    expect(ran.document).toEqual({ bars: 20, signals: [], faults: [{ i: -1, code }] });
    expect(ran.code).toBe(1);
    expect(ran.err).toContain(`refused: ${code}`);
  });
});
