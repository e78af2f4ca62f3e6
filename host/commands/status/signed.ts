/** What stands beside approvals, as status shows it: the risk policy, revocations, consent, witnesses. */
import type { RiskPolicy } from "../../contract/config.ts";
import type { Checkpoint } from "../../contract/checkpoint.ts";
import type { AccountState } from "../../kernel/account-state.ts";
import { instantMs, isoInstant } from "../../kernel/instant.ts";
import { ok, type Refusal, type Result } from "../../kernel/result.ts";
import { standingOf } from "../../run/policy.ts";
import { verifyCheckpoint } from "../../trust/checkpoint.ts";
import type { SignedPolicy } from "../../trust/risk.ts";
import type { Keyring } from "../../trust/keyring/keyring.ts";
import { readRevocations } from "../../trust/registry/revocation-file.ts";
import { readCheckpoints } from "../../workspace/checkpoints.ts";
import type { Settings } from "../../workspace/config.ts";
import type { Workspace } from "../../workspace/paths.ts";
import { readPolicy } from "../../workspace/policy.ts";
import { signedFilesIn } from "../../workspace/signed-files.ts";
import { resolve } from "node:path";
import { signedPolicy } from "../signed-policy.ts";
import { limitLines } from "./limits.ts";
import { lines, type Line } from "./lines.ts";

const HOUR_MS = 3_600_000;

/** Of the files in `signed/`: what a host that starts now would read. */
export interface SignedStatus {
  /** null: only the draft. */
  readonly policy: SignedPolicy | null;
  readonly revoked: number;
  /** What does not verify. */
  readonly problems: readonly Refusal[];
}

export function signedStatus(
  workspace: Workspace,
  keyring: Keyring | null,
  nowMs: number,
): SignedStatus {
  const policy = signedPolicy(workspace, nowMs);
  const files = signedFilesIn(workspace.signed);
  const revoked = keyring === null ? ok(null) : readRevocations(files, keyring, null);
  return {
    policy: policy.ok ? policy.value : null,
    revoked: revoked.ok ? (revoked.value?.entries.length ?? 0) : 0,
    problems: problemsOf([policy, revoked]),
  };
}

function problemsOf(results: readonly Result<unknown>[]): readonly Refusal[] {
  return results.flatMap((each) => (each.ok ? [] : [each.refusal]));
}

function versionOf({ version, sha256 }: { readonly version: number; readonly sha256: string }) {
  return { version, sha256 };
}

/** Of one account: what its journal has honoured, and what a witness has seen of it. */
export interface AccountSigned {
  /** Of the policy in force, when it is not the newest one in signed/. */
  readonly limits: RiskPolicy | null;
  readonly policy: { readonly version: number; readonly sha256: string } | null;
  readonly waiting: {
    readonly version: number;
    readonly until: string;
    readonly loosens: readonly string[];
  } | null;
  readonly policyRefused: { readonly code: string; readonly message: string } | null;
  readonly revocations: number;
  readonly armedUntil: string | null;
  readonly witness: {
    readonly newest: Pick<Checkpoint, "size" | "time"> | null;
    readonly late: boolean;
  } | null;
}

export interface SignedContext {
  readonly workspace: Workspace;
  readonly settings: Settings;
  readonly keyring: Keyring | null;
  readonly nowMs: number;
  /** Digest of the newest policy in signed/; null when there is none. */
  readonly newest: string | null;
}

export function accountSigned(
  account: string,
  { signed, trustMs }: AccountState,
  context: SignedContext,
): AccountSigned {
  const nowMs = Math.max(context.nowMs, trustMs ?? 0);
  const standing = standingOf(signed, readPolicy, nowMs);
  const waiting = standing?.waiting ?? null;
  const { armedUntilMs, policyRefused, revocations } = signed;
  return {
    limits: standing === null ? null : limitsUnder(standing.inForce, context),
    policy: standing === null ? null : versionOf(standing.inForce),
    waiting:
      waiting === null
        ? null
        : {
            version: waiting.policy.version,
            until: isoInstant(waiting.untilMs),
            loosens: waiting.loosenings.map((each) => `${each.key} ${each.before} → ${each.after}`),
          },
    policyRefused,
    revocations: revocations?.entries.length ?? 0,
    armedUntil: armedUntilMs === null || armedUntilMs <= nowMs ? null : isoInstant(armedUntilMs),
    witness: witnessOf(account, context, nowMs),
  };
}

function limitsUnder({ sha256, policy }: SignedPolicy, { newest }: SignedContext) {
  return sha256 === newest ? null : policy;
}

function witnessOf(
  account: string,
  { workspace, settings, keyring }: SignedContext,
  nowMs: number,
): AccountSigned["witness"] {
  const { witness } = settings.host;
  if (witness?.dir === undefined || keyring === null) return null;
  const found = readCheckpoints(resolve(workspace.dir, witness.dir), account)
    .map((bytes) => verifyCheckpoint(bytes, keyring))
    .find((read) => read.ok);
  if (found === undefined || !found.ok) return { newest: null, late: true };
  const { size, time } = found.value;
  return {
    newest: { size, time },
    late: nowMs - instantMs(time) > witness.late_hours * HOUR_MS,
  };
}

/** Rows of an account: nothing that is as it always is. */
export function signedLines(signed: AccountSigned): readonly Line[] {
  const { policy, limits, waiting, policyRefused, revocations, armedUntil, witness } = signed;
  const rows: Line[] = [];
  if (policy !== null) rows.push(["policy", `signed version ${policy.version} is in force`]);
  if (limits !== null) rows.push(...limitLines(limits));
  if (waiting !== null) {
    const what = `version ${waiting.version} waits until ${waiting.until}`;
    rows.push(["", `risk_loosening_waits: ${what}, it loosens ${waiting.loosens.join("; ")}`]);
  }
  if (policyRefused !== null) {
    rows.push(["", `last refused: ${policyRefused.code}: ${policyRefused.message}`]);
  }
  if (revocations > 0) rows.push(["revoked", `${revocations} honoured`]);
  if (armedUntil !== null) rows.push(["armed", `until ${armedUntil}`]);
  if (witness !== null) rows.push(["witness", witnessText(witness)]);
  return rows;
}

function witnessText({ newest, late }: NonNullable<AccountSigned["witness"]>): string {
  const seen = newest === null ? "no checkpoint" : `${newest.size} entries at ${newest.time}`;
  return late ? `checkpoint_late: ${seen}` : seen;
}

/** Which policy limits entries. */
export function policyLine({ policy }: SignedStatus): Line {
  return [
    "policy",
    policy === null
      ? "config/risk.toml, an unsigned draft: good for paper"
      : `newest signed: signed/risk/${policy.version}.json; config/risk.toml is a draft and limits nothing`,
  ];
}

/** What was taken back, and what does not verify. */
export function signedHead({ revoked, problems }: SignedStatus): readonly Line[] {
  return [
    ...problems.map(({ code, message }): Line => ["refused", `${code}: ${message}`]),
    ...(revoked === 0 ? [] : [["revoked", `${revoked} in signed/revocations.json`] as const]),
  ];
}

/** The same block under an account, or nothing. */
export function signedBlock(signed: AccountSigned | undefined): string {
  const rows = signed === undefined ? [] : signedLines(signed);
  return rows.length === 0 ? "" : `\n${lines(rows, "  ")}`;
}
