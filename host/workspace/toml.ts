import { parse, TomlError } from "smol-toml";
import type { z } from "zod";
import { ok, refuse, type Refused, type Result } from "../kernel/result.ts";

/**
 * Reads TOML text against a strict schema.
 *
 * @param file - The name that error messages begin with.
 * @returns The parsed value. Refusal: config_invalid or config_missing as `file:line: what was there, what is allowed`,
 *   the first problem in the order of the file.
 */
export function parseToml<T>(text: string, file: string, schema: z.ZodType<T>): Result<T> {
  let raw: unknown;
  try {
    raw = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [first = "not TOML"] = error.message.replace(/^Invalid TOML document: /, "").split("\n");
    return refuse("config_invalid", `${file}:${error.line}: ${first}`, {
      detail: { file, line: error.line },
    });
  }
  const parsed = schema.safeParse(raw);
  return parsed.success ? ok(parsed.data) : refuseIssues(text, file, parsed.error.issues);
}

interface Problem {
  readonly line: number;
  readonly missing: boolean;
  readonly what: string;
}

function refuseIssues(text: string, file: string, issues: readonly z.core.$ZodIssue[]): Refused {
  const lines = keyLines(text);
  // A misspelt key is also a missing one: the line that is there explains more than the one that is not.
  const problems = issues
    .flatMap((issue) => problemsOf(issue, lines))
    .toSorted((a, b) => Number(a.missing) - Number(b.missing) || a.line - b.line);
  const [first] = problems;
  if (first === undefined)
    return refuse("config_invalid", `${file}:1: not the shape that is expected`);
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  return refuse(
    first.missing ? "config_missing" : "config_invalid",
    `${file}:${first.line}: ${first.what}${more}`,
    {
      detail: { file, line: first.line },
    },
  );
}

function problemsOf(issue: z.core.$ZodIssue, lines: readonly KeyLine[]): Problem[] {
  const path = issue.path.map(String);
  const untyped = issue.code === "invalid_type" || issue.code === "invalid_union";
  if (untyped && path.length > 0 && !lines.some((line) => startsWith(line.path, path))) {
    return [{ line: lineOf(lines, path), missing: true, what: `missing key ${dotted(path)}` }];
  }
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      line: lineOf(lines, [...path, key]),
      missing: false,
      what: `unknown key ${dotted([...path, key])}`,
    }));
  }
  if (issue.code === "invalid_union") {
    const branch = deepestBranch(issue.errors);
    if (branch !== null)
      return branch.flatMap((inner) =>
        problemsOf({ ...inner, path: [...issue.path, ...inner.path] }, lines),
      );
  }
  const what = `${dotted(path)}: ${lower(issue.message)}`;
  return [{ line: lineOf(lines, path), missing: false, what }];
}

/** Of several shapes that did not fit, the one that fitted furthest explains best. */
function deepestBranch(
  branches: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | null {
  const depth = (issues: readonly z.core.$ZodIssue[]): number =>
    Math.max(0, ...issues.map((issue) => issue.path.length));
  const deep = branches
    .filter((issues) => depth(issues) > 0)
    .toSorted((a, b) => depth(b) - depth(a) || a.length - b.length);
  return deep[0] ?? null;
}

function lower(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

function dotted(path: readonly string[]): string {
  return path.length === 0 ? "the file" : path.join(".");
}

interface KeyLine {
  readonly path: readonly string[];
  readonly line: number;
}

const HEADER = /^\s*\[(\[)?\s*([^\]]+?)\s*\]/;
const KEY =
  /^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=/;

/** Where each key stands. Only for messages, so multi-line values that look like keys do no harm. */
function keyLines(text: string): KeyLine[] {
  const found: KeyLine[] = [];
  const seen = new Map<string, number>();
  let table: string[] = [];
  for (const [index, content] of text.split("\n").entries()) {
    const header = HEADER.exec(content);
    if (header !== null) {
      table = splitKey(header[2] ?? "");
      if (header[1] !== undefined) {
        const name = table.join(".");
        const count = seen.get(name) ?? 0;
        seen.set(name, count + 1);
        table = [...table, String(count)];
      }
      found.push({ path: table, line: index + 1 });
      continue;
    }
    const key = KEY.exec(content);
    if (key !== null) found.push({ path: [...table, ...splitKey(key[1] ?? "")], line: index + 1 });
  }
  return found;
}

function splitKey(key: string): string[] {
  return (key.match(/[A-Za-z0-9_-]+|"[^"]*"|'[^']*'/g) ?? []).map((part) =>
    part.replace(/^["']|["']$/g, ""),
  );
}

/** The line of the key, or of the nearest table around it, or 1. */
function lineOf(lines: readonly KeyLine[], path: readonly string[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const prefix = path.slice(0, length);
    const exact = lines.find(
      (line) => line.path.length === length && startsWith(line.path, prefix),
    );
    const inside = exact ?? lines.find((line) => startsWith(line.path, prefix));
    if (inside !== undefined) return inside.line;
  }
  return 1;
}

function startsWith(path: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((part, index) => path[index] === part);
}
