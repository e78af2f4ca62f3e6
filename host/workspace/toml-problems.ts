/** Turns what a schema objects to into sentences for the person who wrote the file. */
import type { z } from "zod";

export interface Problem {
  readonly path: readonly string[];
  readonly missing: boolean;
  /** What was there, then what is expected; without file and line. */
  readonly what: string;
}

type Issue = z.core.$ZodIssue;

/** @param raw - The value as the file holds it: what is not in it is missing, whatever the schema calls that. */
export function problemsOf(issue: Issue, raw: unknown): readonly Problem[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const at = [...path, key];
      return { path: at, missing: false, what: `unknown key ${dotted(at)}` };
    });
  }
  const value = valueAt(raw, path);
  if (value === undefined) {
    return [{ path, missing: true, what: `missing key ${dotted(path)}` }];
  }
  if (issue.code === "invalid_union") {
    const branch = nearestBranch(issue.errors, value);
    if (branch !== null) {
      return branch.flatMap((inner) =>
        problemsOf({ ...inner, path: [...issue.path, ...inner.path] }, raw),
      );
    }
  }
  return [{ path, missing: false, what: sentence(issue, path, value) }];
}

/**
 * Of several shapes that did not fit, the one that was meant: of the value's own type, with the fewest objections.
 *
 * @returns null when the value is of no shape's type; then the union speaks for itself.
 */
function nearestBranch(
  branches: readonly (readonly Issue[])[],
  value: unknown,
): readonly Issue[] | null {
  const keys = typeof value === "object" && value !== null ? Object.keys(value) : [];
  const [nearest] = branches
    .filter((branch) => !branch.some(isTypeOfWhole))
    .filter((branch) => keys.length === 0 || strangers(branch) < keys.length)
    .toSorted((a, b) => a.length + strangers(a) - b.length - strangers(b));
  return nearest ?? null;
}

function isTypeOfWhole(issue: Issue): boolean {
  return (
    issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_value")
  );
}

/** Keys of the value that the shape does not know. */
function strangers(branch: readonly Issue[]): number {
  return branch.reduce(
    (sum, issue) => sum + (issue.code === "unrecognized_keys" ? issue.keys.length : 0),
    0,
  );
}

function sentence(issue: Issue, path: readonly string[], value: unknown): string {
  const name = dotted(path);
  if (issue.code === "invalid_key") {
    const rule = issue.issues[0]?.message ?? "a name";
    return `${name} has a name that is not ${rule}`;
  }
  // Refinements are sentences about the value, everything else names what would do.
  if (issue.code === "custom") {
    const said = typeof value === "object" ? name : `${name} was ${shown(value)}`;
    return `${said}: ${issue.message}`;
  }
  return `${name} was ${shown(value)}, expected ${expected(issue)}`;
}

function expected(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return own(issue.message) ?? TYPES[issue.expected] ?? issue.expected;
    case "invalid_value":
      return oneOf(issue.values.map(String));
    case "too_small":
      return bound(
        issue.inclusive === false ? "more than" : "at least",
        issue.minimum,
        issue.origin,
      );
    case "too_big":
      return bound(
        issue.inclusive === false ? "less than" : "at most",
        issue.maximum,
        issue.origin,
      );
    case "invalid_format":
      return own(issue.message) ?? FORMATS[issue.format] ?? issue.pattern ?? issue.format;
    case "invalid_union":
      return (
        own(issue.message) ??
        ("options" in issue ? oneOf(issue.options.map(String)) : "another value")
      );
    default:
      return lower(issue.message);
  }
}

/** A message that the schema gave; zod's own all begin with the same word. */
function own(message: string): string | null {
  return message.startsWith("Invalid") ? null : message;
}

const TYPES: Readonly<Record<string, string>> = {
  string: "text in quotes",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a table",
  record: "a table",
};

function bound(words: string, limit: number | bigint, origin: string): string {
  const unit = UNITS[origin] ?? "";
  return `${words} ${limit}${unit}`;
}

const FORMATS: Readonly<Record<string, string>> = {
  date: "a date such as 2026-11-20",
  datetime: "an instant such as 2026-11-20T00:00:00.000Z",
};

const UNITS: Readonly<Record<string, string>> = { string: " characters", array: " elements" };

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? (values[0] ?? "") : `one of ${values.join(", ")}`;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  // Tables of the TOML reader have no prototype: they must not reach String().
  if (typeof value === "object" && value !== null)
    return "toISOString" in value ? "a date" : "a table";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > VALUE_LENGTH_MAX ? `${text.slice(0, VALUE_LENGTH_MAX)}…` : text;
}

/** Enough to find the place; the file has the rest. */
const VALUE_LENGTH_MAX = 60;

function lower(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

function dotted(path: readonly string[]): string {
  return path.length === 0 ? "the file" : path.join(".");
}

function valueAt(raw: unknown, path: readonly string[]): unknown {
  let value = raw;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Object.entries(value).find(([name]) => name === key)?.[1];
  }
  return value;
}
