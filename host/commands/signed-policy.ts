import { ok, type Result } from "../kernel/result.ts";
import { newestPolicy } from "../run/policy.ts";
import { standingOfRehearsal } from "../run/standing.ts";
import { readRootChain } from "../trust/keyring/root-chain.ts";
import type { SignedPolicy } from "../trust/risk.ts";
import { riskVersions } from "../trust/registry/statements.ts";
import type { Workspace } from "../workspace/paths.ts";
import { readPolicy } from "../workspace/policy.ts";
import { signedFilesIn } from "../workspace/signed-files.ts";

/**
 * The newest policy in `signed/risk/` as a host without floors would read it; null when none was ever signed.
 *
 * @returns Refusals: those of the root, of the revocations and of `readPolicies`.
 */
export function signedPolicy(workspace: Workspace, nowMs: number): Result<SignedPolicy | null> {
  const files = signedFilesIn(workspace.signed);
  const versions = riskVersions(files);
  if (!versions.ok || versions.value.length === 0) return versions.ok ? ok(null) : versions;
  const rootChain = () => readRootChain(signedFilesIn(workspace.keys));
  const trust = { files, rootChain, readPolicy };
  const standing = standingOfRehearsal(trust, nowMs);
  return standing.ok ? newestPolicy(trust, standing.value) : standing;
}
