import type { JournalDraft, JournalEntry } from "#host/contract/journal.ts";
import { EMPTY_HEAD, link, type Link } from "#host/journal/chain.ts";
import { readEntry } from "#host/journal/entry.ts";
import { assert } from "#host/kernel/result.ts";
import type { Journal } from "#host/ports.ts";

/** The memory twin of the Journal port: the same chain over the same bytes, kept in two arrays. */
export interface MemoryJournal extends Journal {
  /** Lines that were flushed, oldest first. */
  readonly durable: readonly string[];
  /** What a process finds that starts after this one was killed: everything unflushed is gone. */
  reopened(): MemoryJournal;
}

export function memoryJournal(account = "main", lines: readonly string[] = []): MemoryJournal {
  const durable = [...lines];
  let pending: Link[] = [];
  const last = durable.at(-1);
  let head = last === undefined ? EMPTY_HEAD : headOf(last);
  return {
    account,
    durable,
    head: () => ({ seq: head.seq, sha256: head.sha256 }),
    append(draft: JournalDraft): number {
      const next = link(draft, account, head);
      pending.push(next);
      head = next;
      return next.seq;
    },
    flush(): void {
      durable.push(...pending.map((one) => one.line));
      pending = [];
    },
    *entries(fromSeq: number): Iterable<JournalEntry> {
      for (let seq = Math.max(0, fromSeq); seq < durable.length; seq += 1) {
        yield entryOf(durable[seq] ?? "");
      }
    },
    close(): void {
      this.flush();
    },
    reopened: () => memoryJournal(account, durable),
  };
}

function headOf(line: string): { seq: number; sha256: string } {
  const entry = entryOf(line);
  const { sha256 } = link(entry, entry.account, { seq: entry.seq - 1, sha256: entry.prev });
  return { seq: entry.seq, sha256 };
}

function entryOf(line: string): JournalEntry {
  const entry = readEntry(line);
  assert(entry.ok, "a line of ours reads back");
  return entry.value;
}
