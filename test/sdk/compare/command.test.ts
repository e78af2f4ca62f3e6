/** `sdk compare` with real bundles in real cells, and what the signer makes of its report. */
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { candidate } from "#host/contract/candidate.ts";
import { comparisonReport } from "#host/contract/comparison.ts";
import { aManifestText, aWorkspace, candleCsv, put, sdk, type Ran } from "#test/kit/sdk.ts";
import { contentsOf, sign } from "#test/kit/workspace.ts";

const ID = "first";
const MANIFEST = aManifestText(ID, "version = 1 ", "version = 1 ");
/** Enters on every bar that closes higher than the one before: something to disagree with. */
const EAGER = `import type { Candles, EntrySignal } from "#plugin";
export function entrySignal(candles: Candles): EntrySignal | null {
  const [before = 0, last = 0] = candles.close.slice(-2);
  return last > before ? { side: "Buy", rationale: "rose" } : null;
}
`;
const atZero = { nowMs: () => 0 };

async function built(): Promise<string> {
  const workspace = aWorkspace(ID);
  expect(await sdk(workspace, "build", ID)).toMatchObject({ code: 0, err: "" });
  return workspace;
}

const reportPath = (workspace: string, version = 1) =>
  join(workspace, "var/candidates", ID, String(version), "comparison.json");

function reportOf(ran: Ran) {
  const document: { report: unknown } = JSON.parse(ran.out);
  return comparisonReport.parse(document.report);
}

/** Version 1 is signed; version 2, which is eager, is built. */
async function successor(): Promise<string> {
  const workspace = await built();
  for (const argv of [
    ["keygen", "--name", "demo", "--paper"],
    ["root", "init"],
    ["approve", join(workspace, "plugins", ID), "--slot", "paper.main.BTCUSDT"],
  ]) {
    expect(await sign(workspace, argv, atZero)).toMatchObject({ exit: 0 });
  }
  const manifest = MANIFEST.replace("version = 1", "version = 2");
  writeFileSync(join(workspace, "plugins", ID, "manifest.toml"), manifest);
  writeFileSync(join(workspace, "plugins", ID, "signal.ts"), EAGER);
  expect(await sdk(workspace, "build", ID)).toMatchObject({ code: 0, err: "" });
  return workspace;
}

describe("against nothing", { timeout: 60_000 }, () => {
  it("writes a report about exactly this candidate, the same one twice", async () => {
    const workspace = await built();
    const ran = await sdk(workspace, "compare", ID, "--against", "none", "--days", "3", "--json");
    expect(ran).toMatchObject({ code: 0 });
    const report = reportOf(ran);
    const text = readFileSync(reportPath(workspace), "utf8");
    expect(comparisonReport.parse(JSON.parse(text))).toEqual(report);
    const { bundleSha256, sourceSha256, manifestSha256 } = candidate.parse(
      JSON.parse(readFileSync(join(workspace, "var/candidates", ID, "1/candidate.json"), "utf8")),
    );
    const bound = { id: ID, version: 1, bundleSha256, sourceSha256, manifestSha256 };
    expect(report.candidate).toMatchObject(bound);
    expect(report).toMatchObject({
      against: null,
      slot: "paper.main.BTCUSDT",
      pair: "BTCUSDT",
      costs: { takerFeeBps: 5.5, complete: true },
    });
    expect(report.data.bars).toBe(3 * 288);
    expect(report.decisions).toMatchObject({ differing: 0, listed: [] });
    const again = await sdk(workspace, "compare", ID, "--against", "none", "--days", "3", "--json");
    expect(again.out).toBe(ran.out);
  });

  it("other parameters have another digest", async () => {
    const workspace = await built();
    const one = await sdk(workspace, "compare", ID, "--against", "none", "--days", "1", "--json");
    const params = JSON.stringify({ fast: 9 });
    const other = await sdk(
      workspace,
      "compare",
      ID,
      "--against",
      "none",
      "--days",
      "1",
      "--params",
      params,
      "--json",
    );
    expect(reportOf(other).candidate.paramsSha256).not.toBe(reportOf(one).candidate.paramsSha256);
  });

  it("over the caller's candles", async () => {
    const workspace = await built();
    const closes = Array.from({ length: 400 }, (_, i) => 100 + 10 * Math.sin(i / 9));
    const path = put(
      join(workspace, "bars.csv"),
      candleCsv(closes.map((close) => Number(close.toFixed(1)))),
    );
    const ran = await sdk(workspace, "compare", ID, "--against", "none", "--data", path, "--json");
    expect(reportOf(ran).data.name).toBe("bars.csv");
  });
});

