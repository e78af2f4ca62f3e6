/** How far the list of revocations was honoured on this host, whichever account did. */
import { openJournalReader } from "../journal/read.ts";
import { ownJournals } from "../workspace/journals.ts";
import type { Workspace } from "../workspace/paths.ts";

/** Highest version in any account's own journal; 0 when none has honoured a list. Throws Fault journal_broken. */
export function highestRevocations(workspace: Workspace): number {
  let highest = 0;
  for (const { paths } of ownJournals(workspace)) {
    const reader = openJournalReader(paths.journal);
    if (!reader.ok) continue;
    highest = Math.max(highest, reader.value.newest("revoked")?.body.version ?? 0);
    reader.value.close();
  }
  return highest;
}

/** Computed at the first call: what happens later happens before the eyes of every account of the run. */
export function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | null = null;
  return () => (known ??= { value: compute() }).value;
}
