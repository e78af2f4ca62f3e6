/** Follows a journal's chain from what was witnessed before to its newest entry. */
import { z } from "zod";
import type { Checkpoint } from "#host/contract/checkpoint.ts";
import { GENESIS } from "#host/contract/journal.ts";
import { accountAlias, sha256 } from "#host/contract/primitives.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import { ok, refuse, type Refused, type Result } from "#host/kernel/result.ts";
import type { JournalRows } from "./journal-rows.ts";

/** How far the chain has been followed. `size` 0: nothing yet. */
export interface Witnessed {
  readonly size: number;
  /** sha256 of the newest line; GENESIS when there is none. */
  readonly head: string;
  /** sha256 of the first line; GENESIS when there is none. */
  readonly genesis: string;
}

export const NOTHING_WITNESSED: Witnessed = { size: 0, head: GENESIS, genesis: GENESIS };

export function witnessedOf({ size, head, genesis }: Checkpoint): Witnessed {
  return { size, head, genesis };
}

/** What a witness needs of an entry: its place. The rest is the host's, and may be of a later release. */
const place = z.object({ account: accountAlias, prev: sha256, seq: z.int().min(0) });

/**
 * Follows the chain to its end.
 *
 * @param known - Signed before: its last entry is looked at again, so a past that was written anew is noticed.
 * @returns Where the chain ends now. Refusals: checkpoint_truncated, checkpoint_differs, checkpoint_foreign,
 *   journal_altered, journal_entry_missing.
 */
export function follow(rows: JournalRows, account: string, known: Witnessed): Result<Witnessed> {
  const kept = verifyKept(rows, known);
  if (!kept.ok) return kept;
  let at = known;
  for (;;) {
    const page = rows.page(at.size);
    for (const row of page) {
      const next = step(row, account, at);
      if (!next.ok) return next;
      at = next.value;
    }
    if (page.length === 0) return ok(at);
  }
}

function verifyKept(rows: JournalRows, known: Witnessed): Result<true> {
  if (known.size === 0) return ok(true);
  const [first] = rows.page(0);
  if (first !== undefined && sha256Hex(first.line) !== known.genesis) {
    return refuse("checkpoint_foreign", "the journal begins with another entry than the one seen");
  }
  const seq = known.size - 1;
  const [last] = rows.page(seq);
  if (first === undefined || last === undefined) {
    const message = `the journal ends before entry ${seq}, which was seen`;
    return refuse("checkpoint_truncated", message, { detail: { witnessed: known.size } });
  }
  return last.seq === seq && sha256Hex(last.line) === known.head
    ? ok(true)
    : refuse("checkpoint_differs", `entry ${seq} is not the one that was seen`, {
        detail: { seq },
      });
}

function step(
  { seq, line }: { readonly seq: number; readonly line: string },
  account: string,
  at: Witnessed,
): Result<Witnessed> {
  if (seq !== at.size) {
    return refuse("journal_entry_missing", `entry ${at.size} is missing`, {
      detail: { seq: at.size },
    });
  }
  const read = place.safeParse(jsonOf(line));
  if (!read.success) return altered(seq, "it is not an entry");
  if (read.data.seq !== seq || read.data.prev !== at.head) {
    return altered(seq, "it does not follow the entry before it");
  }
  if (read.data.account !== account) {
    return refuse("checkpoint_foreign", `the journal is of ${read.data.account}, not ${account}`);
  }
  const head = sha256Hex(line);
  return ok({ size: seq + 1, head, genesis: at.size === 0 ? head : at.genesis });
}

function altered(seq: number, why: string): Refused {
  return refuse("journal_altered", `entry ${seq}: ${why}`, { detail: { seq } });
}

function jsonOf(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return value;
  } catch {
    // Not JSON is an answer here, told by the caller with the sequence.
    return undefined;
  }
}
