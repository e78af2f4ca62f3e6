import { extname, join } from "node:path";
import { BUNDLE_FILES, type Candidate } from "#host/contract/candidate.ts";
import type { Finding } from "#host/contract/finding.ts";
import { assert } from "#host/kernel/result.ts";
import { bundleReply, type BundleReply, type Problem } from "./bundle-reply.ts";
import { BUNDLE_OPTIONS, DIED, TIMED_OUT, type BundleRequest } from "./bundle-request.ts";
import { INSTALL_BUNDLER, missingBundler } from "./bundler-binary.ts";
import { runChild } from "./child.ts";
import { exportsProblem, type PluginKind } from "./kinds.ts";
import { BUILD_LIMITS } from "./limits.ts";
import { readPluginModule } from "./plugin-module.ts";
import { findingOf, limitOf } from "./rules.ts";

/** What runs: one ESM module with nothing left to import, or one binary of WebAssembly. */
export interface Bundle {
  /** Name of its file in a candidate. */
  readonly file: string;
  readonly code: string | Uint8Array;
  readonly bytes: number;
  /** In the words of the contract, also of a binary: `entrySignal`. */
  readonly exports: readonly string[];
  readonly builder: Candidate["builder"];
}

export interface Bundled {
  readonly bundle: Bundle | null;
  readonly findings: readonly Finding[];
}

/** The child has the ending of this file: `.ts` in the repository, `.js` in a published package. */
const CHILD = join(import.meta.dirname, `bundle-child${extname(import.meta.filename)}`);

/**
 * Bundles a plugin, twice, and compares.
 *
 * The bytes depend on the sources, on `#plugin` and on the version of esbuild, and on nothing else: no path, no time.
 *
 * @param texts - Every script of the plugin by path.
 * @param entry - Path of the entry module.
 * @param kind - null: a bare script, of the kind that its exports say.
 * @param missing - A package without which there is no bundler; null: it is there.
 */
export async function bundlePlugin(
  texts: ReadonlyMap<string, string>,
  entry: string,
  kind: PluginKind | null = null,
  missing: string | null = missingBundler(),
): Promise<Bundled> {
  if (missing !== null) {
    const message = `the bundler is not installed: the package ${missing} is missing`;
    const finding = findingOf("bundler", "fail", message, { remedy: INSTALL_BUNDLER });
    return { bundle: null, findings: [finding] };
  }
  const module = readPluginModule();
  const sources = Object.fromEntries([...texts].filter(([path]) => path !== "manifest.toml"));
  const reply = await askChild({ sources, entry, pluginModule: module.texts });
  if (typeof reply === "string") {
    return { bundle: null, findings: [findingOf("bundler", "fail", `the bundler: ${reply}`)] };
  }
  return judgeReply(reply, module.sha256, kind);
}

/** What the rules say about a reply of the child. */
export function judgeReply(
  reply: BundleReply,
  pluginModuleSha256: string,
  kind: PluginKind | null,
): Bundled {
  if (!reply.ok) return { bundle: null, findings: reply.problems.map(findingOfProblem) };
  const { bundle, again, exports, esbuild, warnings } = reply;
  const bytes = Buffer.byteLength(bundle);
  const findings = [
    ...warnings.map(findingOfProblem),
    ...(["syntax", "imports", "language"] as const).map((rule) =>
      findingOf(rule, "pass", "every script"),
    ),
    bundle === again
      ? findingOf("reproducible", "pass", "two builds, the same bytes")
      : findingOf("reproducible", "fail", "two builds of the same source differ"),
    limitOf("bundle-size", "the bundle", { used: bytes, allowed: BUILD_LIMITS.bundleBytes }),
    exportsFinding(exports, kind),
  ];
  const builder = { esbuild, pluginModuleSha256, options: optionTexts() };
  const made = { file: BUNDLE_FILES.js, code: bundle, bytes, exports, builder };
  return { bundle: made, findings };
}

function optionTexts(): Record<string, string> {
  const options = Object.entries(BUNDLE_OPTIONS);
  return Object.fromEntries(options.map(([name, value]) => [name, String(value)]));
}

async function askChild(request: BundleRequest): Promise<BundleReply | string> {
  const end = await runChild({
    args: [CHILD],
    input: JSON.stringify(request),
    wallMsMax: BUILD_LIMITS.bundlerWallMs + BUILD_LIMITS.bundlerGraceMs,
    outputBytesMax: BUILD_LIMITS.bundlerReplyBytes,
  });
  if (end.kind === "stopped") return end.why;
  if (end.code === TIMED_OUT) return `it did not end within ${BUILD_LIMITS.bundlerWallMs} ms`;
  if (end.code === DIED) return "it died, as it does over code that is nested too deeply";
  assert(end.code === 0, "a bundler that lives gives a reply");
  return bundleReply.parse(JSON.parse(end.output));
}

function findingOfProblem({ rule, file, line, text }: Problem): Finding {
  return rule === "lint"
    ? findingOf("syntax", "report", text, { file, line, remedy: "the bundler finds it odd" })
    : findingOf(rule, "fail", text, { file, line });
}

function exportsFinding(exports: readonly string[], kind: PluginKind | null): Finding {
  const problem = exportsProblem(exports, kind);
  return problem === null
    ? findingOf("exports", "pass", exports.join(", "))
    : findingOf("exports", "fail", problem);
}
