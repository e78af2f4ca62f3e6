import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  encryptedKeyText,
  openKey,
  parseKeyFile,
  plainKeyText,
  type KeyFile,
} from "#keys/key-file.ts";
import { publicPathOf, readKeyFile, writeKeyPair } from "#keys/key-store.ts";
import { SigningKey } from "#keys/signing-key.ts";
import { loadPublicKey } from "#host/trust/ed25519-strict.ts";
import { flipped, utf8 } from "#test/kit/signer.ts";
import { aFolder, somePorts } from "#test/kit/workspace.ts";

const SEED = Uint8Array.from({ length: 32 }, (_, i) => i);
const PASSPHRASE = utf8("correct horse battery");
const CREATED = "2026-11-20T12:00:00.000Z";
/** The least cost that is allowed: forty derivations in one file. */
const N = 32_768;
const aSigningKey = (): SigningKey =>
  new SigningKey(Uint8Array.from(SEED), "alice", ["paper", "live"]);
const encrypted = (): string =>
  encryptedKeyText(aSigningKey().half, SEED, PASSPHRASE, {
    createdAt: CREATED,
    entropy: somePorts().entropy,
    n: N,
  });
const plain = (): string =>
  plainKeyText({ ...aSigningKey().half, environments: ["paper"] }, SEED, CREATED);

function parsed(text: string): KeyFile {
  const file = parseKeyFile(text, "alice.key.json");
  if (!file.ok) throw new Error(file.refusal.message);
  return file.value;
}
function codeOf(text: string, passphrase = PASSPHRASE): string {
  const file = parseKeyFile(text, "alice.key.json");
  const key = file.ok ? openKey(file.value, passphrase) : file;
  return key.ok ? "" : key.refusal.code;
}

describe("a key file", () => {
  it.for<[string, () => string]>([
    ["encrypted", encrypted],
    ["plain", plain],
  ])("%s opens to a key that signs", ([, text]) => {
    const key = openKey(parsed(text()), PASSPHRASE);
    if (!key.ok) throw new Error(key.refusal.message);
    const publicKey = loadPublicKey(Buffer.from(key.value.half.publicKey, "hex"));
    const message = utf8("message");
    expect(
      publicKey.ok && publicKey.value.problemWith(message, key.value.sign(message)),
    ).toBeNull();
    expect(key.value.half.keyid).toBe(aSigningKey().half.keyid);
  });

  it("holds neither seed nor passphrase in the clear", () => {
    const text = encrypted();
    for (const secret of [SEED, PASSPHRASE]) {
      expect(text).not.toContain(Buffer.from(secret).toString("hex"));
      expect(text).not.toContain(Buffer.from(secret).toString("base64"));
    }
  });

  it("costs what it says by default", () => {
    const key = aSigningKey();
    const made = { createdAt: CREATED, entropy: somePorts().entropy };
    expect(parsed(encryptedKeyText(key.half, SEED, PASSPHRASE, made))).toMatchObject({
      kdf: { name: "scrypt", n: 131_072, r: 8, p: 1 },
    });
  });

  it("forgets: a key that was forgotten signs nothing", () => {
    const key = aSigningKey();
    key.forget();
    expect(() => key.sign(utf8("x"))).toThrow("forgotten");
  });

  it("a plain one is good for paper only, whatever it says", () => {
    expect(codeOf(plain().replace('"paper"', '"live"'))).toBe("key_file_invalid");
    expect(codeOf(plain().replace('"paper"', '"paper","live"'))).toBe("key_file_invalid");
  });
});

