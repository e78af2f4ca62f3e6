/** A small world in which everything happens that a crash could spoil. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { prng } from "#host/kernel/prng.ts";
import { RISK_TOML } from "#host/workspace/templates.ts";
import { enters, tableCells, type Asked } from "./run-cell.ts";
import type { World } from "./run-crash.ts";
import { marketFeed } from "./run-market.ts";
import { aStrategy, signedWorkspace } from "./run-workspace.ts";

/** In memory where the machine has that: what is durable is decided by copying files, not by waiting for a disk. */
export function quickFolder(): string {
  const shared = "/dev/shm";
  const dir = mkdtempSync(join(existsSync(shared) ? shared : tmpdir(), "bulkhead-kill-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

const RISK = `leverage = 3
tp_pct = 0.9
sl_pct = 0.6
trailing_pct = 0.7
breakeven_pct = 0.5
time_stop_bars = 7
`;

/** Breakers that trip. */
const LIMITS = RISK_TOML.replace("entries_per_hour_max = 12", "entries_per_hour_max = 60")
  .replace("loss_streak_max = 8", "loss_streak_max = 5")
  .replace("loss_streak_pause_hours = 12", "loss_streak_pause_hours = 0.5");

export interface WorldOptions {
  readonly bars: number;
  /** With 1, one slot's exit makes room for another's entry. */
  readonly positionsMax: number;
  /** `<account>.<pair>` and its timeframe. */
  readonly slots: readonly (readonly [place: string, timeframe: string])[];
}

export function killWorld(dir: string, { bars, positionsMax, slots }: WorldOptions): World {
  const workspace = signedWorkspace(
    join(dir, "workspace"),
    slots.map(([place, timeframe], at) => {
      const pairs = [place.split(".")[1] ?? ""];
      const plugin = aStrategy({ id: `plugin-${at}`, pairs, timeframe, risk: RISK, lookback: 3 });
      return { slot: `paper.${place}`, plugin };
    }),
    { riskToml: LIMITS.replace("positions_max = 4", `positions_max = ${positionsMax}`) },
  );
  const feed = marketFeed({ seed: "kill", bars });
  return { workspace, feed, openCell: tableCells(restless) };
}

/** Wants something at nearly every bar; leaves before long, and sometimes turns round at the same bar. */
function restless({ slot, fn, side, bar }: Asked): string {
  const random = prng(`${slot} ${bar}`);
  const [first, second] = [random.next(), random.next()];
  if (fn === "exit") return first < 0.15 || (side === "Buy" && second < 0.1) ? "X1" : "X0";
  return first < 0.45 ? enters(second < 0.5 ? "Buy" : "Sell", `bar ${bar}`) : "N";
}
