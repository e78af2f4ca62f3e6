/**
 * Signed risk policies (decision B2): DSSE over the exact bytes of a TOML file with `version = N`.
 *
 * Two keys: a policy that allows more than the one before is signed by the thresholds of `risk` and of `release`; one that
 * only tightens needs `risk`. A root without the role `risk` lets `release` stand for it. The first policy allows what
 * nobody allowed before, so it needs both.
 */
import type { RiskPolicy } from "../contract/config.ts";
import type { Environment } from "../contract/primitives.ts";
import type { Role } from "../contract/root.ts";
import { sha256Hex } from "../kernel/digest.ts";
import { ok, refuse, type Refused, type Result } from "../kernel/result.ts";
import { openEnvelope, utf8Text } from "./dsse.ts";
import { verifySignatures, type Keyring } from "./keyring/keyring.ts";
import { looseningsOf } from "./loosenings.ts";

/** Reads a policy's TOML; passed in, because reading TOML belongs to the workspace. */
export type PolicyReader = (text: string) => Result<RiskPolicy>;

/** A policy is under 4 KiB with every comment of the template; its text is journalled whole. */
export const RISK_BYTES_MAX = 32_768;

export interface SignedPolicy {
  readonly version: number;
  /** sha256 of the TOML bytes. */
  readonly sha256: string;
  /** The TOML as it was signed. */
  readonly text: string;
  readonly policy: RiskPolicy;
}

export interface RiskQuestion {
  readonly keyring: Keyring;
  /** Keys that are not good for it do not count. */
  readonly environment: Environment;
  /** The signed policy of the version before; null for the first, or when it is not known. */
  readonly before: SignedPolicy | null;
  readonly readPolicy: PolicyReader;
}

/**
 * Verifies one signed policy against the one before. The same policy again is believed by its digest.
 *
 * @returns Refusals in this order: those of `openEnvelope` and `verifySignatures` for `risk`, risk_invalid,
 *   risk_rolled_back, risk_replaced, risk_chain_broken, and when it loosens those of `verifySignatures` for `release`.
 */
export function verifyRisk(bytes: Uint8Array, question: RiskQuestion): Result<SignedPolicy> {
  const { keyring, environment, before } = question;
  const opened = openEnvelope(bytes);
  if (!opened.ok) return opened;
  // Used before: its signer may have left the root since.
  if (before !== null && sha256Hex(opened.value.payload) === before.sha256) return ok(before);
  const demand = { kind: "risk", environment } as const;
  const signedBy = (roles: readonly Role[]): Refused | null => {
    for (const role of roles) {
      const signers = verifySignatures(opened.value, { ...demand, role }, keyring);
      if (!signers.ok) return signers;
    }
    return null;
  };
  // Who may tighten is asked before anything is read; whether that is enough is known only after.
  const unsigned = signedBy(rolesThatSign(keyring, false));
  if (unsigned !== null) return unsigned;
  const read = readSigned(opened.value.payload, question.readPolicy);
  if (!read.ok) return read;
  const misplaced = before === null ? null : objectionOfPlace(read.value, before);
  const loosens = before === null || looseningsOf(before.policy, read.value.policy).length > 0;
  return misplaced ?? signedBy(rolesThatSign(keyring, loosens)) ?? read;
}

/** Whose thresholds must sign: `risk` first, then `release` when more is allowed than before. */
export function rolesThatSign(keyring: Keyring, loosens: boolean): readonly Role[] {
  if (!keyring.roles.has("risk")) return ["release"];
  return loosens ? ["risk", "release"] : ["risk"];
}

function readSigned(payload: Uint8Array, readPolicy: PolicyReader): Result<SignedPolicy> {
  if (payload.length > RISK_BYTES_MAX) {
    return invalid(`had ${payload.length} bytes, over ${RISK_BYTES_MAX}`);
  }
  const text = utf8Text(payload);
  if (text === null || text.startsWith("\u{feff}")) {
    return invalid("was not UTF-8 text without a byte order mark");
  }
  const policy = readPolicy(text);
  if (!policy.ok) return invalid(`did not read: ${policy.refusal.message}`);
  const { version } = policy.value;
  if (version === undefined) return invalid("has no version = N");
  return ok({ version, sha256: sha256Hex(payload), text, policy: policy.value });
}

function invalid(what: string): Refused {
  return refuse("risk_invalid", `risk policy ${what}`);
}

function objectionOfPlace(next: SignedPolicy, before: SignedPolicy): Refused | null {
  const detail = { version: next.version, floor: before.version };
  if (next.version < before.version) {
    const message = `risk policy ${next.version} is below ${before.version}, which was used before`;
    return refuse("risk_rolled_back", message, { detail });
  }
  if (next.version === before.version && next.sha256 !== before.sha256) {
    const message = `risk policy ${next.version} was ${next.sha256}, the one used before was ${before.sha256}`;
    return refuse("risk_replaced", message, { detail });
  }
  return next.version <= before.version + 1
    ? null
    : refuse("risk_chain_broken", `risk policy ${next.version} follows ${before.version}`, {
        detail,
      });
}
