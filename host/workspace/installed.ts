/**
 * What is installed around us that an approval pins: the isolate's version, and every byte of code that runs inside it
 * before a plugin does. One list for the host that compares and for `sign` that writes it down: all of cell/realm.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sourceDigest, type SourceFile } from "../kernel/source-digest.ts";
import { Fault } from "../kernel/result.ts";

const REALM = join(import.meta.dirname, "..", "cell", "realm");

/** Files of the realm, each read once; paths relative to `host/cell/realm`, sorted. */
export function readRealmFiles(): readonly SourceFile[] {
  const paths = readdirSync(REALM, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".js"));
  return paths
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((path) => ({ path, bytes: readFileSync(join(REALM, path)) }));
}

/** `preludeSha256` of an approval's engine. */
export function preludeSha256(files: readonly SourceFile[] = readRealmFiles()): string {
  return sourceDigest(files);
}

/** Version in the package.json that Node would find from here. Fault: file_unreadable when it is not installed. */
export function isolatedVmVersion(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const version = versionIn(join(folder, "node_modules", "isolated-vm", "package.json"));
    if (version !== null) return version;
    if (folder === dirname(folder)) {
      throw new Fault("file_unreadable", "isolated-vm is not installed: run npm ci");
    }
  }
}

function versionIn(path: string): string | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return null; // Not in this folder: the search goes on one folder up, as Node's own does.
  }
  const manifest: unknown = JSON.parse(text);
  const isObject = typeof manifest === "object" && manifest !== null;
  return isObject && "version" in manifest && typeof manifest.version === "string"
    ? manifest.version
    : null;
}
