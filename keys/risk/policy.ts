/** A risk policy that is to be signed, and the one that it follows. */
import { readFileSync, statSync } from "node:fs";
import type { RiskPolicy } from "#host/contract/config.ts";
import type { Environment } from "#host/contract/primitives.ts";
import { Fault, ok, refuse, type Result } from "#host/kernel/result.ts";
import { utf8Text } from "#host/trust/dsse.ts";
import { readPolicies } from "#host/trust/registry/risk-files.ts";
import { RISK_BYTES_MAX, type SignedPolicy } from "#host/trust/risk.ts";
import { readPolicy } from "#host/workspace/policy.ts";
import { environmentOfRoots } from "../root/store.ts";
import type { TrustHere } from "../trust-here.ts";

export interface PolicyToSign {
  /** The exact bytes of the TOML. */
  readonly bytes: Uint8Array;
  readonly policy: RiskPolicy;
  readonly version: number;
  /** null: the first one. */
  readonly before: SignedPolicy | null;
}

/** Whose signatures count: as soon as a root has live keys, only those. */
export function riskEnvironment({ root }: TrustHere): Environment {
  return environmentOfRoots([root.keyring]);
}

/** The exact bytes of a draft. Refusals: config_missing, risk_invalid. */
export function readDraftBytes(path: string): Result<Uint8Array> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return refuse("config_missing", `${path} is not there`);
  if (!stats.isFile() || stats.size > RISK_BYTES_MAX) {
    return refuse("risk_invalid", `${path} is not a file of at most ${RISK_BYTES_MAX} bytes`);
  }
  try {
    return ok(readFileSync(path));
  } catch (error) {
    throw new Fault("file_unreadable", `${path} could not be read`, { cause: error });
  }
}

/** Every policy that was signed, oldest first, whoever may sign today. Refusals: those of `readPolicies`. */
export function signedPolicies(trust: TrustHere): Result<readonly SignedPolicy[]> {
  const environment = riskEnvironment(trust);
  const question = { keyring: trust.ever, environment, before: null, readPolicy };
  return readPolicies(trust.signed, question);
}

/**
 * Reads a policy and its place.
 *
 * @returns Refusals: those of the policies before it, risk_invalid, config_invalid, risk_version_wrong.
 */
export function policyToSign(trust: TrustHere, bytes: Uint8Array): Result<PolicyToSign> {
  const signed = signedPolicies(trust);
  if (!signed.ok) return signed;
  const before = signed.value.at(-1) ?? null;
  const text = utf8Text(bytes);
  if (text === null) return refuse("risk_invalid", "the policy is not UTF-8 text");
  const policy = readPolicy(text);
  if (!policy.ok) return policy;
  const next = (before?.version ?? 0) + 1;
  const { version } = policy.value;
  if (version !== next) {
    const was = version === undefined ? "no version" : `version = ${version}`;
    return refuse("risk_version_wrong", `the policy has ${was}, version = ${next} comes next`, {
      hint: `write version = ${next} at the top of the file: it is part of what is signed`,
    });
  }
  return ok({ bytes, policy: policy.value, version, before });
}
