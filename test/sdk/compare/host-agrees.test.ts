/** A comparison and a run of the host over the same file: the same trades, the same fees. */
import { join } from "node:path";
import { expect, it } from "vitest";
import { comparisonReport } from "#host/contract/comparison.ts";
import { prng } from "#host/kernel/prng.ts";
import { HOST_TOML, RISK_TOML } from "#host/workspace/templates.ts";
import { host } from "#test/kit/host-command.ts";
import { aWorkspace, candleCsv, put, sdk } from "#test/kit/sdk.ts";
import { sign } from "#test/kit/workspace.ts";

/** Enough of a trend that averages cross, from a fixed seed. */
function closes(): number[] {
  const draw = prng("host agrees");
  let price = 50_000;
  return Array.from({ length: 1_500 }, (_, i) => {
    price *= 1 + 0.002 * Math.sin(i / 40) + 0.002 * (draw.next() - 0.5);
    return Number(price.toFixed(1));
  });
}

it("agree", { timeout: 60_000 }, async () => {
  const workspace = aWorkspace("first");
  // No gate may refuse: a comparison has none.
  put(join(workspace, "config/risk.toml"), LENIENT);
  put(join(workspace, "config/host.toml"), HOST_TOML);
  const data = put(join(workspace, "bars.csv"), candleCsv(closes()));
  expect(await sdk(workspace, "build", "first")).toMatchObject({ code: 0 });
  for (const argv of [
    ["keygen", "--name", "demo", "--paper"],
    ["root", "init"],
    ["approve", join(workspace, "plugins/first"), "--slot", "paper.main.BTCUSDT"],
  ]) {
    expect(await sign(workspace, argv)).toMatchObject({ exit: 0 });
  }
  const source = ["--data", data, "--pair", "BTCUSDT", "--timeframe", "5m"];
  const ran = await host(workspace, ["run", "--feed", "file", ...source]);
  expect(ran.code).toBe("");
  const argv = [
    "compare",
    "first",
    "--against",
    "none",
    "--days",
    "3650",
    "--data",
    data,
    "--json",
  ];
  const document: { report: unknown } = JSON.parse((await sdk(workspace, ...argv)).out);
  const { results } = comparisonReport.parse(document.report);
  expect(results.candidate.trades).toBe(ran.data["trades"]);
  expect(results.candidate.trades).toBeGreaterThan(5);
  expect((results.candidate.feesPct * 10_000) / 100).toBeCloseTo(Number(ran.data["fees_usdt"]), 1);
});

const LENIENT = RISK_TOML.replace(/daily_loss_pct_max = \d+/, "daily_loss_pct_max = 100")
  .replace(/loss_streak_max = \d+/, "loss_streak_max = 1000")
  .replace(/entries_per_hour_max = \d+/, "entries_per_hour_max = 3600");
