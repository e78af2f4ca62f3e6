/** Where a strategy came from: the approval that an `adopted` entry names, who signed it, and what it was built from. */
import {
  candidate as candidateSchema,
  CANDIDATE_FILES,
  type Candidate,
} from "../../contract/candidate.ts";
import type { JournalBody } from "../../contract/journal.ts";
import { parseJsonStrict } from "../../kernel/canonical-json.ts";
import { join } from "node:path";
import type { Keyring } from "../../trust/keyring/keyring.ts";
import { readRootChain } from "../../trust/keyring/root-chain.ts";
import { verifyChain } from "../../trust/keyring/root.ts";
import type { Refusal } from "../../kernel/result.ts";
import { readIfThere } from "../../workspace/config.ts";
import type { Workspace } from "../../workspace/paths.ts";
import { signedFilesIn } from "../../workspace/signed-files.ts";
import { readApproval, type ShownApproval } from "../signed-approval.ts";

export interface Origin {
  readonly approval: ShownApproval | { readonly refusal: Refusal };
  /** What `sdk build` recorded, when var/ still has the same bundle. */
  readonly candidate: Candidate | null;
  /** null when the root cannot be read: then keys have no owners. */
  readonly keyring: Keyring | null;
}

type Adopted = Pick<JournalBody<"adopted">, "approval" | "id" | "version">;

export function originOf(workspace: Workspace, adopted: Adopted): Origin {
  const read = readApproval(signedFilesIn(workspace.signed), adopted);
  const bundle = read.ok ? read.value.approval.members[0]?.bundleSha256 : undefined;
  const built = candidateOf(workspace, adopted);
  return {
    approval: read.ok ? read.value : { refusal: read.refusal },
    candidate: built !== null && built.bundleSha256 === bundle ? built : null,
    keyring: keyringOf(workspace),
  };
}

/** Keys that expired with their root still have owners: this is about names, not about trust. */
export function keyringOf(workspace: Workspace): Keyring | null {
  const chain = readRootChain(signedFilesIn(workspace.keys));
  const roots = chain.ok ? verifyChain(chain.value) : chain;
  return roots.ok ? (roots.value.at(-1)?.keyring ?? null) : null;
}

function candidateOf(workspace: Workspace, { id, version }: Adopted): Candidate | null {
  const path = join(workspace.candidates, id, String(version), CANDIDATE_FILES.record);
  const bytes = readIfThere(path);
  const parsed = bytes === null ? null : parseJsonStrict(bytes.toString("utf8"));
  const shaped = parsed?.ok === true ? candidateSchema.safeParse(parsed.value) : null;
  return shaped?.success === true ? shaped.data : null;
}
