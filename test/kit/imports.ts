// The import graph of the sources, type-only edges included: what a compiler erases is still a dependency in the head.

import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, posix } from "node:path";
import { parseSync } from "oxc-parser";

export interface Import {
  /** As written; `computed` when it is not a literal. */
  readonly specifier: string;
  readonly form: "value" | "type" | "export from" | "import()" | "require" | 'import("…") type';
  readonly line: number;
}

/** Where a specifier leads: a file of the project, or a package or builtin by name. */
export type Target = { readonly file: string } | { readonly external: string };

export interface Edge extends Import {
  readonly from: string;
  readonly target: Target;
}

/** Project-relative path with forward slashes → text. */
export type Sources = ReadonlyMap<string, string>;

const ROOT = join(import.meta.dirname, "../..");
const SKIPPED = /^(test\/golden|test\/conformance\/(hostile|trust))\//;

/** Reads every source file under the given folders. */
export function readSources(folders: readonly string[]): Sources {
  const sources = new Map<string, string>();
  for (const folder of folders) {
    for (const entry of readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })) {
      const path = posix.normalize(
        join(entry.parentPath, entry.name)
          .slice(ROOT.length + 1)
          .replaceAll("\\", "/"),
      );
      if (!entry.isFile() || !/\.(ts|js|mjs)$/.test(path)) continue;
      if (SKIPPED.test(path) || path.includes("node_modules/")) continue;
      sources.set(path, readFileSync(join(ROOT, path), "utf8"));
    }
  }
  return sources;
}

/** The `imports` map of package.json: what `#host/…` means. */
export function readImportsMap(): ReadonlyMap<string, string> {
  const text = readFileSync(join(ROOT, "package.json"), "utf8");
  const { imports } = JSON.parse(text) as { imports: Record<string, string> };
  return new Map(Object.entries(imports));
}

/** Every edge of every file, in file order. */
export function edgesOf(sources: Sources, map: ReadonlyMap<string, string>): Edge[] {
  return [...sources].flatMap(([from, text]) =>
    importsOf(from, text).map((each) => ({ ...each, from, target: resolve(from, each, map) })),
  );
}

function resolve(from: string, { specifier }: Import, map: ReadonlyMap<string, string>): Target {
  if (specifier.startsWith(".")) return { file: posix.join(posix.dirname(from), specifier) };
  for (const [key, value] of map) {
    const star = key.endsWith("*");
    if (!star && specifier === key) return { file: posix.normalize(value) };
    if (star && specifier.startsWith(key.slice(0, -1))) {
      return { file: posix.normalize(value.replace("*", specifier.slice(key.length - 1))) };
    }
  }
  if (isBuiltin(specifier)) return { external: `node:${specifier.replace(/^node:/, "")}` };
  const parts = specifier.split("/");
  const name = parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
  return { external: name };
}

/** Every way in which one file names another. */
export function importsOf(path: string, text: string): Import[] {
  const { program, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const lineOf = (offset: number): number => text.slice(0, offset).split("\n").length;
  const found: Import[] = [];
  walk(program, (node) => {
    const each = importOf(node);
    if (each !== null) found.push({ ...each, line: lineOf(node.start ?? 0) });
  });
  for (const comment of comments) {
    // Plain JavaScript names types in JSDoc.
    for (const [, specifier] of comment.value.matchAll(/\bimport\(["']([^"']+)["']\)/g)) {
      const line = lineOf(comment.start);
      found.push({ specifier: specifier ?? "", form: 'import("…") type', line });
    }
  }
  return found;
}

/** Only what we read of a syntax node. */
interface Node {
  readonly type?: string;
  readonly start?: number;
  readonly source?: unknown;
  readonly argument?: unknown;
  readonly importKind?: unknown;
  readonly exportKind?: unknown;
  readonly expression?: unknown;
  readonly callee?: unknown;
  readonly object?: unknown;
  readonly arguments?: unknown;
  readonly property?: unknown;
  readonly name?: unknown;
  readonly value?: unknown;
}

function importOf(node: Node): Omit<Import, "line"> | null {
  switch (node.type) {
    case "ImportDeclaration":
      return declared(node.source, node.importKind, "value");
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
      return declared(node.source, node.exportKind, "export from");
    case "ImportExpression":
      return { specifier: literal(node.source), form: "import()" };
    case "TSImportType":
      return { specifier: literal(node.source ?? node.argument), form: 'import("…") type' };
    case "TSExternalModuleReference":
      return { specifier: literal(node.expression), form: "require" };
    case "CallExpression":
      return requireOf(node);
    default:
      return null;
  }
}

function declared(
  source: unknown,
  kind: unknown,
  form: "value" | "export from",
): Omit<Import, "line"> | null {
  if (source === null || source === undefined) return null; // `export { a };` names no module.
  return { specifier: literal(source), form: kind === "type" ? "type" : form };
}

/** `require("x")`, `require.resolve("x")` and `process.getBuiltinModule("x")`. */
function requireOf(node: Node): Omit<Import, "line"> | null {
  const callee = asNode(node.callee);
  const method = asNode(callee.property).name;
  const loads =
    callee.name === "require" ||
    method === "getBuiltinModule" ||
    (method === "resolve" && asNode(callee.object).name === "require");
  if (!loads || !Array.isArray(node.arguments)) return null;
  return { specifier: literal(node.arguments[0]), form: "require" };
}

function literal(value: unknown): string {
  const node = asNode(value);
  if (node.type === "TSLiteralType") return literal((value as { literal?: unknown }).literal);
  return typeof node.value === "string" ? node.value : "computed";
}

function asNode(value: unknown): Node {
  return typeof value === "object" && value !== null ? value : {};
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const each of value) walk(each, visit);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const node = asNode(value);
  if (typeof node.type === "string") visit(node);
  for (const member of Object.values(value)) walk(member, visit);
}
