/** The witness at work: look, follow, and sign when enough has happened (decision B3). */
import type { Checkpoint } from "#host/contract/checkpoint.ts";
import { isoInstant } from "#host/kernel/instant.ts";
import { ok, type Result } from "#host/kernel/result.ts";
import { envelopeOf, payloadOf, signPayload } from "../seal.ts";
import type { SigningKey } from "../signing-key.ts";
import type { JournalRows } from "./journal-rows.ts";
import { follow, type Witnessed } from "./walk.ts";

/** A checkpoint is due after so many entries … */
export const ENTRIES_MAX = 100;
/** … or so long after the one before, when there is anything new. */
export const AGE_MS_MAX = 3_600_000;

export interface Post {
  readonly account: string;
  readonly rows: JournalRows;
  readonly key: SigningKey;
  nowMs(): number;
  /** Gives a signed checkpoint away; throws a Fault when that failed. */
  hand(checkpoint: Checkpoint, envelope: Uint8Array): Promise<void>;
}

/** What is signed, and when. */
export interface Mark {
  readonly witnessed: Witnessed;
  readonly atMs: number;
}

/**
 * One look at the journal.
 *
 * @param last - What was signed before; it is not moved before the checkpoint has been handed over.
 * @param atOnce - Sign whatever is new, however little.
 * @returns The mark after this round. Refusals: those of `follow`; then nothing was signed.
 * @throws Fault journal_broken, and whatever handing over threw.
 */
export async function round(post: Post, last: Mark, atOnce: boolean): Promise<Result<Mark>> {
  const { account, rows, key } = post;
  const now = follow(rows, account, last.witnessed);
  if (!now.ok) return now;
  const atMs = post.nowMs();
  const fresh = now.value.size - last.witnessed.size;
  const due = fresh >= ENTRIES_MAX || atOnce || atMs - last.atMs >= AGE_MS_MAX;
  if (fresh === 0 || !due) return ok(last);
  const checkpoint: Checkpoint = {
    schema: "checkpoint/1",
    account,
    genesis: now.value.genesis,
    size: now.value.size,
    head: now.value.head,
    time: isoInstant(atMs),
  };
  const payload = payloadOf(checkpoint);
  const signatures = signPayload("checkpoint", payload, [key]);
  await post.hand(checkpoint, envelopeOf("checkpoint", payload, signatures));
  return ok({ witnessed: now.value, atMs });
}
