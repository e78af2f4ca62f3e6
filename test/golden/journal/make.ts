/**
 * Makes v1.jsonl, one entry of every kind: `node test/golden/journal/make.ts > test/golden/journal/v1.jsonl`.
 *
 * Only for a kind that is new. The lines that are there stay as they are, byte for byte: a journal written with them
 * must be readable for ever (decision C5).
 */
import { EMPTY_HEAD, link } from "#host/journal/chain.ts";
import { draftsOfEveryKind } from "#test/kit/drafts.ts";

export function goldenJournal(): string {
  let head = EMPTY_HEAD;
  let text = "";
  for (const draft of draftsOfEveryKind()) {
    const next = link(draft, "main", head);
    text += `${next.line}\n`;
    head = next;
  }
  return text;
}

if (import.meta.main) process.stdout.write(goldenJournal());
