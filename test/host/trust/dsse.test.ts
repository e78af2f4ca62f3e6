import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ENVELOPE_BYTES_MAX } from "#host/contract/envelope.ts";
import { envelopeText, openEnvelope, preAuthEncoding } from "#host/trust/dsse.ts";
import { aRoot, seal, utf8 } from "#test/kit/signer.ts";

const GOOD = Buffer.from(seal("root", aRoot())).toString("utf8");
const codeOf = (text: string): string | null => {
  const opened = openEnvelope(utf8(text));
  return opened.ok ? null : opened.refusal.code;
};

describe("pre-authentication encoding", () => {
  it("is the vector of the DSSE specification", () => {
    const encoded = preAuthEncoding("http://example.com/HelloWorld", utf8("hello world"));
    expect(Buffer.from(encoded).toString("utf8")).toBe(
      "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
    );
  });

  it("counts bytes, not characters", () => {
    const encoded = preAuthEncoding("é", utf8("ü"));
    expect(Buffer.from(encoded).toString("utf8")).toBe("DSSEv1 2 é 2 ü");
  });

  it("is different for every different pair of type and body", () => {
    const text = fc.string({ unit: fc.constantFrom("a", " ", "1", "2"), maxLength: 6 });
    fc.assert(
      fc.property(text, text, text, text, (typeA, bodyA, typeB, bodyB) => {
        const a = Buffer.from(preAuthEncoding(typeA, utf8(bodyA))).toString();
        const b = Buffer.from(preAuthEncoding(typeB, utf8(bodyB))).toString();
        expect(a === b).toBe(typeA === typeB && bodyA === bodyB);
      }),
    );
  });
});

describe("an envelope", () => {
  it("opens and is written back byte for byte", () => {
    const opened = openEnvelope(utf8(GOOD));
    if (!opened.ok) throw new Error(opened.refusal.message);
    expect(envelopeText(opened.value)).toBe(GOOD);
  });

  const parsed: { payloadType: string; payload: string; signatures: object[] } = JSON.parse(GOOD);
  const { payloadType, payload, signatures } = parsed;
  const sig = JSON.stringify(signatures[0]);

  it.for<[string, string, string]>([
    ["cut off", GOOD.slice(0, -1), "envelope_invalid"],
    ["empty", "", "envelope_invalid"],
    ["followed by a line feed", `${GOOD}\n`, "envelope_invalid"],
    ["with a space", GOOD.replace(",", ", "), "envelope_invalid"],
    ["with an escaped letter", GOOD.replace('"sig"', '"\\u0073ig"'), "envelope_invalid"],
    ["with a member of its own", GOOD.replace("{", '{"a":1,'), "envelope_invalid"],
    [
      "with the payload twice (the last would win)",
      `{"payload":"AAAA","payload":"${payload}","payloadType":"${payloadType}","signatures":[${sig}]}`,
      "envelope_invalid",
    ],
    [
      "without signatures",
      `{"payload":"${payload}","payloadType":"${payloadType}","signatures":[]}`,
      "envelope_invalid",
    ],
    [
      "with seventeen signatures",
      `{"payload":"${payload}","payloadType":"${payloadType}","signatures":[${Array(17).fill(sig).join(",")}]}`,
      "envelope_invalid",
    ],
    ["with URL-safe base64", GOOD.replace(payload, "_-8A"), "envelope_invalid"],
    ["with base64 that has spare bits", GOOD.replace(payload, "AB=="), "envelope_invalid"],
    ["with base64 without padding", GOOD.replace(payload, "AA"), "envelope_invalid"],
    ["with a key id in upper case", GOOD.toUpperCase(), "envelope_invalid"],
    ["nested too deep", "[".repeat(200) + "]".repeat(200), "envelope_invalid"],
    ["larger than any of ours", GOOD + " ".repeat(ENVELOPE_BYTES_MAX), "envelope_too_large"],
  ])("%s is refused", ([, text, code]) => {
    expect(codeOf(text)).toBe(code);
  });

  it("that is not UTF-8 is refused", () => {
    const opened = openEnvelope(Uint8Array.from([0xff, 0xfe, 0x7b, 0x7d]));
    expect(opened.ok ? null : opened.refusal.code).toBe("envelope_invalid");
  });
});
