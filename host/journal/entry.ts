/**
 * One entry, one text: the exact bytes that are chained, and the way back.
 *
 * A line is RFC 8785 JSON. Bars and decisions make up nearly all lines, so they are spelled out directly (about six
 * times faster); a law in the tests holds both spellings equal to the general one.
 */
import {
  journalBodies,
  journalEntry,
  type JournalBody,
  type JournalDraft,
  type JournalEntry,
  type JournalKind,
} from "../contract/journal.ts";
import { canonicalJson, parseJsonStrict } from "../kernel/canonical-json.ts";
import { assert, ok, refuse, type Result } from "../kernel/result.ts";

/** Where a draft stands in the chain. */
export interface Place {
  readonly seq: number;
  /** sha256 of the previous line, hex. */
  readonly prev: string;
  readonly account: string;
}

/** The entry of one kind. */
export type EntryOf<K extends JournalKind> = Extract<JournalEntry, { readonly kind: K }>;

export function isKind<K extends JournalKind>(
  entry: JournalEntry,
  kind: K,
): entry is Extract<JournalEntry, { readonly kind: K }> {
  return entry.kind === kind;
}

/** The canonical text of an entry. The draft's shape is the caller's: an invalid one is a bug. */
export function lineOf(draft: JournalDraft, place: Place): string {
  // Keys of the head in code unit order: account at body instrument kind leg prev schema seq slot.
  return (
    `{"account":"${place.account}","at":${draft.at},"body":${bodyText(draft)},` +
    `"instrument":${nullable(draft.instrument)},"kind":"${draft.kind}","leg":null,` +
    `"prev":"${place.prev}","schema":"journal/1","seq":${place.seq},"slot":${nullable(draft.slot)}}`
  );
}

/** Ids come from patterns without quotes, backslashes or control characters, so quoting is all they need. */
function nullable(id: string | null): string {
  return id === null ? "null" : `"${id}"`;
}

function bodyText(draft: JournalDraft): string {
  switch (draft.kind) {
    case "bar":
      return barText(draft.body);
    case "decision":
      return decisionText(draft.body);
    default:
      return generalText(draft.body);
  }
}

function barText(body: JournalBody<"bar">): string {
  // Template text writes -0 as 0, as JSON.stringify does: canonical JSON has no negative zero.
  return (
    `{"availableAt":${body.availableAt},"bar":${body.bar},"carry":${body.carry},` +
    `"revision":${body.revision},"row":[${body.row.map(String).join(",")}],"timeframe":"${body.timeframe}"}`
  );
}

function decisionText(body: JournalBody<"decision">): string {
  const refusal =
    body.refusal === undefined
      ? ""
      : `,"refusal":{"code":"${body.refusal.code}","message":${string(body.refusal.message)}}`;
  const retried = body.retried === undefined ? "" : `,"retried":${body.retried}`;
  const side = body.side === undefined ? "" : `,"side":"${body.side}"`;
  return (
    `{"answer":${string(body.answer)},"approval":"${body.approval}","bar":${body.bar},"fn":"${body.fn}",` +
    `"inputs":"${body.inputs}"${refusal}${retried}${side}}`
  );
}

/** A venue's message may hold a lone surrogate, which has no UTF-8: it becomes U+FFFD rather than a dead host. */
function string(text: string): string {
  return JSON.stringify(text.toWellFormed());
}

/** Any body: through plain JSON once, so that absent options are absent and text is well formed. */
export function generalText(body: unknown): string {
  const plain = JSON.stringify(body, (_key, value: unknown) =>
    typeof value === "string" ? value.toWellFormed() : value,
  );
  const parsed = parseJsonStrict(plain);
  assert(parsed.ok, "a body is plain JSON data");
  return canonicalJson(parsed.value);
}

/** Dies on a body that its own schema refuses: what cannot be read back is never chained. */
export function assertWritable(draft: JournalDraft): void {
  const checked = journalBodies[draft.kind].safeParse(draft.body);
  assert(
    checked.success,
    `the body of a ${draft.kind} entry has its shape: ${checked.error ?? ""}`,
  );
  assert(Number.isSafeInteger(draft.at) && draft.at >= 0, "an entry has a time in milliseconds");
}

/** Reads a line whose bytes are already known to be chained. Refusal: journal_shape_invalid. */
export function readEntry(line: string): Result<JournalEntry> {
  const value = jsonOf(line);
  if (value === undefined) return refuse("journal_shape_invalid", "entry was not json");
  if (!isJournalEntry(value)) {
    return refuse(
      "journal_shape_invalid",
      `entry was not of a known shape: ${shapeProblem(value)}`,
    );
  }
  return ok(value);
}

/** As readEntry, and the text must be the only spelling of its value: no spaces, no second key, no other order. */
export function readCanonicalEntry(line: string): Result<JournalEntry> {
  const entry = readEntry(line);
  if (entry.ok && lineOf(entry.value, entry.value) !== line) {
    return refuse("journal_shape_invalid", "entry was not canonical json");
  }
  return entry;
}

function jsonOf(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return value;
  } catch {
    // "Not JSON" is an answer here, told by the caller with the sequence.
    return undefined;
  }
}

export function isJournalEntry(value: unknown): value is JournalEntry {
  const head = journalEntry.safeParse(value);
  if (!head.success || !isJournalKind(head.data.kind)) return false;
  return journalBodies[head.data.kind].safeParse(head.data.body).success;
}

export function isJournalKind(kind: string): kind is JournalKind {
  return Object.hasOwn(journalBodies, kind);
}

function shapeProblem(value: unknown): string {
  const head = journalEntry.safeParse(value);
  if (!head.success) return firstIssue(head.error.issues);
  if (!isJournalKind(head.data.kind)) return `kind ${head.data.kind}`;
  const body = journalBodies[head.data.kind].safeParse(head.data.body);
  return body.success ? "nothing" : firstIssue(body.error.issues);
}

function firstIssue(issues: readonly { path: readonly PropertyKey[]; message: string }[]): string {
  const issue = issues[0];
  return issue === undefined ? "" : `${issue.path.map(String).join(".")}: ${issue.message}`;
}
