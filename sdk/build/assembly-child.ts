/**
 * The child process that compiles AssemblyScript. It reads one request from standard input and writes one reply.
 *
 * A process of its own for the same reasons as the bundler's, and because a compiler that is WebAssembly itself needs what
 * no plugin gets. The only file that imports assemblyscript, which is an optional package: the parent looks for it first.
 */
import process, { stdin, stdout } from "node:process";
import { text } from "node:stream/consumers";
import asc from "assemblyscript/asc";
import { ASSEMBLY_OPTIONS, isAssemblyRequest, type AssemblyRequest } from "./assembly-request.ts";
import type { AssemblyReply } from "./assembly-reply.ts";
import type { Problem } from "./bundle-reply.ts";
import { DIED } from "./bundle-request.ts";

interface Attempt {
  readonly binary: string | null;
  readonly problems: Problem[];
  readonly warnings: Problem[];
}

async function compileTwice(request: AssemblyRequest): Promise<AssemblyReply> {
  const { binary, problems, warnings } = await compile(request);
  if (binary === null) return { ok: false, problems };
  const second = await compile(request);
  const again = second.binary ?? "";
  return { ok: true, binary, again, assemblyscript: asc.version, warnings };
}

const OUTPUT = "plugin.wasm";

async function compile({ sources, entry }: AssemblyRequest): Promise<Attempt> {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  let binary: string | null = null;
  const options = Object.entries(ASSEMBLY_OPTIONS).flatMap(([key, value]) => [`--${key}`, value]);
  const { error } = await asc.main([entry, "--outFile", OUTPUT, ...options], {
    // The texts of the request and nothing else: it never looks at a disk.
    readFile: (path) => sources[path] ?? null,
    listFiles: () => [],
    writeFile(path, contents) {
      if (path === OUTPUT) binary = Buffer.from(contents).toString("base64");
    },
    reportDiagnostic({ category, code, message, range }) {
      const place = placeOf(range, sources);
      const said = { ...place, text: `AS${code}: ${message}` };
      if (isError(category)) problems.push({ rule: ruleOf(code), ...said });
      else warnings.push({ rule: "lint", ...said });
    },
  });
  if (error === null && problems.length === 0) return { binary, problems, warnings };
  const text = error?.message ?? "it made nothing";
  const nowhere: Problem = { rule: "syntax", file: null, line: null, text };
  return { binary: null, problems: problems.length > 0 ? problems : [nowhere], warnings };
}

/** As assemblyscript numbers them: pedantic, info, warning, error. */
const ERROR = 3;

function isError(category: number): boolean {
  return category === ERROR;
}

/** A module that is not there. */
const NOT_FOUND = 6054;

function ruleOf(code: number): Problem["rule"] {
  return code === NOT_FOUND ? "imports" : "syntax";
}

interface Range {
  readonly start: number;
  readonly source: { readonly normalizedPath: string };
}

function placeOf(range: Range | null, sources: AssemblyRequest["sources"]) {
  const file = range?.source.normalizedPath ?? null;
  const source = file === null ? undefined : sources[file];
  if (range === null || source === undefined) return { file: null, line: null };
  return { file, line: source.slice(0, range.start).split("\n").length };
}

try {
  const request: unknown = JSON.parse(await text(stdin));
  if (isAssemblyRequest(request)) stdout.write(JSON.stringify(await compileTwice(request)));
} catch {
  // The compiler overflowed its own stack, or its memory.
  process.exitCode = DIED;
}
