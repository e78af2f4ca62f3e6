/** Where secret keys lie and how they are read: once, by their owner only. */
import { closeSync, fstatSync, mkdirSync, openSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Fault, ok, refuse, type Result } from "#host/kernel/result.ts";
import { writeNew } from "#host/workspace/atomic-write.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import { openKey, parseKeyFile, type KeyFile } from "./key-file.ts";
import { askPassphrase } from "./passphrase.ts";
import type { SignPorts } from "./ports.ts";
import type { SigningKey } from "./signing-key.ts";

const KEY_SUFFIX = ".key.json";
/** A key file is under 1 KiB. */
const KEY_BYTES_MAX = 16_384;
/** Anybody but the owner. */
const OTHERS = 0o077;

/** `NAME.pub.json`, beside `NAME.key.json`. */
export function publicPathOf(path: string): string {
  const stem = basename(path).replace(/(?:\.key)?\.json$/, "");
  return join(dirname(path), `${stem}.pub.json`);
}

export function secretPathOf(folder: string, name: string): string {
  return join(folder, `${name}${KEY_SUFFIX}`);
}

/**
 * Writes a secret key and its public half, both new.
 *
 * @param shared - The folder is a workspace's `keys/`, where the host reads the root: not closed to other users.
 * @returns Refusal: key_exists; then nothing was written.
 * @throws Fault file_unwritable.
 */
export function writeKeyPair(
  path: string,
  secret: string,
  half: string,
  shared: boolean,
): Result<string> {
  const publicPath = publicPathOf(path);
  const folder = dirname(path);
  try {
    mkdirSync(folder, { recursive: true, mode: shared ? 0o755 : 0o700 });
  } catch (error) {
    throw new Fault("file_unwritable", `${folder} could not be made`, { cause: error });
  }
  if (fileThere(publicPath)) return refuse("key_exists", `${publicPath} is there already`);
  if (!writeNew(path, secret, 0o600)) return refuse("key_exists", `${path} is there already`);
  if (!writeNew(publicPath, half, 0o644)) {
    return refuse("key_exists", `${publicPath} is there already`);
  }
  return ok(publicPath);
}

/** Refusals: key_missing, key_file_exposed, key_file_invalid. */
export function readKeyFile(path: string): Result<KeyFile> {
  const text = readPrivate(path);
  return text.ok ? parseKeyFile(text.value, path) : text;
}

/** Reads a file that anybody may know. Refusals: key_missing, key_file_invalid. */
export function readPublicText(path: string): Result<string> {
  return readSmall(path, 0);
}

function readPrivate(path: string): Result<string> {
  return readSmall(path, OTHERS);
}

function readSmall(path: string, forbiddenMode: number): Result<string> {
  const file = openOrNull(path);
  if (file === null) return refuse("key_missing", `${path} is not there`);
  try {
    // The open file is asked, not the path: nobody can exchange it in between.
    const stats = fstatSync(file);
    if (!stats.isFile() || stats.size > KEY_BYTES_MAX) {
      return refuse("key_file_invalid", `${path} is not a small plain file`);
    }
    const mode = stats.mode & 0o777;
    if ((mode & forbiddenMode) !== 0) {
      return refuse("key_file_exposed", `${path} has mode ${mode.toString(8)}, not 600`, {
        hint: `chmod 600 ${path}`,
      });
    }
    return ok(readFileSync(file, "utf8"));
  } finally {
    closeSync(file);
  }
}

function openOrNull(path: string): number | null {
  try {
    return openSync(path, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new Fault("file_unreadable", `${path} could not be read`, { cause: error });
  }
}

function fileThere(path: string): boolean {
  const file = openOrNull(path);
  if (file !== null) closeSync(file);
  return file !== null;
}

/** Secret key files in the workspace's own `keys/`, sorted by name. */
export function keysIn(workspace: Workspace): readonly string[] {
  return namesIn(workspace.keys)
    .filter((name) => name.endsWith(KEY_SUFFIX))
    .map((name) => join(workspace.keys, name));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw new Fault("file_unreadable", `${folder} could not be read`, { cause: error });
  }
}

/**
 * Opens key files, asking for the passphrases of those that have one, does something with them and forgets them.
 *
 * @returns What `use` returns. Refusals: those of reading, of asking and of opening a key.
 */
export async function withKeys<T>(
  ports: SignPorts,
  paths: readonly string[],
  use: (keys: readonly SigningKey[]) => Result<T> | Promise<Result<T>>,
): Promise<Result<T>> {
  const keys: SigningKey[] = [];
  try {
    for (const path of paths) {
      const key = await openAt(ports, path);
      if (!key.ok) return key;
      keys.push(key.value);
    }
    return await use(keys);
  } finally {
    for (const key of keys) key.forget();
  }
}

async function openAt(ports: SignPorts, path: string): Promise<Result<SigningKey>> {
  const file = readKeyFile(path);
  if (!file.ok) return file;
  if (file.value.schema === "plain-key/1") return openKey(file.value, new Uint8Array());
  const { name, keyid } = file.value;
  const prompt = `passphrase of ${name} (${keyid.slice(0, 16)}): `;
  const passphrase = await askPassphrase(ports, prompt);
  if (!passphrase.ok) return passphrase;
  try {
    return openKey(file.value, passphrase.value);
  } finally {
    passphrase.value.fill(0);
  }
}
