import type { LegRole } from "../contract/plan.ts";
import { canonicalJson } from "./canonical-json.ts";
import { sha256Bytes } from "./digest.ts";
import { assert } from "./result.ts";

/** Everything that makes one order itself and no other (decision C3). */
export interface OrderIdentity {
  readonly account: string;
  readonly slot: string;
  /** Digest of the approval that governs the position. */
  readonly approvalSha256: string;
  /** Number of the bar at whose close the order was decided. */
  readonly bar: number;
  /** Index of the leg in its plan. */
  readonly leg: number;
  readonly role: LegRole;
  /** Rises only after a proven rejection; a repeated send keeps it, so the venue sees one id twice, never two. */
  readonly attempt: number;
}

/**
 * The client order id of one order: 32 base32 digits (160 bits) of a digest over its identity.
 *
 * Derived from content, so that a host which crashed between intent and acknowledgement asks the venue about the
 * same id. Fields are joined as a canonical JSON array: no two identities share a text.
 */
export function clientOrderIdOf(identity: OrderIdentity): string {
  const { account, slot, approvalSha256, bar, leg, role, attempt } = identity;
  assert(
    [bar, leg, attempt].every((n) => Number.isSafeInteger(n) && n >= 0),
    "bar, leg and attempt are whole numbers from 0",
  );
  const text = canonicalJson([account, slot, approvalSha256, bar, leg, role, attempt]);
  return base32(sha256Bytes(text)).slice(0, 32);
}

/** RFC 4648 §6 alphabet in lower case: venues accept it, and no two digits look alike to a machine. */
const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

/** RFC 4648 base32 without padding. */
export function base32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET.charAt((held >>> bits) & 31);
    }
  }
  return bits === 0 ? text : text + ALPHABET.charAt((held << (5 - bits)) & 31);
}
