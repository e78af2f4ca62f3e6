import { journalSuite } from "#test/ports/journal.suite.ts";
import { memoryJournal } from "#test/kit/journal.ts";
import { sqlitePlace } from "#test/kit/journal-file.ts";

journalSuite("memory", () => {
  let current = memoryJournal();
  let opened = false;
  return {
    open() {
      if (opened) current = current.reopened();
      opened = true;
      return current;
    },
    kill: () => {},
    lines: () => current.durable,
  };
});

journalSuite("sqlite", () => sqlitePlace());
