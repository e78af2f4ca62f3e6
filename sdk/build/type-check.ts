import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Finding } from "#host/contract/finding.ts";
import { runChild } from "./child.ts";
import { BUILD_LIMITS } from "./limits.ts";
import { PLUGIN_MODULE_DIR } from "./plugin-module.ts";
import { findingOf } from "./rules.ts";

/** Strict where it finds mistakes, lenient where it only asks for ceremony: `close[i]` is a number. */
const COMPILER_OPTIONS = {
  noEmit: true,
  module: "esnext",
  moduleResolution: "bundler",
  moduleDetection: "force",
  target: "es2024",
  lib: ["es2024"],
  types: [],
  strict: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  isolatedModules: true,
  erasableSyntaxOnly: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  paths: { "#plugin": [join(PLUGIN_MODULE_DIR, "index.ts")] },
};

/**
 * Type-checks copies of the sources in a folder of their own, where no other tsconfig or package is found.
 *
 * @param texts - Every script of the plugin by path. JavaScript is not type-checked.
 * @param compiler - Path of tsc; null when typescript is not installed.
 * @returns One finding per mistake; `unproven` when typescript is absent or does not end.
 */
export async function typeCheck(
  texts: ReadonlyMap<string, string>,
  compiler: string | null = findCompiler(),
): Promise<readonly Finding[]> {
  const scripts = [...texts].filter(([path]) => path.endsWith(".ts"));
  if (scripts.length === 0) return [findingOf("types", "report", NO_TYPES, { remedy: "" })];
  if (compiler === null) {
    const remedy = "npm install typescript";
    return [findingOf("types", "unproven", "typescript is not installed", { remedy })];
  }
  const dir = mkdtempSync(join(tmpdir(), "bulkhead-types-"));
  chmodSync(dir, 0o755); // the compiler may run as another user
  try {
    for (const [path, text] of scripts) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
    const files = scripts.map(([path]) => path);
    const project = join(dir, "tsconfig.json");
    writeFileSync(project, JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files }));
    return await runCompiler(compiler, dir, project);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const NO_TYPES = "javascript has no types to check";

/** Optional: looked for where Node would look, and not missed when it is not there. */
function findCompiler(): string | null {
  const folders = createRequire(import.meta.url).resolve.paths("typescript") ?? [];
  const paths = folders.map((folder) => join(folder, "typescript", "bin", "tsc"));
  return paths.find((path) => existsSync(path)) ?? null;
}

async function runCompiler(compiler: string, dir: string, project: string): Promise<Finding[]> {
  const end = await runChild({
    args: [compiler, "--project", project, "--pretty", "false"],
    input: "",
    wallMsMax: BUILD_LIMITS.typeCheckWallMs,
    outputBytesMax: BUILD_LIMITS.typeCheckReplyBytes,
  });
  if (end.kind === "stopped") {
    const remedy = "simplify generic types; they exist only for the reader";
    return [findingOf("types", "unproven", `the type check: ${end.why}`, { remedy })];
  }
  const found = mistakes(end.output, dir);
  if (found.length > 0) return found;
  return end.code === 0
    ? [findingOf("types", "pass", "every script")]
    : [findingOf("types", "unproven", `the type check ended with ${end.code}`)];
}

/** `signal.ts(7,94): error TS2820: …`; paths are relative to `/`, where the compiler runs. */
const MISTAKE = /^(.+?)\((\d+),\d+\): error (TS\d+: .+)$/;

function mistakes(output: string, dir: string): Finding[] {
  return output
    .split("\n")
    .map((line) => MISTAKE.exec(line))
    .filter((match) => match !== null)
    .slice(0, BUILD_LIMITS.findingsPerRule)
    .map(([, path = "", line, text = ""]) => {
      const [, inside] = path.split(`${dir.slice(1)}/`);
      return findingOf("types", "fail", text, { file: inside ?? path, line: Number(line) });
    });
}
