/**
 * Walks the whole chain and names the first entry that is not what was written: altered, missing or out of place.
 *
 * A link that does not hold says only that one of two entries changed. Which one, the neighbours tell: an entry whose
 * bytes are those that its successor (or the record of the last write) names is the one that was written.
 */
import { GENESIS, type JournalEntry } from "../contract/journal.ts";
import { sha256Hex } from "../kernel/digest.ts";
import { ok, refuse, type Refused, type Result } from "../kernel/result.ts";
import { EMPTY_HEAD, type ChainHead } from "./chain.ts";
import { readCanonicalEntry } from "./entry.ts";
import type { JournalReader } from "./read.ts";

/** One line as it is kept: a row has its own sequence and digest, a line of an export has not. */
export interface KeptLine {
  /** null when the bytes are not even text. */
  readonly line: string | null;
  readonly seq?: number;
  readonly sha256?: string;
}

export interface VerifyOptions {
  /** Whose journal it should be; left out: whoever's the first entry says. */
  readonly account?: string;
  /** What the newest entry should be. Without it nothing proves the newest entry, nor that it is the newest. */
  readonly head?: ChainHead;
}

/**
 * Verifies a journal file against its own record of the last write.
 *
 * @returns The newest entry. Refusals: journal_altered, journal_entry_missing, journal_reordered,
 *   journal_shape_invalid, each with the sequence in `detail.seq`.
 */
export function verifyJournal(reader: JournalReader): Result<ChainHead> {
  return reader.atOneMoment(() =>
    verifyLines(reader.rows(), { account: reader.account, head: reader.recordedHead() }),
  );
}

/** Verifies lines in their order; refusals as verifyJournal. */
export function verifyLines(
  lines: Iterable<KeptLine>,
  options: VerifyOptions = {},
): Result<ChainHead> {
  const iterator = lines[Symbol.iterator]();
  let account = options.account;
  let before = EMPTY_HEAD;
  let current = next(iterator);
  while (current !== null) {
    const following = next(iterator);
    const vouched = voucherOf(following, options.head, before.seq + 1) === current.sha256;
    const step = check(current, before, { account, vouched });
    if (!step.ok) return placed(step, before.seq + 1, following, iterator);
    account = step.value.account;
    before = { seq: step.value.seq, sha256: current.sha256 };
    current = following;
  }
  return options.head === undefined ? ok(before) : checkEnd(before, options.head);
}

interface Line {
  readonly kept: KeptLine;
  readonly sha256: string;
}

function next(iterator: Iterator<KeptLine>): Line | null {
  const step = iterator.next();
  if (step.done === true) return null;
  return { kept: step.value, sha256: step.value.line === null ? "" : sha256Hex(step.value.line) };
}

/** The digest that somebody else names for entry `seq`; null when nobody does. */
function voucherOf(
  following: Line | null,
  head: ChainHead | undefined,
  seq: number,
): string | null {
  if (following === null) return head?.seq === seq ? head.sha256 : null;
  return /"prev":"([0-9a-f]{64})","schema"/.exec(following.kept.line ?? "")?.[1] ?? null;
}

interface Expected {
  readonly account: string | undefined;
  readonly vouched: boolean;
}

/** Checks one line at its place. The order of checks decides which of two bad entries is named. */
function check(
  { kept, sha256 }: Line,
  before: ChainHead,
  { account, vouched }: Expected,
): Result<{ seq: number; account: string }> {
  const seq = before.seq + 1;
  if (kept.seq !== undefined && kept.seq !== seq) return missing(seq);
  if (kept.line === null) return altered(seq, "its bytes are not text");
  if (kept.sha256 !== undefined && kept.sha256 !== sha256) {
    return altered(seq, "its bytes and its stored digest differ");
  }
  const entry = readCanonicalEntry(kept.line);
  if (!entry.ok) {
    if (!vouched) return altered(seq, entry.refusal.message);
    const message = `entry ${seq}: ${entry.refusal.message}`;
    return refuse("journal_shape_invalid", message, { detail: { seq } });
  }
  const misplaced = checkPlace(entry.value, seq, before, vouched);
  if (misplaced !== null) return misplaced;
  if (account !== undefined && entry.value.account !== account) {
    return altered(seq, `it is of account ${entry.value.account}, not ${account}`);
  }
  return ok({ seq, account: entry.value.account });
}

function checkPlace(
  entry: JournalEntry,
  seq: number,
  before: ChainHead,
  vouched: boolean,
): Refused | null {
  const follows = entry.prev === before.sha256;
  if (entry.seq === seq) return follows ? null : brokenLink(seq, vouched);
  if (follows) return altered(seq, `it says it is entry ${entry.seq}`);
  return entry.seq < seq ? reordered(seq, entry.seq) : missing(seq);
}

function brokenLink(seq: number, vouched: boolean): Refused {
  if (seq === 0) return altered(0, `its predecessor is not ${GENESIS.slice(0, 8)}…`);
  return vouched
    ? altered(seq - 1, `entry ${seq} was chained to other bytes`)
    : altered(seq, `it is not chained to entry ${seq - 1}`);
}

/** An entry that is not at its place may be at another one. */
function placed(
  refused: Refused,
  seq: number,
  following: Line | null,
  rest: Iterator<KeptLine>,
): Refused {
  if (refused.refusal.code !== "journal_entry_missing") return refused;
  for (let line = following; line !== null; line = next(rest)) {
    const entry = readCanonicalEntry(line.kept.line ?? "");
    if (entry.ok && entry.value.seq === seq) return reordered(seq, null);
  }
  return refused;
}

function checkEnd(last: ChainHead, head: ChainHead): Result<ChainHead> {
  if (last.seq < head.seq) return missing(last.seq + 1);
  if (last.seq > head.seq) return altered(head.seq + 1, "it was added after the last write");
  return last.sha256 === head.sha256
    ? ok(last)
    : altered(last.seq, "its bytes are not those of the last write");
}

function altered(seq: number, why: string): Refused {
  return refuse("journal_altered", `entry ${seq} was altered: ${why}`, { detail: { seq } });
}

function missing(seq: number): Refused {
  return refuse("journal_entry_missing", `entry ${seq} is missing`, { detail: { seq } });
}

function reordered(seq: number, found: number | null): Refused {
  const what =
    found === null
      ? `entry ${seq} stands further on`
      : `entry ${found} stands at the place of entry ${seq}`;
  return refuse("journal_reordered", what, { detail: { seq } });
}
