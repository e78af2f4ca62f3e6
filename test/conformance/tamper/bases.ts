/** Two workspaces that have run, and ways to change a copy of one behind the host's back. */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "#host/kernel/result.ts";
import { host } from "#test/kit/host-command.ts";
import type { Published } from "#test/kit/signed-tree.ts";
import {
  aStrategy,
  signedWorkspace,
  workspaceSignedAt,
  type SignedWorkspace,
} from "#test/kit/run-workspace.ts";

export const SLOT = "paper.main.BTCUSDT";
export const EXPIRES = "2027-06-01T00:00:00.000Z";

/** Enters whenever it can in the first half of a day: whoever runs it, and is allowed to, has orders to show for it. */
const EAGER = `export function entrySignal(candles) {
  const hour = (candles.ts[candles.ts.length - 1] / 3600000) % 24;
  return hour < 12 ? { side: "Buy", rationale: "always" } : null;
}
`;
export const quiet = aStrategy({ id: "quiet", lookback: 10 });
export const eager = aStrategy({
  id: "eager",
  bundle: EAGER,
  lookback: 10,
  risk: "leverage = 3\ntp_pct = 0.8\nsl_pct = 0.5\ntime_stop_bars = 10\n",
});

export interface Base {
  readonly workspace: SignedWorkspace;
  /** Slot version 1. */
  readonly first: Published;
  /** Slot version 2. */
  readonly second: Published;
}

/** `quiet` is active and has run for a day; `eager` waits. */
export async function waiting(dir: string): Promise<Base> {
  const workspace = signedWorkspace(dir);
  const change = { expires: EXPIRES };
  const first = workspace.sign({ slot: SLOT, plugin: quiet, change });
  await ran(workspace, 1);
  const after = { ...change, slotVersion: 2, previous: first.digest, reason: "second" };
  const second = workspace.sign({ slot: SLOT, plugin: eager, change: after });
  return { workspace, first, second };
}

/** `eager` has been adopted after `quiet`, has traded for a day, and is flat. */
export async function adopted(dir: string): Promise<Base> {
  const base = await waiting(dir);
  await ran(base.workspace, 2);
  return base;
}

async function ran({ dir }: SignedWorkspace, days: number): Promise<void> {
  const done = await host(dir, ["run", "--days", String(days), "--accounts"]);
  assert(done.code === "", `the base runs: ${done.message}`);
}

/** A copy of a base, to be spoiled. */
export function copyOf(base: Base, dir: string): Base {
  cpSync(base.workspace.dir, dir, { recursive: true });
  return { ...base, workspace: workspaceSignedAt(dir) };
}

/** Path of an approval's file below the workspace. */
export function approvalAt({ digest, approval }: Published): string {
  const [member] = approval.members;
  return `signed/${member?.id}/${member?.version}/approvals/${digest}.json`;
}

/**
 * Another character of the same kind at or after a share (0 … 1) of the file, so that hex stays hex and base64 stays
 * base64: what is refused is what is said, not how it is written.
 */
export function change(dir: string, path: string, share: number): void {
  const text = readFileSync(join(dir, path), "utf8");
  changeAt(dir, path, text.slice(Math.floor(share * text.length)), text);
}

/** The same, within the first place where the file says `words`. */
export function changeWithin(dir: string, path: string, words: string): void {
  const text = readFileSync(join(dir, path), "utf8");
  const at = text.indexOf(words);
  assert(at >= 0, `${path} says ${words}`);
  changeAt(dir, path, text.slice(at), text);
}

function changeAt(dir: string, path: string, rest: string, text: string): void {
  const [found = ""] = /[0-9a-zA-Z]/.exec(rest) ?? [];
  const [one, other] = /[0-9]/.test(found)
    ? ["0", "1"]
    : /[a-z]/.test(found)
      ? ["a", "b"]
      : ["A", "B"];
  const at = text.length - rest.length + rest.indexOf(found);
  const instead = found === one ? other : one;
  writeFileSync(join(dir, path), `${text.slice(0, at)}${instead}${text.slice(at + 1)}`);
}

export function swap(dir: string, one: string, other: string): void {
  const bytes = readFileSync(join(dir, one));
  writeFileSync(join(dir, one), readFileSync(join(dir, other)));
  writeFileSync(join(dir, other), bytes);
}