describe("against the active strategy", { timeout: 60_000 }, () => {
  it("lists the decisions that differ, and sign takes it as evidence", async () => {
    const workspace = await successor();
    const ran = await sdk(workspace, "compare", ID, "--days", "2", "--json");
    const report = reportOf(ran);
    expect(report.against).toMatchObject({
      id: ID,
      version: 1,
      slot: "paper.main.BTCUSDT",
      slotVersion: 1,
    });
    expect(report.results.against).not.toBe(null);
    expect(report.decisions.differing).toBeGreaterThan(100);
    const listed = report.decisions.listed.at(-1);
    expect(listed?.candidate).not.toBe(listed?.against);
    const review = await sign(
      workspace,
      ["review", join(workspace, "plugins", ID), "--slot", "paper.main.BTCUSDT"],
      { ...atZero, screen: { width: 300, colour: false } },
    );
    expect(review.out).toContain(
      `${report.decisions.differing} of ${report.decisions.evaluated} decisions differ`,
    );
    expect(review.out).not.toContain("NO EVIDENCE");
  });

  it("the table says what a person would ask", async () => {
    const workspace = await successor();
    const { out } = await sdk(workspace, "compare", ID, "--days", "1");
    expect(out).toMatch(/candidate +first version 2\nagainst +first 1/);
    expect(out).toMatch(/trades +\d+ +\d+/);
    expect(out).toMatch(/\d+ of \d+ decisions differ since /);
    expect(out).toContain("against what is signed and not adopted yet");
  });

  it("an approval that is not in signed/ is refused, and nothing is written", async () => {
    const workspace = await successor();
    const pointer = join(workspace, "signed/next/paper.main.BTCUSDT.json");
    writeFileSync(pointer, readFileSync(pointer, "utf8").replace(/[0-9a-f]{64}/, "a".repeat(64)));
    const ran = await sdk(workspace, "compare", ID);
    expect(ran).toMatchObject({ code: 1 });
    expect(ran.err).toMatch(/^refused: approval_missing/);
    expect(existsSync(reportPath(workspace, 2))).toBe(false);
  });
});

describe("of another timeframe than the active one", { timeout: 60_000 }, () => {
  const slot = "paper.main.BTCUSDT";

  async function hourly(): Promise<string> {
    const workspace = await successor();
    const path = join(workspace, "plugins", ID, "manifest.toml");
    const text = readFileSync(path, "utf8").replace('timeframe = "5m"', 'timeframe = "1h"');
    writeFileSync(path, text);
    expect(await sdk(workspace, "build", ID)).toMatchObject({ code: 0, err: "" });
    return workspace;
  }

  it("each runs on its own over the same span, results compare, decisions do not", async () => {
    const workspace = await hourly();
    const ran = await sdk(workspace, "compare", ID, "--days", "4", "--json");
    expect(ran).toMatchObject({ code: 0 });
    const report = reportOf(ran);
    expect(report).toMatchObject({ timeframe: "1h", againstTimeframe: "5m" });
    expect(report.data.bars).toBe(4 * 24);
    expect(report.data.toMs - report.data.fromMs).toBe(4 * 86_400_000);
    expect(report.results.candidate.trades).toBeGreaterThan(0);
    expect(report.results.against?.trades).toBeGreaterThan(0);
    expect(report.decisions).toMatchObject({ evaluated: 0, differing: 0, listed: [] });
    const review = await sign(
      workspace,
      ["review", join(workspace, "plugins", ID), "--slot", slot],
      {
        ...atZero,
        screen: { width: 300, colour: false },
      },
    );
    expect(review.out).toContain("decisions are not compared: what is active decides 5m bars");
    expect(review.out).not.toContain("NO EVIDENCE");
  });

  it("the table says that bars do not correspond", async () => {
    const { out } = await sdk(await hourly(), "compare", ID, "--days", "2");
    expect(out).toContain("the candidate decides 1h bars, the other 5m bars");
    expect(out).not.toContain("decisions differ");
  });

  it("over a file of the finer bars, which make up the longer ones", async () => {
    const workspace = await hourly();
    const closes = Array.from({ length: 12 * 400 }, (_, i) => 100 + 10 * Math.sin(i / 40));
    const rows = candleCsv(closes.map((close) => Number(close.toFixed(1))));
    const data = put(join(workspace, "bars.csv"), rows);
    const ran = await sdk(workspace, "compare", ID, "--data", data, "--json");
    expect(reportOf(ran)).toMatchObject({ timeframe: "1h", data: { name: "bars.csv" } });
  });

  it("a file that can make up only one of them is refused", async () => {
    const workspace = await successor();
    const path = join(workspace, "plugins", ID, "manifest.toml");
    const text = readFileSync(path, "utf8").replace('timeframe = "5m"', 'timeframe = "3m"');
    writeFileSync(path, text);
    expect(await sdk(workspace, "build", ID)).toMatchObject({ code: 0 });
    const data = put(join(workspace, "bars.csv"), candleCsv([1, 2, 3]));
    const ran = await sdk(workspace, "compare", ID, "--data", data);
    expect(ran.err).toMatch(/^refused: compare_timeframe_differs/);
    expect(existsSync(reportPath(workspace, 2))).toBe(false);
  });
});

