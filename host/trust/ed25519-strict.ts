/**
 * Ed25519 without room for two readings: profile strict-ed25519/1.
 *
 * Libraries disagree about signatures at the edges (S + L, small-order points, unreduced encodings), and a signature
 * that one accepts and another refuses is how two hosts come to run different code. So the edges are refused first,
 * and then two implementations that share nothing must both accept.
 *
 * Source: RFC 8032 §5.1; Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs" (SSR 2020).
 */
import { createPublicKey, verify as verifyWithOpenssl, type KeyObject } from "node:crypto";
import nacl from "tweetnacl";
import { sha256Hex } from "../kernel/digest.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";

export const PUBLIC_KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;

/** The field's prime, 2^255 − 19. */
const P = 2n ** 255n - 19n;
/** Order of the base point's group. */
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const SIGN_BIT = 1n << 255n;

/** y of the two points of order 8 that are neither 0 nor ±1; the others are their negatives. */
const Y_OF_ORDER_8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;
/**
 * y of the eight points whose order divides 8. A key among them makes one signature valid for every message. The sign
 * of x does not matter here, which also refuses "x = 0 with the sign bit set", the non-canonical spelling of y = ±1.
 */
const SMALL_ORDER_Y: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  P - 1n,
  Y_OF_ORDER_8,
  P - Y_OF_ORDER_8,
]);

/** A public key whose encoding has been checked. Only `loadPublicKey` makes one. */
class PublicKey {
  /** sha256 of the 32 bytes: the key's name in every signed file. */
  readonly keyid: string;
  readonly #bytes: Uint8Array;
  readonly #openssl: KeyObject;

  constructor(bytes: Uint8Array, openssl: KeyObject) {
    this.keyid = sha256Hex(bytes);
    this.#bytes = bytes;
    this.#openssl = openssl;
  }

  /**
   * Says what is wrong with a signature.
   *
   * @returns null when both implementations accept it, else half a sentence such as `had 63 bytes, not 64`.
   */
  problemWith(message: Uint8Array, signature: Uint8Array): string | null {
    const malformed = problemWithSignatureBytes(signature);
    if (malformed !== null) return malformed;
    const accepted =
      acceptedByOpenssl(message, signature, this.#openssl) &&
      acceptedByTweetnacl(message, signature, this.#bytes);
    return accepted ? null : "was not made by this key over these bytes";
  }
}
export type { PublicKey };

/**
 * Checks the encoding of a public key, once, when a keyring is loaded.
 *
 * @returns Refusal: public_key_invalid when it is not 32 bytes, not canonical, or of small order.
 */
export function loadPublicKey(bytes: Uint8Array): Result<PublicKey> {
  if (bytes.length !== PUBLIC_KEY_BYTES) {
    return invalidKey(`had ${bytes.length} bytes, not ${PUBLIC_KEY_BYTES}`);
  }
  const problem = problemWithPoint(bytes);
  if (problem !== null) return invalidKey(problem);
  const own = Uint8Array.from(bytes);
  const openssl = importedByOpenssl(own);
  return openssl === null
    ? invalidKey("was not taken by node:crypto")
    : ok(new PublicKey(own, openssl));
}

function invalidKey(what: string): Result<never> {
  return refuse("public_key_invalid", `public key ${what}`);
}

function problemWithSignatureBytes(signature: Uint8Array): string | null {
  if (signature.length !== SIGNATURE_BYTES) {
    return `had ${signature.length} bytes, not ${SIGNATURE_BYTES}`;
  }
  const s = littleEndian(signature.subarray(32));
  // Malleability: S and S + L satisfy the same equation, so only the smaller one is a signature (RFC 8032 §5.1.7).
  if (s >= L) return "had S outside the group's order";
  const r = problemWithPoint(signature.subarray(0, 32));
  return r === null ? null : `had an R that ${r}`;
}

/** Canonical means y < p: y and y + p would be two spellings of one point. */
function problemWithPoint(bytes: Uint8Array): string | null {
  const y = littleEndian(bytes) & (SIGN_BIT - 1n);
  if (y >= P) return "was not in canonical form";
  return SMALL_ORDER_Y.has(y) ? "was of small order" : null;
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
}

// A throw from a library is a no: these three are the places where the outside comes in.

function acceptedByTweetnacl(
  message: Uint8Array,
  signature: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  try {
    return nacl.sign.detached.verify(message, signature, publicKey) === true;
  } catch {
    return false;
  }
}

function acceptedByOpenssl(message: Uint8Array, signature: Uint8Array, key: KeyObject): boolean {
  try {
    return verifyWithOpenssl(null, message, key, signature) === true;
  } catch {
    return false;
  }
}

/** As JWK, because that import checks the length; the DER one takes 33 bytes. */
function importedByOpenssl(bytes: Uint8Array): KeyObject | null {
  try {
    const x = Buffer.from(bytes).toString("base64url");
    return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  } catch {
    return null;
  }
}
