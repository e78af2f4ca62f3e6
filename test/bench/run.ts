/** Decisions per second through the whole path: feed, venue, cell, gates, journal, disk. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";

import type { Measure } from "./cell.ts";

const ROOT = join(import.meta.dirname, "..", "..");

/** What `npm run bench` shows of it. */
export function benchRunMeasures(days: number): readonly Measure[] {
  const { decisionsPerS, sameHead } = benchRun(days);
  return [
    {
      name: "run: decisions through the whole path",
      value: decisionsPerS,
      unit: "/s",
      target: 2_000,
    },
    { name: "run: two runs, one journal head", value: sameHead ? 1 : 0, unit: "", target: 1 },
  ];
}

/** One strategy on one pair for `days` simulated days, run as a person would; the second run is the same journal again. */
function benchRun(days: number): { readonly decisionsPerS: number; readonly sameHead: boolean } {
  const workspace = mkdtempSync(join(tmpdir(), "bulkhead-bench-"));
  try {
    const type = (file: string, ...args: string[]): string => {
      const ran = spawnSync(
        process.execPath,
        [join(ROOT, file), ...args, "--workspace", workspace],
        { cwd: ROOT, encoding: "utf8" },
      );
      if (ran.status !== 0) throw new Error(`${file} ${args.join(" ")}: ${ran.stderr}`);
      return ran.stdout;
    };
    type("host/host.js", "init", workspace);
    type("keys/sign.js", "keygen", "--paper");
    type("keys/sign.js", "root", "init", "--owner", "bench");
    type("sdk/sdk.js", "build", join(ROOT, "plugins/ema-cross"));
    type(
      "keys/sign.js",
      "approve",
      join(ROOT, "plugins/ema-cross"),
      "--slot",
      "paper.bench.BTCUSDT",
      "--timeframe",
      "5m",
    );
    const runs = [1, 2].map(() => {
      const said: unknown = JSON.parse(
        type("host/host.js", "run", "--feed", "simulated", "--days", String(days), "--json").trim(),
      );
      const known =
        typeof said === "object" &&
        said !== null &&
        "decisions_per_s" in said &&
        "journal_head" in said;
      if (!known) throw new Error("host run --json said something else");
      return { perS: Number(said.decisions_per_s), head: said.journal_head };
    });
    return {
      decisionsPerS: Math.max(...runs.map(({ perS }) => perS)),
      sameHead: runs[0]?.head === runs[1]?.head,
    };
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}
