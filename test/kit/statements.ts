/** What people sign beside approvals, written where a host looks for it. */
import type { RiskPolicy } from "#host/contract/config.ts";
import type { Revocation } from "#host/contract/revocations.ts";
import { aPolicy } from "./risk.ts";
import type { SignedWorkspace } from "./run-workspace.ts";
import { alice, canonicalText, seal, sha256, utf8, type TestKey } from "./signer.ts";

type Writer = Pick<SignedWorkspace, "write">;

export type Entry = Pick<Revocation, "kind" | "sha256"> & Partial<Revocation>;

/** Writes a list whose entries were added one version at a time; returns its payload's digest. */
export function writeRevocations(
  workspace: Writer,
  added: readonly Entry[],
  keys: readonly TestKey[] = [alice],
): string {
  let previous: string | null = null;
  const entries: Revocation[] = [];
  for (const [index, entry] of added.entries()) {
    entries.push({
      reason: "compromised",
      note: "a test",
      at: "2026-11-20T12:00:00.000Z",
      ...entry,
    });
    const list = { schema: "revocations/1", version: index + 1, previous, entries: [...entries] };
    workspace.write("signed/revocations.json", text(seal("revocations", list, keys)));
    previous = sha256(canonicalText(list));
  }
  return previous ?? "";
}

/** TOML of a whole policy. */
export function policyToml(version: number, change: Partial<RiskPolicy> = {}): string {
  const { drawdown, ...flat } = aPolicy(change);
  const rows = Object.entries({ version, ...flat });
  const lines = rows.map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`);
  const tiers = drawdown.map(
    (tier) =>
      `\n[[drawdown]]\nat_pct = "${tier.at_pct}"\nsize_multiplier = "${tier.size_multiplier}"\ncooldown_hours = ${tier.cooldown_hours}\n`,
  );
  return [...lines, ...tiers].join("");
}

export function writePolicy(
  workspace: Writer,
  version: number,
  change: Partial<RiskPolicy> = {},
  keys: readonly TestKey[] = [alice],
): void {
  const toml = policyToml(version, change);
  workspace.write(`signed/risk/${version}.json`, text(seal("risk", utf8(toml), keys)));
}

export function writeTimeReset(workspace: Writer, from: string, to: string): void {
  const reset = {
    schema: "time-reset/1",
    account: "main",
    from,
    to,
    reason: "the battery was empty",
  };
  workspace.write("signed/time-reset/main.json", text(seal("timeReset", reset)));
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}
