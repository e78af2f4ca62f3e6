/** Rules that look at answers and sizes. */
import { describe, expect, it } from "vitest";
import type { CellUsage } from "#sdk/conformance/lab.ts";
import { budgets } from "#sdk/conformance/rules/budgets.ts";
import { buildsTwiceEqual } from "#sdk/conformance/rules/builds-twice-equal.ts";
import { liveness } from "#sdk/conformance/rules/liveness.ts";
import { outputSchema } from "#sdk/conformance/rules/output-schema.ts";
import { parseManifestText } from "./manifest.ts";
import { aFakeLab, entry, hear, HONEST, SILENT, verdictsOf } from "./kit.ts";

const WAIT = { timeout: 60_000 };
const MB = 1_048_576;

describe("output-schema", () => {
  it("passes an honest plugin", WAIT, async () => {
    expect((await hear(outputSchema, HONEST)).map(({ verdict }) => verdict)).toEqual(["pass"]);
  });

  it("names bar, time, code and the code's own remedy", WAIT, async () => {
    const [first] = await hear(outputSchema, entry("return candles.oi.nothing.here;"));
    expect(first?.verdict).toBe("fail");
    expect(first?.message).toMatch(
      /^entrySignal at row \d+ of \w+ \(\d{4}-.*Z\): F:threw:TypeError/,
    );
    expect(first?.message).toMatch(/and at \d+ more bars/);
    expect(first?.remedy).toContain("TypeError");
  });

  it("groups what is wrong and keeps the first bar of each", async () => {
    const codes = ["F:answer_key", "F:side_invalid", "N"];
    const said = await outputSchema.behaviour?.(
      aFakeLab({ answer: (row) => codes[row % 3] ?? "N" }),
    );
    expect(said?.map(({ used }) => used)).toEqual([40, 40]);
  });

  it.for([
    ["E1|B||1.5||why", "pass"],
    ["E1|B||0.5||why", "fail"],
    ["E1|B||2.5||why", "fail"],
    ["E1|B|||3|why", "pass"],
    ["E1|B|||3.1|why", "fail"],
  ] as const)("%s with sl_pct 1 to 2 and tp_pct 3: %s", async ([text, verdict]) => {
    const manifest = parseManifestText({ sl: "{ default = 1, min = 1, max = 2 }", tp: "3" });
    const verdicts = await verdictsOf(outputSchema, { answer: () => text, change: { manifest } });
    expect(verdicts).toEqual([verdict]);
  });

  it("ends at a fault that ends everything", async () => {
    let asked = 0;
    const fake = aFakeLab({ answer: () => "F:killed" });
    const reference: typeof fake.reference = (recording, question) => {
      asked += 1;
      return fake.reference(recording, question);
    };
    const said = await outputSchema.behaviour?.({ ...fake, reference });
    expect(said?.[0]?.message).toContain("F:killed");
    expect(asked).toBe(1);
  });
});

describe("liveness", () => {
  it.for([
    ["nothing anywhere", () => "N", ["unproven"]],
    ["both sides", (row: number) => (row % 2 ? "E1|B||||a" : "E1|S||||a"), ["pass", "report"]],
    ["one side, now and then", (row: number) => (row % 2 ? "E1|B||||a" : "N"), ["pass", "report"]],
    [
      "both, now and then",
      (row: number) => ["E1|B||||a", "E1|S||||a", "N"][row % 3] ?? "",
      ["pass"],
    ],
  ] as const)("%s", async ([, answer, verdicts]) => {
    expect(await verdictsOf(liveness, { answer })).toEqual(verdicts);
  });

  it.for([
    ["no value", () => "V-", ["unproven"]],
    ["one value", () => "V1", ["pass", "report"]],
    ["values", (row: number) => `V${row}`, ["pass"]],
  ] as const)("%s of a factor", async ([, answer, verdicts]) => {
    const questions = [{ fn: "value" }] as const;
    expect(await verdictsOf(liveness, { answer, questions })).toEqual(verdicts);
  });

  it("reports an exit that is never or always taken", async () => {
    const questions = [
      { fn: "entry" },
      { fn: "exit", side: "Buy" },
      { fn: "exit", side: "Sell" },
    ] as const;
    const entries = (row: number): string => ["E1|B||||a", "E1|S||||a", "N"][row % 3] ?? "";
    const exits = (side?: string) => (row: number) => (side === "Buy" ? `X${row % 2}` : "X1");
    const said = await verdictsOf(liveness, {
      questions,
      answer: (row, _, { fn, side }) => (fn === "entry" ? entries(row) : exits(side)(row)),
    });
    expect(said).toEqual(["pass", "report"]);
  });
});

