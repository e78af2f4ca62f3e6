// Reads a journal as another user. Arguments: the journal file. Started as root.
import { openJournalReader } from "#host/journal/read.ts";

const NOBODY = 65_534;
process.setgid?.(NOBODY);
process.setuid?.(NOBODY);
const reader = openJournalReader(process.argv[2] ?? "");
const count = reader.ok ? [...reader.value.entries()].length : -1;
process.stdout.write(`read ${count} entries\n`);
