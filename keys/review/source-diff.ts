/** The readable source, old against new: what a reviewer looks at, and the digest of exactly that. */
import { sha256Hex } from "#host/kernel/digest.ts";
import { sourceDigest, type SourceFile } from "#host/kernel/source-digest.ts";
import { visibleParts, type Mark } from "#host/terminal/visible.ts";
import { utf8Text } from "#host/trust/dsse.ts";
import { diffLines, type Edit } from "./line-diff.ts";
import { largeNumbersIn, literalsOf, type Literal, type Range } from "./literals.ts";

/** More is not read by anyone, and a page of it would not open. */
export const REVIEW_LINES_MAX = 20_000;
export const REVIEW_CHARACTERS_MAX = 1_500_000;
/** Unchanged lines around a change. */
const CONTEXT_LINES = 3;

export interface SourceText {
  readonly text: string;
  readonly mark: Mark | "number";
  /** Differs from the line it replaces. */
  readonly changed: boolean;
}

export type SourceLine =
  | {
      readonly kind: Edit["kind"];
      /** From 1; null on the side where the line is not. */
      readonly before: number | null;
      readonly after: number | null;
      readonly parts: readonly SourceText[];
    }
  /** So many unchanged lines are left out. */
  | { readonly kind: "gap"; readonly lines: number };

export interface ReviewedFile {
  readonly path: string;
  readonly change: "same" | "changed" | "added" | "removed";
  readonly beforeSha256: string | null;
  readonly afterSha256: string | null;
  readonly lines: readonly SourceLine[];
  /** In the new text. `fresh`: on a line that the active strategy does not have. */
  readonly literals: readonly (Literal & { readonly fresh: boolean })[];
}

export interface ReviewedSource {
  readonly files: readonly ReviewedFile[];
  /** Computed from the bytes that are shown. */
  readonly shownSha256: string;
  readonly addedLines: number;
  readonly removedLines: number;
  /** Characters that are shown as ⟨U+…⟩, in the new source. */
  readonly invisible: number;
  /** Characters outside ASCII, in the new source. */
  readonly foreign: number;
  /** What could not be shown; null when everything was. */
  readonly incomplete: string | null;
}

/** @param before - Empty: nothing is active, and every line is new. */
export function reviewSource(
  before: readonly SourceFile[],
  after: readonly SourceFile[],
): ReviewedSource {
  const paths = [...new Set([...before, ...after].map(({ path }) => path))].toSorted(byReading);
  const budget: Budget = { lines: REVIEW_LINES_MAX, characters: REVIEW_CHARACTERS_MAX, over: null };
  const files = paths.map((path) => reviewFile(path, of(before, path), of(after, path), budget));
  const texts = after.map(({ bytes }) => utf8Text(bytes) ?? "").join("\n");
  return {
    files,
    shownSha256: sourceDigest(after),
    addedLines: count(files, "added"),
    removedLines: count(files, "removed"),
    ...strangersIn(texts),
    incomplete: budget.over,
  };
}

interface Budget {
  lines: number;
  characters: number;
  over: string | null;
}

function of(files: readonly SourceFile[], path: string): Uint8Array | null {
  return files.find((file) => file.path === path)?.bytes ?? null;
}

