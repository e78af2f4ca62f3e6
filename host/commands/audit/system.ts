/** The machine as the audit sees it. */
import { statfsSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { canWatchResident } from "../../cell/resident.ts";
import { openCell } from "../../cell/session.ts";
import { wallsHere } from "../../cell/walls.ts";
import { BASE_COLUMNS, type ColumnName } from "../../contract/candles.ts";
import { sha256OfFile } from "../../engine.js";
import { ok, refuse, type Result } from "../../kernel/result.ts";
import type { MachineAudit } from "./ports.ts";

export interface ThisProcess {
  readonly platform: string;
  readonly execPath: string;
  readonly execArgv: readonly string[];
}

export function machineAudit({ platform, execPath, execArgv }: ThisProcess): MachineAudit {
  return {
    platform,
    flags: execArgv,
    engineSha256: () => sha256OfFile(execPath, join(CACHE, "engine.json")),
    walls: wallsHere,
    watchesResident: canWatchResident,
    tryCell,
    freeBytes,
  };
}

/** The launcher's own record, so that 120 MB are not hashed again. */
const CACHE = join(import.meta.dirname, "..", "..", "..", "node_modules", ".cache", "bulkhead");

function freeBytes(folder: string): number {
  if (!existsSync(folder) && folder !== dirname(folder)) return freeBytes(dirname(folder));
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

const LOOKBACK = 2;

/** One bar of a strategy that never trades: whatever fails here would fail for every strategy. */
async function tryCell(): Promise<Result<string>> {
  const opened = await openCell(
    {
      bundle: "export function entrySignal() { return null; }\n",
      kind: "strategy",
      params: {},
      pair: "BTCUSDT",
      timeframe: "1h",
      tickSize: 0.1,
      lookback: LOOKBACK,
      columns: BASE_COLUMNS,
      inputs: [],
    },
    { mode: "fresh", spare: false },
  );
  if (!opened.ok) return opened;
  try {
    const { answers } = await opened.value.evaluate({
      fn: "entry",
      columns: flatBars(LOOKBACK + 1),
      first: LOOKBACK,
      count: 1,
      inputs: [],
    });
    return answers[0] === "N"
      ? ok("a cell started, evaluated one bar and ended")
      : refuse(
          "cell_not_started",
          `a cell answered ${String(answers[0])} where nothing is to be said`,
        );
  } finally {
    await opened.value.close();
  }
}

function flatBars(length: number): Record<ColumnName, Float64Array> & { readonly length: number } {
  const column = (name: ColumnName): Float64Array =>
    Float64Array.from({ length }, (_, bar) => (name === "ts" ? bar * 3_600_000 : 1));
  const [ts, open, high, low, close, volume, funding, oi] = [
    column("ts"),
    column("open"),
    column("high"),
    column("low"),
    column("close"),
    column("volume"),
    column("funding"),
    column("oi"),
  ];
  return { length, ts, open, high, low, close, volume, funding, oi };
}
