import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { BUNDLE_FILES } from "#host/contract/candidate.ts";
import type { Finding } from "#host/contract/finding.ts";
import type { PluginManifest } from "#host/contract/manifest.ts";
import { assert } from "#host/kernel/result.ts";
import { checkWasm } from "#host/cell/wasm/check.ts";
import { assemblyReply, type AssemblyReply } from "./assembly-reply.ts";
import { ASSEMBLY_OPTIONS, type AssemblyRequest } from "./assembly-request.ts";
import type { Bundled } from "./bundle.ts";
import { DIED } from "./bundle-request.ts";
import { runChild } from "./child.ts";
import { BUILD_LIMITS } from "./limits.ts";
import { findingOf, limitOf } from "./rules.ts";

const CHILD = join(import.meta.dirname, `assembly-child${extname(import.meta.filename)}`);
/** The compiler is 13 MB of WebAssembly that runs for a second: optimizing it takes longer than it saves. */
const COMPILER_FLAGS = ["--liftoff-only"];

/**
 * Compiles a plugin from AssemblyScript, twice, compares, and reads the binary as the host will.
 *
 * @param texts - Every script of the plugin by path.
 * @param isInstalled - Whether the optional package is there.
 */
export async function compileAssembly(
  texts: ReadonlyMap<string, string>,
  entry: string,
  kind: PluginManifest["kind"],
  isInstalled: boolean = hasCompiler(),
): Promise<Bundled> {
  if (!isInstalled) {
    const message = "assemblyscript is not installed";
    return { bundle: null, findings: [findingOf("assemblyscript", "fail", message)] };
  }
  const sources = Object.fromEntries([...texts].filter(([path]) => path !== "manifest.toml"));
  const reply = await askChild({ sources, entry });
  if (typeof reply === "string") {
    return { bundle: null, findings: [findingOf("bundler", "fail", `the compiler: ${reply}`)] };
  }
  return judgeAssembly(reply, kind);
}

/** What the rules say about a reply of the child. */
export function judgeAssembly(reply: AssemblyReply, kind: PluginManifest["kind"]): Bundled {
  if (!reply.ok) {
    const failures = reply.problems.slice(0, BUILD_LIMITS.findingsPerRule);
    const findings = failures.map(({ rule, text, ...at }) =>
      findingOf(rule === "imports" ? "imports" : "syntax", "fail", text, at),
    );
    return { bundle: null, findings };
  }
  const { binary, again, assemblyscript, warnings } = reply;
  const code = new Uint8Array(Buffer.from(binary, "base64"));
  const checked = checkWasm(code, kind);
  const findings: Finding[] = [
    ...warnings.map(({ text, file, line }) =>
      findingOf("syntax", "report", text, { file, line, remedy: "the compiler finds it odd" }),
    ),
    findingOf("syntax", "pass", "every script"),
    findingOf("imports", "pass", "every script"),
    binary === again
      ? findingOf("reproducible", "pass", "two builds, the same bytes")
      : findingOf("reproducible", "fail", "two builds of the same source differ"),
    limitOf("bundle-size", "the binary", { used: code.length, allowed: BUILD_LIMITS.bundleBytes }),
    checked.ok
      ? findingOf("wasm", "pass", `${checked.value.functions} functions, nothing but ABI 1`)
      : findingOf("wasm", "fail", checked.refusal.message),
    findingOf("types", "report", "assemblyscript is checked by its own compiler", { remedy: "" }),
  ];
  const exports = checked.ok ? exportsOf(checked.value.exports) : [];
  const builder = {
    esbuild: NONE,
    pluginModuleSha256: NOTHING_SHA256,
    assemblyscript,
    options: ASSEMBLY_OPTIONS,
  };
  const file = BUNDLE_FILES.wasm;
  return { bundle: { file, code, bytes: code.length, exports, builder }, findings };
}

/** What a candidate's record says of the bundler and of `#plugin`, which have no part in a binary. */
const NONE = "none";
const NOTHING_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** ABI 1 → the names of the contract; what is not there has no name of its own. */
const EXPORTED: Readonly<Record<string, string>> = {
  entry_signal: "entrySignal",
  exit_signal: "exitSignal",
  score: "score",
  value: "value",
};

function exportsOf(names: readonly string[]): readonly string[] {
  return names.map((name) => EXPORTED[name]).filter((name) => name !== undefined);
}

/** Looked for where Node would look. */
function hasCompiler(): boolean {
  const folders = createRequire(import.meta.url).resolve.paths("assemblyscript") ?? [];
  return folders.some((folder) => existsSync(join(folder, "assemblyscript", "package.json")));
}

async function askChild(request: AssemblyRequest): Promise<AssemblyReply | string> {
  const end = await runChild({
    args: [...COMPILER_FLAGS, CHILD],
    input: JSON.stringify(request),
    wallMsMax: BUILD_LIMITS.assemblyWallMs,
    outputBytesMax: BUILD_LIMITS.bundlerReplyBytes,
  });
  if (end.kind === "stopped") return end.why;
  if (end.code === DIED) return "it died, as it does over code that is nested too deeply";
  assert(end.code === 0, "a compiler that lives gives a reply");
  return assemblyReply.parse(JSON.parse(end.output));
}
