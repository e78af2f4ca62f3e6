import { parse, TomlError } from "smol-toml";
import type { z } from "zod";
import { ok, refuse, type Refused, type Result } from "../kernel/result.ts";
import { keyLines, lineOf } from "./toml-lines.ts";
import { problemsOf } from "./toml-problems.ts";

/**
 * Reads TOML text against a strict schema.
 *
 * @param file - The name that error messages begin with.
 * @returns The parsed value. Refusal: config_invalid or config_missing as `file:line: what was there, what is expected`,
 *   the first problem in the order of the file, with `file` and `line` as its detail.
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
  return parsed.success ? ok(parsed.data) : refuseIssues(text, file, raw, parsed.error.issues);
}

function refuseIssues(
  text: string,
  file: string,
  raw: unknown,
  issues: readonly z.core.$ZodIssue[],
): Refused {
  const lines = keyLines(text);
  // A misspelt key is also a missing one: the line that is there explains more than the one that is not.
  const problems = issues
    .flatMap((issue) => problemsOf(issue, raw))
    .map((problem) => ({ ...problem, line: lineOf(lines, problem.path) }))
    .toSorted((a, b) => Number(a.missing) - Number(b.missing) || a.line - b.line);
  const [first] = problems;
  const line = first?.line ?? 1;
  const what = first?.what ?? "not the shape that is expected";
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  const code = first?.missing === true ? "config_missing" : "config_invalid";
  return refuse(code, `${file}:${line}: ${what}${more}`, { detail: { file, line } });
}
