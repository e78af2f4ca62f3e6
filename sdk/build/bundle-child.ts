/**
 * The child process that bundles. It reads one request from standard input and writes one reply.
 *
 * A process of its own, because a bundler is a parser written for friends: sixty thousand nested arrow functions keep
 * it busy for hours and a quarter of a million exclamation marks overflow its stack. The parent kills the whole
 * process group at a deadline. The only file that imports esbuild.
 */
import process, { stdin, stdout } from "node:process";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { build, stop, version, type BuildFailure, type Message } from "esbuild";
import type { BundleReply, Problem } from "./bundle-reply.ts";
import {
  BUNDLE_OPTIONS,
  DIED,
  isBundleRequest,
  TIMED_OUT,
  type BundleRequest,
} from "./bundle-request.ts";
import { BUILD_LIMITS } from "./limits.ts";
import { virtualFiles } from "./virtual-files.ts";

/** What a plugin may not say in its own module: it answers at once, from its arguments. */
const FORBIDDEN = { "import-meta": false, "top-level-await": false } as const;
/** Without these the bundler would have to rewrite the syntax; it says where it cannot, and that is what we ask for. */
const NO_WAITING = {
  "async-await": false,
  "async-generator": false,
  "for-await": false,
  generator: false,
} as const;
const AS_ERRORS = {
  "empty-import-meta": "error",
  "unsupported-dynamic-import": "error",
  "unsupported-require-call": "error",
} as const;

/** Bundles twice, after looking for what the bundler would silently drop or rewrite. */
async function bundleTwice(request: BundleRequest): Promise<BundleReply> {
  // Of typescript, imports whose names are never used are dropped, unless every import is kept as it is written.
  const strict = await attempt(request, { ...FORBIDDEN, ...NO_WAITING }, true);
  const hidden = strict.problems.filter(({ rule }) => rule === "imports" || rule === "language");
  const first = await attempt(request, FORBIDDEN, false);
  const problems = unique([...first.problems, ...hidden]);
  if (problems.length > 0 || first.bundle === null) return { ok: false, problems };
  const second = await attempt(request, FORBIDDEN, false);
  return {
    ok: true,
    bundle: first.bundle,
    again: second.bundle ?? "",
    exports: first.exports,
    esbuild: version,
    warnings: first.warnings,
  };
}

interface Attempt {
  readonly bundle: string | null;
  readonly exports: string[];
  readonly problems: Problem[];
  readonly warnings: Problem[];
}

async function attempt(
  request: BundleRequest,
  supported: Readonly<Record<string, boolean>>,
  verbatimModuleSyntax: boolean,
): Promise<Attempt> {
  try {
    const result = await build({
      ...BUNDLE_OPTIONS,
      entryPoints: [request.entry],
      outfile: "bundle.js",
      write: false,
      metafile: true,
      logLevel: "silent",
      tsconfigRaw: { compilerOptions: { verbatimModuleSyntax } },
      supported,
      logOverride: AS_ERRORS,
      plugins: [virtualFiles(request)],
    });
    const exports = Object.values(result.metafile.outputs).flatMap((output) => output.exports);
    const bundle = result.outputFiles[0]?.text ?? null;
    const warnings = result.warnings.map((each) => problemOf(each, "lint"));
    return { bundle, exports, problems: [], warnings };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    const problems = error.errors.map((each) => problemOf(each, ruleOf(each)));
    return { bundle: null, exports: [], problems, warnings: [] };
  }
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}

/** What the bundler says → what the rule says. Its generators are ours to allow, so they are not in the list. */
const LANGUAGE: readonly (readonly [pattern: RegExp, text: string])[] = [
  [/^Transforming async generator functions/, "an async generator"],
  [/^Transforming async functions/, "an async function"],
  [/^Transforming for-await/, "for await"],
  [/^Top-level await/, "await"],
  [/^"import\.meta"/, "import.meta"],
  [/^This "import" expression/, "import()"],
  [/^This call to "require"/, "require()"],
  [/^dynamic-import of /, "import()"],
  [/^require-(?:call|resolve) of /, "require()"],
];

function ruleOf(message: Message): Problem["rule"] {
  if (LANGUAGE.some(([pattern]) => pattern.test(message.text))) return "language";
  return message.pluginName === "imports" ? "imports" : "syntax";
}

function problemOf(message: Message, rule: Problem["rule"]): Problem {
  const said = LANGUAGE.find(([pattern]) => pattern.test(message.text))?.[1] ?? message.text;
  const { location } = message;
  const place =
    location === null
      ? { file: null, line: null }
      : { file: location.file.replace(/^plugin:/, ""), line: Math.max(1, location.line) };
  return { rule, ...place, text: said };
}

/** Attempts may say the same thing. */
function unique(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((each) => [JSON.stringify(each), each])).values()];
}

/** Time for the bundler's own process to end and be buried by this one; nobody else may do it in a container. */
const BURIAL_MS = 50;

async function endBundler(): Promise<void> {
  await stop();
  await sleep(BURIAL_MS);
}

// The parent's deadline is a moment later and kills everything; this one leaves nothing to kill.
AbortSignal.timeout(BUILD_LIMITS.bundlerWallMs).addEventListener("abort", () => {
  void endBundler().then(() => process.exit(TIMED_OUT));
});
try {
  const request: unknown = JSON.parse(await text(stdin));
  if (isBundleRequest(request)) stdout.write(JSON.stringify(await bundleTwice(request)));
} catch {
  // The bundler overflowed its own stack, or its memory.
  process.exitCode = DIED;
}
await endBundler();
