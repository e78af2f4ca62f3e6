/**
 * Reads what an author wrote, once: every later step works on these bytes, so what is hashed, checked, bundled and
 * copied is the same whatever happens to the folder meanwhile.
 */
import { lstatSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Finding } from "#host/contract/finding.ts";
import { isSourcePath, SOURCE_DEPTH_MAX, type SourceFile } from "#host/kernel/source-digest.ts";
import { BUILD_LIMITS } from "./limits.ts";
import { findingOf, limitOf } from "./rules.ts";

/** A plugin folder, or a bare script that exports entrySignal. */
export interface PluginSource {
  readonly kind: "folder" | "file";
  /** Name of the folder, or of the file without its ending. */
  readonly name: string;
  /** Everything that the source digest covers, sorted by path. */
  readonly files: readonly SourceFile[];
  /** Path of the entry module; null when the folder has none. */
  readonly entry: string | null;
  readonly findings: readonly Finding[];
}

const SCRIPT = /\.(?:ts|js)$/;
/** Where a plugin in AssemblyScript begins, as its own tools have it. */
export const WASM_ENTRY = "assembly/index.ts";
const ENTRIES = ["signal.ts", "signal.js", WASM_ENTRY] as const;

/**
 * @param path - Of a folder or of a file that exists.
 * @throws the file system's own errors, when what was listed cannot be read.
 */
export function readPluginSource(path: string): PluginSource {
  const at = realpathSync(path);
  return lstatSync(at).isDirectory() ? readFolder(at) : readBareFile(at);
}

export function isScript(path: string): boolean {
  return SCRIPT.test(path) && !path.endsWith(".d.ts");
}

function readFolder(dir: string): PluginSource {
  const findings: Finding[] = [];
  const paths = [...listed(dir, "", findings)].toSorted((a, b) => (a < b ? -1 : 1));
  if (paths.length > BUILD_LIMITS.files) {
    const used = paths.length;
    const message = `the folder has ${used} files, at most ${BUILD_LIMITS.files}`;
    findings.push(findingOf("files", "fail", message, { used, allowed: BUILD_LIMITS.files }));
  }
  const files = findings.length > 0 ? [] : readFiles(dir, paths, findings);
  const entries = ENTRIES.filter((entry) => paths.includes(entry));
  if (entries.length !== 1) {
    const found = entries.length === 0 ? "none" : `${entries.length}`;
    const message = `the folder has ${found} of ${ENTRIES.join(", ")}, and begins in one`;
    findings.push(findingOf("files", "fail", message));
  }
  const entry = entries.length === 1 ? (entries[0] ?? null) : null;
  return { kind: "folder", name: basename(dir), files, entry, findings };
}

function readBareFile(path: string): PluginSource {
  const findings: Finding[] = [];
  const entry = basename(path);
  if (!isScript(entry)) {
    findings.push(findingOf("files", "fail", `${entry} is neither a folder nor a .ts or .js file`));
  } else if (!lstatSync(path).isFile()) {
    findings.push(findingOf("files", "fail", `${entry} is not a plain file`));
  }
  const files = findings.length > 0 ? [] : readFiles(dirname(path), [entry], findings);
  return { kind: "file", name: entry.replace(SCRIPT, ""), files, entry, findings };
}

/** Paths of the files that belong to a plugin; hidden ones and node_modules are no part of it. */
function* listed(dir: string, under: string, findings: Finding[]): Generator<string> {
  for (const entry of readdirSync(join(dir, under), { withFileTypes: true })) {
    const path = under === "" ? entry.name : `${under}/${entry.name}`;
    if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
    if (entry.isDirectory() && path.split("/").length <= SOURCE_DEPTH_MAX) {
      yield* listed(dir, path, findings);
    } else if (entry.isFile()) {
      if (isSourcePath(path)) {
        if (PLAIN_NAME.test(path)) yield path;
        else findings.push(findingOf("files", "fail", `${path} is no plain name`, NAME_REMEDY));
      }
      if (path.endsWith(".wasm")) findings.push(binaryFinding(path));
    } else if (entry.isDirectory()) {
      const message = `folders are nested deeper than ${SOURCE_DEPTH_MAX}`;
      findings.push(findingOf("files", "fail", message, { file: path }));
    } else {
      // A link may lead anywhere, and a pipe never ends.
      findings.push(findingOf("files", "fail", `${path} is not a plain file`, { file: path }));
    }
  }
}

/** Names are shown by every tool that a signer uses, and not all of them show what a name hides. */
const PLAIN_NAME = /^[A-Za-z0-9._/-]{1,128}$/;
const NAME_REMEDY = { remedy: "name files with Latin letters, digits, dots, dashes, underscores" };

/** Whoever signs reads the source: a binary that came from elsewhere has none. */
function binaryFinding(path: string): Finding {
  const remedy = `remove it, and write ${WASM_ENTRY}: the build makes the binary`;
  return findingOf("files", "fail", `${path} is a binary`, { file: path, remedy });
}

function readFiles(dir: string, paths: readonly string[], findings: Finding[]): SourceFile[] {
  const sizes = paths.map((path) => ({ path, used: lstatSync(join(dir, path)).size }));
  const large = sizes.filter(({ used }) => used > BUILD_LIMITS.fileBytes);
  for (const { path, used } of large) {
    findings.push({
      ...limitOf("source-size", path, { used, allowed: BUILD_LIMITS.fileBytes }),
      file: path,
    });
  }
  const used = sizes.reduce((sum, each) => sum + each.used, 0);
  const whole = limitOf("source-size", "the source", { used, allowed: BUILD_LIMITS.sourceBytes });
  findings.push(whole);
  if (large.length > 0 || whole.verdict === "fail") return [];
  return paths.map((path) => ({ path, bytes: readFileSync(join(dir, path)) }));
}
