/**
 * Writes v1.jsonl, one entry of every kind: `node test/golden/journal/make.ts > test/golden/journal/v1.jsonl`.
 *
 * Only for a kind that is new. The lines that are there stay as they are, byte for byte: a journal written with them
 * must be readable for ever (decision C5).
 */
import { EMPTY_HEAD, link } from "#host/journal/chain.ts";
import { draftsOfEveryKind } from "#test/kit/drafts.ts";

let head = EMPTY_HEAD;
for (const draft of draftsOfEveryKind()) {
  const next = link(draft, "main", head);
  process.stdout.write(`${next.line}\n`);
  head = next;
}
