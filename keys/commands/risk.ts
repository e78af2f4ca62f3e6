import { join, resolve } from "node:path";
import { ok, refuse, type Refused, type Result } from "#host/kernel/result.ts";
import { riskPath } from "#host/trust/registry/statements.ts";
import { rolesThatSign, verifyRisk, type SignedPolicy } from "#host/trust/risk.ts";
import type { Arguments } from "#host/terminal/arguments.ts";
import type { Done, Handler } from "#host/terminal/run-command.ts";
import { writeAtomic } from "#host/workspace/atomic-write.ts";
import { workspaceAt, type Workspace } from "#host/workspace/paths.ts";
import { readPolicy } from "#host/workspace/policy.ts";
import { withLock } from "../lock.ts";
import type { SignPorts } from "../ports.ts";
import { carry } from "../proposal/carry.ts";
import { draftOf, isProposalPath, readOneProposal, type Draft } from "../proposal/file.ts";
import type { Demand } from "../proposal/tally.ts";
import { policyChanges, renderPolicyChanges, type PolicyChange } from "../risk/diff.ts";
import {
  policyToSign,
  readDraftBytes,
  riskEnvironment,
  type PolicyToSign,
} from "../risk/policy.ts";
import { trustHere, type TrustHere } from "../trust-here.ts";

/** `sign risk`: tightening needs the role risk, loosening risk and release (decision B2). */
export function risk(ports: SignPorts): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const trust = trustHere(workspace, ports.nowMs());
    if (!trust.ok) return trust;
    const file = args.textOrNull("FILE") ?? workspace.riskToml;
    const found = isProposalPath(file) ? proposed(file) : drafted(file);
    if (!found.ok) return found;
    const policy = policyToSign(trust.value, found.value.draft.payload);
    if (!policy.ok) return policy;
    return await show(ports, workspace, trust.value, args, found.value, policy.value);
  };
}

interface Found {
  readonly draft: Draft;
  readonly path: string | null;
}

function proposed(file: string): Result<Found> {
  const read = readOneProposal([file], "risk");
  return read.ok ? ok({ draft: read.value.draft, path: resolve(file) }) : read;
}

function drafted(file: string): Result<Found> {
  const bytes = readDraftBytes(file);
  return bytes.ok ? ok({ draft: draftOf("risk", bytes.value), path: null }) : bytes;
}

async function show(
  ports: SignPorts,
  workspace: Workspace,
  trust: TrustHere,
  args: Arguments,
  { draft, path }: Found,
  policy: PolicyToSign,
): Promise<Refused | Done> {
  const { before, version } = policy;
  const changes = policyChanges(before?.policy ?? null, policy.policy);
  const loosens = changes.some((change) => change.loosens);
  const from = before === null ? "the first one" : `after version ${before.version}`;
  ports.tell(`risk policy version ${version}, ${from}\n${renderPolicyChanges(changes)}\n`);
  if (loosens && before !== null) {
    ports.tell(
      "lines with ! allow more: the roles risk and release sign, and the host waits 24 h from when it first sees it\n",
    );
  }
  return await carry(ports, workspace, {
    draft,
    demands: demandsOf(trust, loosens),
    named: args.texts("key"),
    words: `risk ${version}`,
    live: riskEnvironment(trust) === "live",
    path,
    out: path === null ? args.textOrNull("out") : null,
    name: `risk-${version}.json`,
    next: "sign risk FILE",
    install(envelope, proposal) {
      const stored = store(ports, workspace, trust, policy, envelope);
      return stored.ok ? showStored(stored.value, changes, before !== null, proposal) : stored;
    },
  });
}

function demandsOf(trust: TrustHere, loosens: boolean): readonly Demand[] {
  const environment = riskEnvironment(trust);
  const { keyring } = trust;
  return rolesThatSign(keyring, loosens).map((role) => {
    return { title: role, role, environment, keyring, threshold: null };
  });
}

function store(
  ports: SignPorts,
  workspace: Workspace,
  then: TrustHere,
  { bytes, before }: PolicyToSign,
  envelope: Uint8Array,
): Result<SignedPolicy> {
  return withLock(ports, workspace, () => {
    const trust = trustHere(workspace, then.nowMs);
    if (!trust.ok) return trust;
    const now = policyToSign(trust.value, bytes);
    if (!now.ok || now.value.before?.sha256 !== before?.sha256) {
      return refuse("proposal_stale", "another risk policy was signed in the meantime");
    }
    const { keyring } = trust.value;
    const environment = riskEnvironment(trust.value);
    const verified = verifyRisk(envelope, { keyring, environment, before, readPolicy });
    if (!verified.ok) return verified;
    writeAtomic(join(workspace.signed, riskPath(verified.value.version)), envelope);
    return verified;
  });
}

function showStored(
  { version, sha256 }: SignedPolicy,
  changes: readonly PolicyChange[],
  follows: boolean,
  proposal: string | null,
): Done {
  const loosens = follows && changes.some((change) => change.loosens);
  const when = loosens
    ? "it allows more than the one before: the host uses it 24 h after it first sees it"
    : "the host uses it from the next bar on";
  return {
    ok: true,
    text: `signed/${riskPath(version)}: risk policy ${version}\n${when}`,
    data: { complete: true, version, sha256, loosens, changes, proposal },
  };
}