describe("a strategy in WebAssembly", { timeout: 60_000 }, () => {
  it("is compared as one in JavaScript is", async () => {
    const workspace = aWorkspace(ID);
    const folder = join(import.meta.dirname, "../../../plugins/wasm-donchian");
    cpSync(folder, join(workspace, "plugins/wasm-donchian"), { recursive: true });
    expect(await sdk(workspace, "build", "wasm-donchian")).toMatchObject({ code: 0, err: "" });
    const argv = ["wasm-donchian", "--against", "none", "--days", "20", "--json"] as const;
    const report = reportOf(await sdk(workspace, "compare", ...argv));
    expect(report.candidate.id).toBe("wasm-donchian");
    expect(report.results.candidate.trades).toBeGreaterThan(0);
  });
});

describe("refused, and nothing is written", { timeout: 60_000 }, () => {
  it.for<[name: string, argv: readonly string[], code: string]>([
    ["a plugin that is not there", ["nope"], "plugin_missing"],
    ["a slot that is none", [ID, "--slot", "BTCUSDT"], "argument_invalid"],
    ["parameters out of bounds", [ID, "--params", '{"fast":100000}'], "params_out_of_bounds"],
    ["parameters that are none", [ID, "--params", "[1]"], "params_out_of_bounds"],
  ])("%s", async ([, argv, code]) => {
    const workspace = await built();
    const before = contentsOf(workspace);
    const ran = await sdk(workspace, "compare", ...argv);
    expect(ran).toMatchObject({ code: 1 });
    expect(ran.err).toMatch(new RegExp(`^refused: ${code}`));
    expect(contentsOf(workspace)).toEqual(before);
  });

  it("a candidate that was never built, and one of other source", async () => {
    const never = aWorkspace(ID);
    expect((await sdk(never, "compare", ID)).err).toMatch(/^refused: candidate_not_built/);
    const workspace = await built();
    writeFileSync(join(workspace, "plugins", ID, "signal.ts"), EAGER);
    expect((await sdk(workspace, "compare", ID)).err).toMatch(/^refused: candidate_stale/);
  });

  it("a candidate whose bundle was exchanged", async () => {
    const workspace = await built();
    const folder = join(workspace, "var/candidates", ID, "1");
    writeFileSync(join(folder, "bundle.js"), "export const entrySignal = () => null;\n");
    expect((await sdk(workspace, "compare", folder)).err).toMatch(/^refused: candidate_invalid/);
  });

  it("another candidate than the active one is compared, and makes no evidence", async () => {
    const workspace = await built();
    const ran = await sdk(workspace, "compare", ID, "--against", ID, "--days", "1");
    expect(ran.code).toBe(0);
    expect(ran.out).toContain("0 of 288 decisions differ");
    expect(ran.out).toContain("not written: ");
    expect(existsSync(reportPath(workspace))).toBe(false);
  });
});