/** The manifest first, then the entry, then the rest by name. */
function byReading(a: string, b: string): number {
  const rank = (path: string): number =>
    path === "manifest.toml" ? 0 : /^signal\.[tj]s$/.test(path) ? 1 : 2;
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

function count(files: readonly ReviewedFile[], kind: "added" | "removed"): number {
  return files.reduce((sum, file) => sum + file.lines.filter((l) => l.kind === kind).length, 0);
}

function strangersIn(text: string): { invisible: number; foreign: number } {
  let invisible = 0;
  let foreign = 0;
  for (const line of text.split("\n")) {
    for (const part of visibleParts(line)) {
      if (part.mark === "invisible") invisible += part.text.split("⟨").length - 1;
      if (part.mark === "foreign") foreign += Array.from(part.text).length;
    }
  }
  return { invisible, foreign };
}

function reviewFile(
  path: string,
  before: Uint8Array | null,
  after: Uint8Array | null,
  budget: Budget,
): ReviewedFile {
  const beforeSha256 = before === null ? null : sha256Hex(before);
  const afterSha256 = after === null ? null : sha256Hex(after);
  const change = changeOf(beforeSha256, afterSha256);
  const texts = { before: textOf(before, path, budget), after: textOf(after, path, budget) };
  const edits = change === "same" ? [] : diffLines(linesOf(texts.before), linesOf(texts.after));
  const lines = withinBudget(path, shownLines(edits, texts), budget);
  const fresh = new Set(edits.flatMap((edit) => (edit.kind === "added" ? [edit.after + 1] : [])));
  const literals = literalsOf(texts.after).map((each) => ({
    ...each,
    fresh: fresh.has(each.line),
  }));
  return { path, change, beforeSha256, afterSha256, lines, literals };
}

function changeOf(before: string | null, after: string | null): ReviewedFile["change"] {
  if (before === after) return "same";
  if (before === null) return "added";
  return after === null ? "removed" : "changed";
}

function textOf(bytes: Uint8Array | null, path: string, budget: Budget): string {
  if (bytes === null) return "";
  const text = utf8Text(bytes);
  if (text === null) budget.over ??= `${path} is not text`;
  return text ?? "";
}

/** A last line feed ends a line and begins none. */
function linesOf(text: string): readonly string[] {
  if (text === "") return [];
  return (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
}

function withinBudget(
  path: string,
  lines: readonly SourceLine[],
  budget: Budget,
): readonly SourceLine[] {
  const shown: SourceLine[] = [];
  for (const line of lines) {
    budget.lines -= 1;
    if (line.kind !== "gap") {
      budget.characters -= line.parts.reduce((sum, { text }) => sum + text.length, 0);
    }
    if (budget.lines < 0 || budget.characters < 0) {
      budget.over ??= `${path} and what follows is longer than ${REVIEW_LINES_MAX} lines or ${REVIEW_CHARACTERS_MAX} characters`;
      return shown;
    }
    shown.push(line);
  }
  return shown;
}

interface Texts {
  readonly before: string;
  readonly after: string;
}

function shownLines(edits: readonly Edit[], texts: Texts): readonly SourceLine[] {
  const before = linesOf(texts.before);
  const after = linesOf(texts.after);
  const near = nearChanges(edits);
  const twins = twinsOf(edits);
  const lines: SourceLine[] = [];
  let hidden = 0;
  for (const [index, edit] of edits.entries()) {
    if (near[index] !== 1) {
      hidden += 1;
      continue;
    }
    if (hidden > 0) lines.push({ kind: "gap", lines: hidden });
    hidden = 0;
    lines.push(lineOf(edit, before, after, twins.get(edit) ?? null));
  }
  if (hidden > 0) lines.push({ kind: "gap", lines: hidden });
  return lines;
}

function nearChanges(edits: readonly Edit[]): Uint8Array {
  const near = new Uint8Array(edits.length);
  for (const [index, { kind }] of edits.entries()) {
    if (kind === "same") continue;
    near.fill(1, Math.max(0, index - CONTEXT_LINES), index + CONTEXT_LINES + 1);
  }
  return near;
}

/** In a run of removed lines and the added ones after it, the nth replaces the nth. */
function twinsOf(edits: readonly Edit[]): ReadonlyMap<Edit, Edit> {
  const twins = new Map<Edit, Edit>();
  let removed: Edit[] = [];
  for (const edit of edits) {
    if (edit.kind === "removed") removed.push(edit);
    else if (edit.kind === "added") {
      const twin = removed.shift();
      if (twin === undefined) continue;
      twins.set(edit, twin).set(twin, edit);
    } else removed = [];
  }
  return twins;
}

function lineOf(
  edit: Edit,
  before: readonly string[],
  after: readonly string[],
  twin: Edit | null,
): SourceLine {
  const textAt = ({ before: old, after: young }: Edit): string =>
    (young === null ? before[old ?? 0] : after[young]) ?? "";
  const text = textAt(edit);
  return {
    kind: edit.kind,
    before: edit.before === null ? null : edit.before + 1,
    after: edit.after === null ? null : edit.after + 1,
    parts: partsOf(text, twin === null ? null : changedRange(text, textAt(twin))),
  };
}

/** What lies between the common beginning and the common end; null when that is nearly all of the line. */
function changedRange(text: string, other: string): Range | null {
  const shorter = Math.min(text.length, other.length);
  let from = 0;
  while (from < shorter && text[from] === other[from]) from += 1;
  let tail = 0;
  while (tail < shorter - from && text.at(-1 - tail) === other.at(-1 - tail)) tail += 1;
  if (from + tail < text.length / 3) return null;
  return { from, to: text.length - tail };
}

function partsOf(text: string, changed: Range | null): readonly SourceText[] {
  const numbers = largeNumbersIn(text);
  const ranges = changed === null ? numbers : [...numbers, changed];
  const cuts = new Set([0, text.length, ...ranges.flatMap(({ from, to }) => [from, to])]);
  const edges = [...cuts].filter((cut) => !splitsPair(text, cut)).toSorted((a, b) => a - b);
  return edges.slice(1).flatMap((to, index) => {
    const from = edges[index] ?? 0;
    const isNumber = numbers.some((range) => range.from <= from && to <= range.to);
    const isChanged = changed !== null && changed.from <= from && to <= changed.to;
    return visibleParts(text.slice(from, to)).map((part): SourceText => ({
      text: part.text,
      mark: isNumber && part.mark === "plain" ? "number" : part.mark,
      changed: isChanged,
    }));
  });
}

/** Half of a surrogate pair would be shown as a stray one. */
function splitsPair(text: string, cut: number): boolean {
  return /[\uD800-\uDBFF]/.test(text.charAt(cut - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(cut));
}
