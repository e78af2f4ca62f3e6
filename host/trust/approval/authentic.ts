/** Question 1: did the people who may approve sign exactly these bytes? Nothing is believed before this is answered. */
import { approval as approvalSchema, type Approval } from "../../contract/approval.ts";
import type { Environment } from "../../contract/primitives.ts";
import { sha256Hex } from "../../kernel/digest.ts";
import { ok, refuse, type Result } from "../../kernel/result.ts";
import { openEnvelope, readPayload } from "../dsse.ts";
import { verifySignatures, type Keyring } from "../keyring/keyring.ts";

/** An approval whose signatures hold. Whether it is for this slot, this time and these files is not known yet. */
export interface AuthenticApproval {
  readonly approval: Approval;
  /** sha256 of the payload bytes: the approval's name. */
  readonly sha256: string;
  readonly envelopeSha256: string;
  /** Key ids that signed, sorted. */
  readonly signers: readonly string[];
}

/**
 * Verifies, then parses.
 *
 * @param environment - Of the slot that asks, known without reading the payload.
 * @param named - Digest under which the approval was asked for; null when the caller will use the digest it gets.
 * @returns Refusals in this order: envelope_too_large, envelope_invalid, payload_type_wrong, signature_invalid,
 *   key_revoked, key_role_wrong, key_environment_wrong, key_unknown, threshold_not_met, approval_digest_differs,
 *   payload_not_canonical, payload_invalid.
 */
export function verifyAuthentic(
  bytes: Uint8Array,
  environment: Environment,
  keyring: Keyring,
  named: string | null,
): Result<AuthenticApproval> {
  const opened = openEnvelope(bytes);
  if (!opened.ok) return opened;
  const demand = { kind: "approval", role: "release", environment } as const;
  const signers = verifySignatures(opened.value, demand, keyring);
  if (!signers.ok) return signers;
  const sha256 = sha256Hex(opened.value.payload);
  if (named !== null && sha256 !== named) {
    return refuse("approval_digest_differs", `approval was ${sha256}, its name says ${named}`);
  }
  const approval = readPayload(opened.value, approvalSchema, "approval");
  if (!approval.ok) return approval;
  return ok({
    approval: approval.value,
    sha256,
    envelopeSha256: sha256Hex(bytes),
    signers: signers.value,
  });
}

/** A slot's environment is its first word. */
export function environmentOf(slot: string): Environment {
  return slot.startsWith("live.") ? "live" : "paper";
}
