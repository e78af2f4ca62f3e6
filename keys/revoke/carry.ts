/** Signs the list of revocations with more entries, and writes it. */
import { join } from "node:path";
import type { Revocation, Revocations } from "#host/contract/revocations.ts";
import { ok, refuse, type Refused, type Result } from "#host/kernel/result.ts";
import { REVOCATIONS_PATH } from "#host/trust/registry/statements.ts";
import { verifyRevocations, type RevocationFloor } from "#host/trust/revocations.ts";
import type { Done } from "#host/terminal/run-command.ts";
import { writeAtomic } from "#host/workspace/atomic-write.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import { withLock } from "../lock.ts";
import type { SignPorts } from "../ports.ts";
import { collect, nobodySigned } from "../proposal/ceremony.ts";
import { draftOf } from "../proposal/file.ts";
import { payloadOf } from "../seal.ts";
import { trustHere, type TrustHere } from "../trust-here.ts";

export interface Revoking {
  readonly entries: readonly Revocation[];
  readonly named: readonly string[];
  readonly words: string;
  /** Runs under the lock, once the list is written. */
  readonly done: (list: RevocationFloor) => Done;
}

/** @returns Refusals: those of the ceremony, of `verifyRevocations`, proposal_stale, sign_busy. */
export async function carryRevocation(
  ports: SignPorts,
  workspace: Workspace,
  trust: TrustHere,
  { entries, named, words, done }: Revoking,
): Promise<Refused | Done> {
  const draft = draftOf("revocations", payloadOf(listAfter(trust.revoked, entries)));
  const { keyring } = trust;
  const one = { role: "release", environment: null, threshold: 1 } as const;
  const demands = [{ ...one, title: "any one releaser", keyring }];
  const signed = await collect(ports, workspace, { draft, demands, named, words, live: false });
  if (!signed.ok) return signed;
  const { envelope } = signed.value;
  if (envelope === null) {
    return nobodySigned(signed.value) ?? refuse("threshold_not_met", "nobody signed");
  }
  const written = withLock(ports, workspace, () => {
    const list = write(workspace, trust, envelope);
    return list.ok ? ok(done(list.value)) : list;
  });
  return written.ok ? written.value : written;
}

function listAfter(before: RevocationFloor | null, more: readonly Revocation[]): Revocations {
  return {
    schema: "revocations/1",
    version: (before?.version ?? 0) + 1,
    previous: before?.sha256 ?? null,
    entries: [...(before?.entries ?? []), ...more],
  };
}

function write(
  workspace: Workspace,
  before: TrustHere,
  envelope: Uint8Array,
): Result<RevocationFloor> {
  const now = trustHere(workspace, before.nowMs);
  if (!now.ok) return now;
  if (now.value.revoked?.sha256 !== before.revoked?.sha256) {
    return refuse("proposal_stale", "something else was revoked in the meantime: try again");
  }
  const verified = verifyRevocations(envelope, now.value.root.keyring, now.value.revoked);
  if (verified.ok) writeAtomic(join(workspace.signed, REVOCATIONS_PATH), envelope);
  return verified;
}
