/** A checkpoint that somebody brings from outside, and the keys that may have made it. */
import { resolve } from "node:path";
import type { Checkpoint } from "../contract/checkpoint.ts";
import { ENVELOPE_BYTES_MAX } from "../contract/envelope.ts";
import { refuse, type Result } from "../kernel/result.ts";
import { verifyCheckpoint } from "../trust/checkpoint.ts";
import { readRootChain } from "../trust/keyring/root-chain.ts";
import { verifyChain } from "../trust/keyring/root.ts";
import { readIfThere } from "../workspace/config.ts";
import type { Workspace } from "../workspace/paths.ts";
import { signedFilesIn } from "../workspace/signed-files.ts";

/**
 * Reads and verifies a checkpoint. The root may have expired: what was seen was seen.
 *
 * @returns Refusals: checkpoint_missing, envelope_too_large; those of the root and of `verifyCheckpoint`.
 */
export function readCheckpoint(workspace: Workspace, file: string): Result<Checkpoint> {
  const bytes = readIfThere(resolve(file));
  if (bytes === null) return refuse("checkpoint_missing", `there is no file ${file}`);
  if (bytes.length > ENVELOPE_BYTES_MAX) {
    return refuse("envelope_too_large", `${file} had ${bytes.length} bytes`);
  }
  const chain = readRootChain(signedFilesIn(workspace.keys));
  const roots = chain.ok ? verifyChain(chain.value) : chain;
  if (!roots.ok) return roots;
  const root = roots.value.at(-1);
  if (root === undefined) return refuse("root_missing", "there is no keys/root.json");
  return verifyCheckpoint(bytes, root.keyring);
}
