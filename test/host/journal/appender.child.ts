// Appends and flushes until it is killed, and says after each flush how far it came. Arguments: the journal file.
import { openJournal } from "#host/journal/sqlite-journal.ts";
import { draftOf } from "#test/kit/drafts.ts";

const journal = openJournal({ path: process.argv[2] ?? "", account: "main", release: "0.1.0" });
if (!journal.ok) throw new Error(journal.refusal.message);
for (;;) {
  for (let i = 0; i < 40; i += 1) journal.value.append(draftOf("bar", { at: i }));
  journal.value.flush();
  process.stdout.write(`${journal.value.head().seq}\n`);
}
