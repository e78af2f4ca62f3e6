import type { Engine } from "../contract/approval.ts";
import { canonicalJson } from "../kernel/canonical-json.ts";
import { sha256Hex } from "../kernel/digest.ts";
import type { Feed } from "../ports.ts";
import type { RunDeps } from "./deps.ts";
import type { Governing } from "./open-slot.ts";
import type { SignedPolicy } from "../trust/risk.ts";

/** Everything a run's outcome depends on. Two runs with one digest write the same journal, byte for byte. */
export interface RunIdentity {
  readonly feed: string;
  /** Steps of the feed: thirty days and ten days of one market are two runs. */
  readonly steps: number | null;
  /** Slot and approval digest, in slot order. */
  readonly approvals: readonly (readonly [slot: string, approval: string])[];
  readonly configSha256: string;
  readonly riskSha256: string;
  readonly engine: Engine;
}

/** Names the folder of a run: 16 hex digits are enough among one person's runs. */
export function runDigestOf(identity: RunIdentity): string {
  const { feed, steps, approvals, configSha256, riskSha256, engine } = identity;
  return sha256Hex(
    canonicalJson({ feed, steps, approvals, configSha256, riskSha256, engine: { ...engine } }),
  ).slice(0, 16);
}

/** One digest for all accounts of a run: the head itself when there is one. */
export function headOf(
  heads: readonly { readonly account: string; readonly sha256: string }[],
): string {
  const [only] = heads;
  if (heads.length === 1 && only !== undefined) return only.sha256;
  return sha256Hex(canonicalJson(heads.map(({ account, sha256 }) => [account, sha256])));
}

export function digestOfRun(
  plugins: readonly Governing[],
  feed: Feed,
  policy: SignedPolicy | null,
  { configSha256, riskSha256, engine }: RunDeps,
): string {
  return runDigestOf({
    feed: feed.identity,
    steps: feed.stepsTotal,
    approvals: plugins.map(({ slot, approvalSha256 }) => [slot, approvalSha256]),
    configSha256,
    riskSha256: policy?.sha256 ?? riskSha256,
    engine,
  });
}
