/**
 * `NAME.key.json`: a secret key at rest. Encrypted under a passphrase (scrypt, then xsalsa20-poly1305), or plain, which
 * only the paper environment allows.
 *
 * Secretbox has no associated data, so the sealed text is the seed followed by the digest of everything else in the
 * file: name, environments and cost cannot be exchanged between two files.
 */
import { scryptSync } from "node:crypto";
import nacl from "tweetnacl";
import { z } from "zod";
import { environment, instant, keyId } from "#host/contract/primitives.ts";
import { canonicalJson, parseJsonStrict, type JsonObject } from "#host/kernel/canonical-json.ts";
import { sha256Bytes } from "#host/kernel/digest.ts";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import type { Entropy } from "#host/ports.ts";
import { firstIssue } from "#host/trust/dsse.ts";
import { SEED_BYTES, SigningKey, type PublicHalf } from "./signing-key.ts";

/** 128 MiB and 0.4 s per guess. */
export const SCRYPT_N = 131_072;
/** Bounds on load: below, a thief's downgrade; above, a file that exhausts the machine. */
const SCRYPT_N_MIN = 32_768;
const SCRYPT_N_MAX = 1_048_576;
const SCRYPT_R = 8;
const SCRYPT_P_MAX = 4;

const hex = (bytes: number) =>
  z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`), `${bytes} bytes in hex`);
export const keyName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, "lower case letters, digits and dashes, at most 32");

const half = {
  keyid: keyId,
  publicKey: hex(32),
  name: keyName,
  environments: z.array(environment).min(1).max(2),
};
const encryptedKey = z.strictObject({
  schema: z.literal("key/1"),
  ...half,
  createdAt: instant,
  kdf: z.strictObject({
    name: z.literal("scrypt"),
    n: z
      .int()
      .min(SCRYPT_N_MIN)
      .max(SCRYPT_N_MAX)
      .refine((n) => Number.isInteger(Math.log2(n)), "a power of two"),
    r: z.literal(SCRYPT_R),
    p: z.int().min(1).max(SCRYPT_P_MAX),
    salt: hex(32),
  }),
  box: z.strictObject({
    name: z.literal("xsalsa20poly1305"),
    nonce: hex(24),
    sealed: hex(SEED_BYTES + 32 + nacl.secretbox.overheadLength),
  }),
});
const plainKey = z.strictObject({
  schema: z.literal("plain-key/1"),
  ...half,
  /** There is no way to write a plain key that is good for live. */
  environments: z.tuple([z.literal("paper")]),
  createdAt: instant,
  seed: hex(SEED_BYTES),
});
const keyFile = z.discriminatedUnion("schema", [encryptedKey, plainKey]);
export type KeyFile = z.infer<typeof keyFile>;
type EncryptedKey = z.infer<typeof encryptedKey>;

/** `NAME.pub.json`: what a key's holder hands to whoever writes the root. */
const publicKeyFile = z.strictObject({ schema: z.literal("public-key/1"), ...half });

export function publicKeyText(key: PublicHalf): string {
  const { keyid, publicKey, name, environments } = key;
  return json({ schema: "public-key/1", keyid, publicKey, name, environments: [...environments] });
}

/** Refusal: key_file_invalid. The digest of the key is checked by the root that takes it in. */
export function parsePublicKey(text: string, path: string): Result<PublicHalf> {
  return parse(publicKeyFile, text, path);
}

export function plainKeyText(key: PublicHalf, seed: Uint8Array, createdAt: string): string {
  const { keyid, publicKey, name } = key;
  return json({
    schema: "plain-key/1",
    keyid,
    publicKey,
    name,
    environments: ["paper"],
    createdAt,
    seed: Buffer.from(seed).toString("hex"),
  });
}

/** @param n - Cost; another one only in tests of many files. */
export function encryptedKeyText(
  key: PublicHalf,
  seed: Uint8Array,
  passphrase: Uint8Array,
  made: { readonly createdAt: string; readonly entropy: Entropy; readonly n?: number },
): string {
  const { keyid, publicKey, name, environments } = key;
  const kdf: EncryptedKey["kdf"] = {
    name: "scrypt",
    n: made.n ?? SCRYPT_N,
    r: SCRYPT_R,
    p: 1,
    salt: Buffer.from(made.entropy.bytes(32)).toString("hex"),
  };
  const nonce = made.entropy.bytes(nacl.secretbox.nonceLength);
  const box = { name: "xsalsa20poly1305", nonce: Buffer.from(nonce).toString("hex") };
  const header = {
    schema: "key/1",
    keyid,
    publicKey,
    name,
    environments: [...environments],
    createdAt: made.createdAt,
    kdf,
    box,
  };
  const text = Buffer.concat([seed, headerDigest(header)]);
  const secret = derive(passphrase, kdf);
  const sealed = Buffer.from(nacl.secretbox(text, nonce, secret)).toString("hex");
  secret.fill(0);
  text.fill(0);
  return json({ ...header, box: { ...box, sealed } });
}

/** Refusal: key_file_invalid. */
export function parseKeyFile(text: string, path: string): Result<KeyFile> {
  return parse(keyFile, text, path);
}

/**
 * Opens a key.
 *
 * @param passphrase - Of an encrypted key; not asked for by a plain one. The caller erases it.
 * @returns Refusals: key_passphrase_wrong; key_file_tampered when the header is not the sealed one or the public key is
 *   not the seed's.
 */
export function openKey(file: KeyFile, passphrase: Uint8Array): Result<SigningKey> {
  if (file.schema === "plain-key/1") {
    const seed = Buffer.from(file.seed, "hex");
    return keyOf(file, seed);
  }
  const opened = unseal(file, passphrase);
  if (opened === null) {
    return refuse("key_passphrase_wrong", `the passphrase does not open key ${file.name}`);
  }
  const { box, ...rest } = file;
  const header = { ...rest, box: { name: box.name, nonce: box.nonce } };
  const bound = Buffer.compare(opened.subarray(SEED_BYTES), headerDigest(header)) === 0;
  const key = bound
    ? keyOf(file, opened.subarray(0, SEED_BYTES))
    : refuse("key_file_tampered", `what is written about key ${file.name} is not what was sealed`);
  opened.fill(0);
  return key;
}

function keyOf(file: KeyFile, seed: Uint8Array): Result<SigningKey> {
  const key = new SigningKey(seed, file.name, file.environments);
  seed.fill(0);
  if (key.half.keyid === file.keyid && key.half.publicKey === file.publicKey) return ok(key);
  key.forget();
  return refuse("key_file_tampered", `the public key of ${file.name} is not the one of its secret`);
}

function unseal(file: EncryptedKey, passphrase: Uint8Array): Uint8Array | null {
  const secret = derive(passphrase, file.kdf);
  const sealed = Buffer.from(file.box.sealed, "hex");
  const opened = nacl.secretbox.open(sealed, Buffer.from(file.box.nonce, "hex"), secret);
  secret.fill(0);
  return opened;
}

function derive(passphrase: Uint8Array, kdf: EncryptedKey["kdf"]): Uint8Array {
  const { n, r, p } = kdf;
  const salt = Buffer.from(kdf.salt, "hex");
  // scrypt needs 128·n·r bytes; twice that leaves room for its other buffers.
  const maxmem = 256 * n * r;
  return scryptSync(passphrase, salt, nacl.secretbox.keyLength, { N: n, r, p, maxmem });
}

function headerDigest(header: JsonObject): Uint8Array {
  return sha256Bytes(canonicalJson(header));
}

function json(value: JsonObject): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function parse<T>(schema: z.ZodType<T>, text: string, path: string): Result<T> {
  const parsed = parseJsonStrict(text);
  if (!parsed.ok) return refuse("key_file_invalid", `${path}: ${parsed.refusal.message}`);
  const shaped = schema.safeParse(parsed.value);
  return shaped.success
    ? ok(shaped.data)
    : refuse("key_file_invalid", `${path}: ${firstIssue(shaped.error)}`);
}
