/**
 * DSSE envelopes: what is signed is `PAE(payloadType, payload)`, the exact bytes with their type and both lengths.
 *
 * Nothing is parsed before its signature has been checked, except the envelope itself, which is bounded in size and
 * depth and must be spelled canonically, so that no byte of the file can change without being noticed.
 *
 * Source: https://github.com/secure-systems-lab/dsse protocol.md; CVE-2022-35929 (payload type confusion).
 */
import type { z } from "zod";
import { envelope as envelopeSchema, ENVELOPE_BYTES_MAX } from "../contract/envelope.ts";
import { canonicalJson, parseCanonicalJson } from "../kernel/canonical-json.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";

export interface Signature {
  readonly keyid: string;
  readonly bytes: Uint8Array;
}

/** An envelope taken apart; nothing in it is trusted yet. */
export interface OpenedEnvelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  /** In the file's order; a key may appear twice, and counts once. */
  readonly signatures: readonly Signature[];
}

/** The bytes that are signed: "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = Buffer.from(payloadType, "utf8");
  const head = Buffer.from(`DSSEv1 ${type.length} ${payloadType} ${payload.length} `, "utf8");
  return Buffer.concat([head, payload]);
}

/** The text of an envelope's file. */
export function envelopeText(envelope: OpenedEnvelope): string {
  return canonicalJson({
    payloadType: envelope.payloadType,
    payload: Buffer.from(envelope.payload).toString("base64"),
    signatures: envelope.signatures.map(({ keyid, bytes }) => ({
      keyid,
      sig: Buffer.from(bytes).toString("base64"),
    })),
  });
}

/**
 * Takes an envelope's file apart.
 *
 * @returns Refusals: envelope_too_large (exhaustion), envelope_invalid when the bytes are not the canonical text of an
 *   envelope.
 */
export function openEnvelope(bytes: Uint8Array): Result<OpenedEnvelope> {
  if (bytes.length > ENVELOPE_BYTES_MAX) {
    return refuse(
      "envelope_too_large",
      `envelope had ${bytes.length} bytes, over ${ENVELOPE_BYTES_MAX}`,
    );
  }
  const text = utf8Text(bytes);
  if (text === null) return refuse("envelope_invalid", "envelope was not UTF-8 text");
  const parsed = parseCanonicalJson(text);
  if (!parsed.ok) return refuse("envelope_invalid", `envelope: ${parsed.refusal.message}`);
  const shaped = envelopeSchema.safeParse(parsed.value);
  if (!shaped.success) {
    return refuse("envelope_invalid", `envelope: ${firstIssue(shaped.error)}`);
  }
  const { payloadType, payload, signatures } = shaped.data;
  const decoded = strictBase64(payload);
  const opened = signatures.flatMap(({ keyid, sig }) => {
    const signature = strictBase64(sig);
    return signature === null ? [] : [{ keyid, bytes: signature }];
  });
  if (decoded === null || opened.length !== signatures.length) {
    return refuse("envelope_invalid", "envelope had base64 that is not in its one strict spelling");
  }
  return ok({ payloadType, payload: decoded, signatures: opened });
}

/**
 * Reads the payload of an envelope whose signatures have been checked.
 *
 * @param noun - What the payload is, for messages.
 * @returns Refusals: payload_not_canonical when the bytes are not the one spelling of some JSON; payload_invalid when
 *   they have another shape, an unknown member included.
 */
export function readPayload<T>(
  envelope: OpenedEnvelope,
  schema: z.ZodType<T>,
  noun: string,
): Result<T> {
  const text = utf8Text(envelope.payload);
  if (text === null) return refuse("payload_not_canonical", `${noun} was not UTF-8 text`);
  const parsed = parseCanonicalJson(text);
  if (!parsed.ok) return refuse("payload_not_canonical", `${noun}: ${parsed.refusal.message}`);
  const shaped = schema.safeParse(parsed.value);
  return shaped.success
    ? ok(shaped.data)
    : refuse("payload_invalid", `${noun}: ${firstIssue(shaped.error)}`);
}

/** Text of well-formed UTF-8, a byte order mark included; null when it would not encode to the same bytes. */
export function utf8Text(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Node's decoder skips what it does not know; only a text that encodes back to itself is accepted. */
function strictBase64(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : null;
}

/** `members.0.version: expected number`: the first thing that did not fit a schema. */
export function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return "not the shape that is expected";
  const path = issue.path.map(String).join(".");
  return path === "" ? issue.message : `${path}: ${issue.message}`;
}
