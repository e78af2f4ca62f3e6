import { join, resolve } from "node:path";
import { isoInstant } from "#host/kernel/instant.ts";
import { refuse, type Result } from "#host/kernel/result.ts";
import type { Handler } from "#host/terminal/run-command.ts";
import { renderPairs } from "#host/terminal/table.ts";
import { workspaceAt } from "#host/workspace/paths.ts";
import { encryptedKeyText, keyName, plainKeyText, publicKeyText } from "../key-file.ts";
import { secretPathOf, writeKeyPair } from "../key-store.ts";
import { askNewPassphrase } from "../passphrase.ts";
import type { SignPorts } from "../ports.ts";
import { SEED_BYTES, SigningKey } from "../signing-key.ts";

/** `sign keygen`. */
export function keygen(ports: SignPorts): Handler {
  return async (args) => {
    const name = keyName.safeParse(args.text("name"));
    if (!name.success) {
      return refuse("argument_invalid", `--name takes lower case letters, digits and dashes`);
    }
    const paper = args.flag("paper");
    const folder = paper ? workspaceAt(args.workspace).keys : ports.userKeys;
    const out = args.textOrNull("out");
    const path = out === null ? secretPathOf(folder, name.data) : resolve(out);
    const seed = ports.entropy.bytes(SEED_BYTES);
    const key = new SigningKey(seed, name.data, paper ? ["paper"] : ["paper", "live"]);
    try {
      const text = paper ? plainText(ports, key, seed) : await encryptedText(ports, key, seed);
      if (!text.ok) return text;
      const written = writeKeyPair(path, text.value, publicKeyText(key.half), paper);
      if (!written.ok) return written;
      return done(key, path, written.value);
    } finally {
      seed.fill(0);
      key.forget();
    }
  };
}

function plainText(ports: SignPorts, key: SigningKey, seed: Uint8Array): Result<string> {
  return { ok: true, value: plainKeyText(key.half, seed, isoInstant(ports.nowMs())) };
}

async function encryptedText(
  ports: SignPorts,
  key: SigningKey,
  seed: Uint8Array,
): Promise<Result<string>> {
  const passphrase = await askNewPassphrase(ports);
  if (!passphrase.ok) return passphrase;
  const made = { createdAt: isoInstant(ports.nowMs()), entropy: ports.entropy };
  try {
    return { ok: true, value: encryptedKeyText(key.half, seed, passphrase.value, made) };
  } finally {
    passphrase.value.fill(0);
  }
}

function done(key: SigningKey, path: string, publicPath: string) {
  const { keyid, name, environments } = key.half;
  const text = renderPairs([
    ["key", name],
    ["key id", keyid],
    ["good for", environments.join(" and ")],
    ["secret", path],
    ["public", publicPath],
  ]);
  return { ok: true, text, data: { name, keyid, environments, path, publicPath } } as const;
}

/** Default folder for keys that are not of one workspace. */
export function userKeysIn(home: string): string {
  return join(home, ".config", "bulkhead");
}
