/** Makes envelopes: the only place in which something is signed. */
import { PAYLOAD_TYPES, type PayloadKind } from "#host/contract/envelope.ts";
import { canonicalJson, parseJsonStrict, type Json } from "#host/kernel/canonical-json.ts";
import { assert } from "#host/kernel/result.ts";
import { envelopeText, preAuthEncoding } from "#host/trust/dsse.ts";
import type { SigningKey } from "./signing-key.ts";

/** Canonical JSON of a statement; members that are undefined are absent. */
export function payloadOf(statement: object): Uint8Array {
  const json = parseJsonStrict(JSON.stringify(statement));
  assert(json.ok, "a statement of ours is plain JSON");
  return canonicalBytes(json.value);
}

function canonicalBytes(value: Json): Uint8Array {
  return Buffer.from(canonicalJson(value), "utf8");
}

/** Signs a payload with every key and returns the envelope's file. */
export function sealPayload(
  kind: PayloadKind,
  payload: Uint8Array,
  keys: readonly SigningKey[],
): Uint8Array {
  const payloadType = PAYLOAD_TYPES[kind];
  const signed = preAuthEncoding(payloadType, payload);
  const signatures = keys.map((key) => ({ keyid: key.half.keyid, bytes: key.sign(signed) }));
  return Buffer.from(envelopeText({ payloadType, payload, signatures }), "utf8");
}
