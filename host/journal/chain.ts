import { GENESIS, type JournalDraft } from "../contract/journal.ts";
import { sha256Hex } from "../kernel/digest.ts";
import { assertWritable, lineOf } from "./entry.ts";

/** The newest link: its sequence and the sha256 of its line. */
export interface ChainHead {
  readonly seq: number;
  readonly sha256: string;
}

export const EMPTY_HEAD: ChainHead = { seq: -1, sha256: GENESIS };

/** An entry ready to be stored. */
export interface Link extends ChainHead {
  readonly draft: JournalDraft;
  readonly line: string;
}

/** Adds one draft after `head`. The chain is over the exact bytes of each line, so it needs no parser to check. */
export function link(draft: JournalDraft, account: string, head: ChainHead): Link {
  assertWritable(draft);
  const seq = head.seq + 1;
  const line = lineOf(draft, { seq, prev: head.sha256, account });
  return { draft, seq, line, sha256: sha256Hex(line) };
}
