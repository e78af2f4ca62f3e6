import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openJournalReader } from "#host/journal/read.ts";
import { verifyJournal } from "#host/journal/verify.ts";
import { openJournal } from "#host/journal/sqlite-journal.ts";
import type { WriteHook } from "#host/journal/store.ts";
import { assert } from "#host/kernel/result.ts";
import type { Journal } from "#host/ports.ts";
import { childOf } from "#test/kit/child.ts";
import { draftsOfEveryKind } from "#test/kit/drafts.ts";
import { journalOptions, linesOf, openedJournal, temporaryFolder } from "#test/kit/journal-file.ts";

const APPENDER = fileURLToPath(new URL("./appender.child.ts", import.meta.url));

class Killed extends Error {}

/** Ends the process at the n-th announced moment of a write. */
function killAt(moment: number): { onWrite: WriteHook; seen: string[] } {
  const seen: string[] = [];
  return {
    seen,
    onWrite(when, what) {
      seen.push(`${when} ${what}`);
      if (seen.length === moment) throw new Killed();
    },
  };
}

/** The same small run every time: one entry of every kind, flushed after every third. */
function run(journal: Journal): void {
  for (const draft of draftsOfEveryKind().slice(journal.head().seq + 1)) {
    if (journal.append(draft) % 3 === 2) journal.flush();
  }
  journal.flush();
}

function uninterrupted(): readonly string[] {
  const options = journalOptions();
  const journal = openedJournal(options);
  run(journal);
  journal.close();
  return linesOf(options.path);
}

describe("a process that dies", () => {
  const whole = uninterrupted.bind(null);

  it("between any two writes leaves a valid beginning, and the next one ends with the same bytes", () => {
    const expected = whole();
    const moments: string[] = [];
    for (let moment = 1; ; moment += 1) {
      const options = journalOptions();
      const { onWrite, seen } = killAt(moment);
      const died = dies(() => {
        const journal = openJournal({ ...options, onWrite });
        assert(journal.ok, "the journal opens");
        run(journal.value);
      });
      if (!died) break;
      moments.push(seen.at(-1) ?? "");
      const next = openedJournal(options);
      const found = linesOf(options.path);
      expect(found).toEqual(expected.slice(0, found.length));
      run(next);
      next.close();
      expect(linesOf(options.path)).toEqual(expected);
    }
    expect(moments.slice(0, 4)).toEqual([
      "before create",
      "after create",
      "before flush",
      "after flush",
    ]);
    expect(moments.length).toBeGreaterThan(15);
  });

  it("by SIGKILL in the middle of writing loses nothing that it had flushed", async () => {
    for (const flushes of [1, 3, 9]) {
      const path = join(temporaryFolder(), "journal.sqlite");
      const child = childOf(APPENDER, [path]);
      let said = -1;
      for (let i = 0; i < flushes; i += 1) said = Number(await child.line());
      await child.kill();
      const journal = openedJournal(journalOptions({ path }));
      expect(journal.head().seq).toBeGreaterThanOrEqual(said);
      expect((journal.head().seq + 1) % 40).toBe(0);
      journal.close();
      const reader = openJournalReader(path);
      assert(reader.ok, "the journal opens");
      expect(verifyJournal(reader.value).ok).toBe(true);
      reader.value.close();
    }
  });
});

function dies(work: () => void): boolean {
  try {
    work();
    return false;
  } catch (error) {
    if (error instanceof Killed) return true;
    throw error;
  }
}
