import { createHash } from "node:crypto";
import fc from "fast-check";
import nacl from "tweetnacl";
import { describe, expect, it } from "vitest";
import { loadPublicKey, type PublicKey } from "#host/trust/ed25519-strict.ts";
import {
  encode,
  encodePoint,
  fromLittleEndian,
  L,
  littleEndian,
  mod,
  P,
  smallOrderPoints,
} from "#test/kit/edwards.ts";
import { flipped } from "#test/kit/signer.ts";

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));
const KEYPAIR = nacl.sign.keyPair.fromSeed(hex("07".repeat(32)));
const MESSAGE = Uint8Array.from(Buffer.from("buy low"));
const SIGNATURE = nacl.sign.detached(MESSAGE, KEYPAIR.secretKey);

function loaded(bytes: Uint8Array): PublicKey {
  const key = loadPublicKey(bytes);
  if (!key.ok) throw new Error(key.refusal.message);
  return key.value;
}
const codeOf = (bytes: Uint8Array): string | null => {
  const key = loadPublicKey(bytes);
  return key.ok ? null : key.refusal.code;
};
const withS = (s: bigint): Uint8Array =>
  Uint8Array.from([...SIGNATURE.subarray(0, 32), ...littleEndian(s)]);
const withR = (r: Uint8Array): Uint8Array => Uint8Array.from([...r, ...SIGNATURE.subarray(32)]);

/** RFC 8032 §7.1: name, secret key, public key, message, signature. */
const RFC_8032: readonly (readonly [string, string, string, string, string])[] = [
  [
    "TEST 1, empty message",
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  ],
  [
    "TEST 2, one byte",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  ],
  [
    "TEST 3, two bytes",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
  ],
  [
    "TEST SHA(abc)",
    "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
    "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
    createHash("sha512").update("abc").digest("hex"),
    "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
  ],
];

describe("strict-ed25519/1 accepts", () => {
  it.for(RFC_8032)("RFC 8032 %s", ([, secret, publicKey, message, signature]) => {
    expect(loaded(hex(publicKey)).problemWith(hex(message), hex(signature))).toBeNull();
    const made = nacl.sign.detached(
      hex(message),
      nacl.sign.keyPair.fromSeed(hex(secret)).secretKey,
    );
    expect(Buffer.from(made).toString("hex")).toBe(signature);
  });

  it("what an honest signer makes, and nothing with a bit changed", () => {
    const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    fc.assert(
      fc.property(bytes(32), fc.uint8Array({ maxLength: 80 }), fc.nat(), (seed, message, at) => {
        const pair = nacl.sign.keyPair.fromSeed(seed);
        const signature = nacl.sign.detached(message, pair.secretKey);
        const key = loaded(pair.publicKey);
        expect(key.problemWith(message, signature)).toBeNull();
        expect(key.problemWith(message, flipped(signature, at % 64, at % 8))).not.toBeNull();
        expect(key.problemWith(Uint8Array.from([...message, 0]), signature)).not.toBeNull();
      }),
      { numRuns: 40 },
    );
  });
});

describe("strict-ed25519/1 refuses a public key", () => {
  const points = smallOrderPoints();

  it("knows eight different points of small order", () => {
    expect(new Set(points.map((point) => `${point.x} ${point.y}`)).size).toBe(8);
  });

  it.for([0, 1, 2, 3, 4, 5, 6, 7])("of small order: the torsion point times %i", (i) => {
    const point = points[i] ?? { x: 0n, y: 1n };
    expect(codeOf(encodePoint(point))).toBe("public_key_invalid");
    // The same y with the other sign bit: another torsion point, or x = 0 spelled with a sign.
    expect(codeOf(encode(point.y, point.x & 1n ? 0 : 1))).toBe("public_key_invalid");
  });

  it("of small order, although one signature would then fit every message", () => {
    const neutral = encode(1n, 0);
    const universal = Uint8Array.from([...neutral, ...littleEndian(0n)]);
    // What the strictness is for: a plain verifier accepts it for any text.
    expect(nacl.sign.detached.verify(MESSAGE, universal, neutral)).toBe(true);
    expect(codeOf(neutral)).toBe("public_key_invalid");
  });

  it("spelled with y not reduced: p … p + 18, either sign", () => {
    for (let y = P; y < 2n ** 255n; y += 1n) {
      expect(codeOf(encode(y, 0))).toBe("public_key_invalid");
      expect(codeOf(encode(y, 1))).toBe("public_key_invalid");
    }
  });

  it.for([0, 1, 31, 33, 64])("of %i bytes", (length) => {
    const bytes = Uint8Array.from([...KEYPAIR.publicKey, ...KEYPAIR.publicKey]).subarray(0, length);
    expect(codeOf(bytes)).toBe("public_key_invalid");
  });
});

describe("strict-ed25519/1 refuses a signature", () => {
  const key = loaded(KEYPAIR.publicKey);
  const s = fromLittleEndian(SIGNATURE.subarray(32));

  it("with S + L (malleability)", () => {
    expect(key.problemWith(MESSAGE, withS(s + L))).toBe("had S outside the group's order");
    // Not a straw man: the equation holds for S + L, and tweetnacl alone says yes.
    expect(nacl.sign.detached.verify(MESSAGE, withS(s + L), KEYPAIR.publicKey)).toBe(true);
  });

  it.for<[string, bigint]>([
    ["L", L],
    ["L + 1", L + 1n],
    ["2^255 − 1", 2n ** 255n - 1n],
    ["2^256 − 1", 2n ** 256n - 1n],
  ])("with S = %s", ([, value]) => {
    expect(key.problemWith(MESSAGE, withS(value))).toBe("had S outside the group's order");
  });

  it("with an S inside the order that is another one", () => {
    expect(key.problemWith(MESSAGE, withS(mod(s + 1n, L)))).toBe(
      "was not made by this key over these bytes",
    );
  });

  it("with an R of small order", () => {
    for (const point of smallOrderPoints()) {
      expect(key.problemWith(MESSAGE, withR(encodePoint(point)))).toBe(
        "had an R that was of small order",
      );
    }
  });

  it("with an R that is not reduced", () => {
    expect(key.problemWith(MESSAGE, withR(encode(P + 2n, 0)))).toBe(
      "had an R that was not in canonical form",
    );
  });

  it.for([0, 32, 63, 65, 128])("of %i bytes", (length) => {
    const bytes = Uint8Array.from([...SIGNATURE, ...SIGNATURE]).subarray(0, length);
    expect(key.problemWith(MESSAGE, bytes)).toBe(`had ${length} bytes, not 64`);
  });

  it("of another key, or over another message", () => {
    const other = nacl.sign.keyPair.fromSeed(hex("08".repeat(32)));
    expect(loaded(other.publicKey).problemWith(MESSAGE, SIGNATURE)).not.toBeNull();
    expect(key.problemWith(Buffer.from("buy high"), SIGNATURE)).not.toBeNull();
  });

  it("after the caller's buffer was changed behind a loaded key", () => {
    const bytes = Uint8Array.from(KEYPAIR.publicKey);
    const held = loaded(bytes);
    bytes.fill(1);
    expect(held.problemWith(MESSAGE, SIGNATURE)).toBeNull();
  });
});