describe("a key file is refused", () => {
  const edit = (from: string | RegExp, to: string) => encrypted().replace(from, to);
  it.for<[string, string, string]>([
    ["cut off", encrypted().slice(0, -20), "key_file_invalid"],
    ["with a member more", edit("{", '{"role":"release",'), "key_file_invalid"],
    ["with a cheaper derivation (downgrade)", edit(`${N}`, "1024"), "key_file_invalid"],
    ["with a dearer one (exhaustion)", edit(`${N}`, "2097152"), "key_file_invalid"],
    ["with a cost that is no power of two", edit(`${N}`, "100000"), "key_file_invalid"],
    ["with another r", edit('"r": 8', '"r": 1'), "key_file_invalid"],
    ["with p = 5", edit('"p": 1', '"p": 5'), "key_file_invalid"],
    ["with another cost inside the bounds", edit(`${N}`, "65536"), "key_passphrase_wrong"],
    ["with another salt", edit(/"salt": "../, '"salt": "00'), "key_passphrase_wrong"],
    ["with another name", edit('"alice"', '"bob"'), "key_file_tampered"],
    ["with another environment", edit('"live"', '"paper"'), "key_file_tampered"],
    ["with another date", edit("2026-11-20T12", "2026-11-20T13"), "key_file_tampered"],
    ["with another key id", edit(aSigningKey().half.keyid, "0".repeat(64)), "key_file_tampered"],
    [
      "with another public key",
      edit(aSigningKey().half.publicKey, "0".repeat(64)),
      "key_file_tampered",
    ],
    [
      "plain, with the seed of another",
      plain().replace(/"seed": "../, '"seed": "ff'),
      "key_file_tampered",
    ],
  ])("%s", ([, text, code]) => {
    expect(codeOf(text)).toBe(code);
  });

  it("with the wrong passphrase", () => {
    expect(codeOf(encrypted(), utf8("correct horse batterz"))).toBe("key_passphrase_wrong");
    expect(codeOf(encrypted(), new Uint8Array())).toBe("key_passphrase_wrong");
  });

  it("with any byte of the sealed text changed", () => {
    const file = parsed(encrypted());
    if (file.schema !== "key/1") throw new Error("an encrypted key");
    const sealed = Buffer.from(file.box.sealed, "hex");
    for (const at of [0, 15, 16, 47, 79]) {
      const box = { ...file.box, sealed: Buffer.from(flipped(sealed, at)).toString("hex") };
      const key = openKey({ ...file, box }, PASSPHRASE);
      expect(key.ok ? "" : key.refusal.code).toBe("key_passphrase_wrong");
    }
  });
});

describe("a key on disk", () => {
  it("is written for its owner only, its public half for everybody", () => {
    const path = join(aFolder(), "deep", "alice.key.json");
    expect(writeKeyPair(path, "secret", "public", false)).toEqual({
      ok: true,
      value: publicPathOf(path),
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(publicPathOf(path)).mode & 0o777).toBe(0o644);
    expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
  });

  it.for(["alice.key.json", "alice.pub.json"])("never overwrites %s", (name) => {
    const folder = aFolder();
    writeFileSync(join(folder, name), "mine");
    const written = writeKeyPair(join(folder, "alice.key.json"), "secret", "public", false);
    expect(written.ok ? "" : written.refusal.code).toBe("key_exists");
    expect(readdirSync(folder)).toEqual([name]);
    expect(readFileSync(join(folder, name), "utf8")).toBe("mine");
  });

  it.for([0o644, 0o640, 0o604, 0o660, 0o700 + 0o010])("with mode %o is refused", (mode) => {
    const path = join(aFolder(), "a.key.json");
    writeFileSync(path, plain());
    chmodSync(path, mode);
    const file = readKeyFile(path);
    expect(file.ok ? "" : file.refusal.code).toBe("key_file_exposed");
  });

  it("is refused when it is a folder, too large or not there", () => {
    const folder = aFolder();
    mkdirSync(join(folder, "a.key.json"), { mode: 0o700 });
    writeFileSync(join(folder, "b.key.json"), "x".repeat(20_000), { mode: 0o600 });
    const codeAt = (name: string): string => {
      const file = readKeyFile(join(folder, name));
      return file.ok ? "" : file.refusal.code;
    };
    expect(codeAt("a.key.json")).toBe("key_file_invalid");
    expect(codeAt("b.key.json")).toBe("key_file_invalid");
    expect(codeAt("c.key.json")).toBe("key_missing");
  });
});