describe("budgets", () => {
  const usage =
    (change: Partial<CellUsage> = {}) =>
    (): CellUsage => ({
      worstCallMs: 3,
      heapAfterLoadBytes: MB,
      heapBytes: 2 * MB,
      residentBytes: 60 * MB,
      ...change,
    });

  it("measures a real plugin in one isolate", WAIT, async () => {
    const said = await hear(budgets, HONEST);
    expect(said.map(({ verdict }) => verdict)).not.toContain("fail");
    expect(said.map(({ message }) => message).join()).toContain("after 2400 calls");
    // Time is a busy machine's as well.
    const sizes = said.filter(({ message }) => !message.startsWith("worst call"));
    for (const { used, allowed } of sizes) expect(used).toBeLessThanOrEqual(allowed ?? 0);
  });

  it.for([
    ["a calm one", {}, "pass"],
    ["a full heap", { heapBytes: 33 * MB, heapAfterLoadBytes: 30 * MB }, "fail"],
    ["a full heap after load", { heapAfterLoadBytes: 33 * MB }, "fail"],
    ["a slow call that the cell let pass", { worstCallMs: 70 }, "fail"],
  ] as const)("%s: %s", async ([, change, verdict]) => {
    const verdicts = await verdictsOf(budgets, { answer: () => "N", usage: usage(change) });
    expect(verdicts.filter((each) => each !== "pass")).toEqual(verdict === "pass" ? [] : [verdict]);
  });

  it("fails a heap that grows with every pass, not one that is cleaned now and then", async () => {
    const over = (sizes: readonly number[]) => {
      let pass = 0;
      return () => usage({ heapBytes: (sizes[Math.min(pass++, sizes.length - 1)] ?? 0) * MB })();
    };
    const verdicts = (sizes: readonly number[]) =>
      verdictsOf(budgets, { answer: () => "N", usage: over(sizes) });
    expect(await verdicts([2, 8, 14, 20])).toContain("fail");
    expect(await verdicts([2, 14, 3, 14])).not.toContain("fail");
  });

  it("counts from the load on: four kilobytes of every call are too many", WAIT, async () => {
    const leaks = entry("kept.push(new Array(512).fill(1.5)); return null;", "const kept = [];");
    const said = await hear(budgets, leaks);
    const grown = said.find(({ message }) => message.startsWith("growth"));
    expect(grown?.verdict).toBe("fail");
    expect(grown?.used).toBeGreaterThan(grown?.allowed ?? 0);
  });

  it("fails a plugin that keeps something of every call", WAIT, async () => {
    const leaks = entry("kept.push(new Array(3_000).fill(1)); return null;", "const kept = [];");
    const said = await hear(budgets, leaks);
    expect(said.map(({ verdict }) => verdict)).toContain("fail");
    expect(said.map(({ message }) => message).join()).toContain("heap full");
  });

  it("fails an answer that is another after many calls", async () => {
    const answer = (row: number, run: { process?: string } | null) =>
      run?.process === "budgets" && row === 130 ? "X" : "N";
    const said = await budgets.behaviour?.(aFakeLab({ answer, usage: usage() }));
    expect(said?.filter(({ verdict }) => verdict === "fail")).toHaveLength(1);
    expect(said?.map(({ message }) => message).join()).toContain("after 600 calls in one isolate");
  });

  it("proves nothing when the cell does not say", async () => {
    expect(await verdictsOf(budgets, { answer: () => "N" })).toEqual(["pass", "unproven"]);
  });
});

describe("builds-twice-equal", () => {
  it("starts no second builder for a quick look, and says so", async () => {
    const { subject, ...lab } = aFakeLab({ answer: () => "N" });
    const quick = { ...lab, subject: { ...subject, quick: true } };
    // The bundle is not its source's: whoever had built it again would refuse it.
    expect((await buildsTwiceEqual.behaviour?.(quick))?.[0]?.verdict).toBe("report");
  });

  it("passes the bundle of its source and fails any other", WAIT, async () => {
    const lab = aFakeLab({ answer: () => "N" });
    const built = { ...lab.subject.built };
    const first = await buildsTwiceEqual.behaviour?.(lab);
    // The test's own bundler leaves other comments than the build's: that is another bundle already.
    expect(first?.[0]?.verdict).toBe("fail");
    const { compilePlugin } = await import("#sdk/build/compile.ts");
    const { bundle } = await compilePlugin(new Map([["plugin.ts", SILENT]]), "plugin.ts", null);
    if (bundle === null) throw new Error("it builds");
    const subject = { ...lab.subject, built: { ...built, bundle } };
    expect((await buildsTwiceEqual.behaviour?.({ ...lab, subject }))?.[0]?.verdict).toBe("pass");
  });
});
