/** Makes signatures and envelopes: the only place in which something is signed. */
import { PAYLOAD_TYPES, type PayloadKind } from "#host/contract/envelope.ts";
import { canonicalJson, parseJsonStrict } from "#host/kernel/canonical-json.ts";
import { assert } from "#host/kernel/result.ts";
import { envelopeText, preAuthEncoding, type Signature } from "#host/trust/dsse.ts";
import type { SigningKey } from "./signing-key.ts";

/** Canonical JSON of a statement; members that are undefined are absent. */
export function payloadOf(statement: object): Uint8Array {
  const json = parseJsonStrict(JSON.stringify(statement));
  assert(json.ok, "a statement of ours is plain JSON");
  return Buffer.from(canonicalJson(json.value), "utf8");
}

/** Signs a payload with every key. */
export function signPayload(
  kind: PayloadKind,
  payload: Uint8Array,
  keys: readonly SigningKey[],
): readonly Signature[] {
  const signed = preAuthEncoding(PAYLOAD_TYPES[kind], payload);
  return keys.map((key) => ({ keyid: key.half.keyid, bytes: key.sign(signed) }));
}

/** The envelope's file. Signatures sorted by key: who signed first is nobody's business, and two collectors agree. */
export function envelopeOf(
  kind: PayloadKind,
  payload: Uint8Array,
  signatures: readonly Signature[],
): Uint8Array {
  const sorted = signatures.toSorted((a, b) => (a.keyid < b.keyid ? -1 : 1));
  const payloadType = PAYLOAD_TYPES[kind];
  return Buffer.from(envelopeText({ payloadType, payload, signatures: sorted }), "utf8");
}
