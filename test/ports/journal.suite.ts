import { describe, expect, it } from "vitest";
import { GENESIS } from "#host/contract/journal.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import type { Journal } from "#host/ports.ts";
import { draftOf, draftsOfEveryKind } from "#test/kit/drafts.ts";

/** What a twin of the Journal port must offer to be tested: a place that survives its process. */
export interface JournalPlace {
  open(): Journal;
  /** As if the process were killed: what was not flushed is gone. */
  kill(journal: Journal): void;
  /** The exact stored lines. */
  lines(): readonly string[];
}

/** What every journal does, whatever it is made of. */
export function journalSuite(twin: string, place: () => JournalPlace): void {
  describe(`a ${twin} journal`, () => {
    it("is empty at first, with the genesis digest", () => {
      const journal = place().open();
      expect(journal.head()).toEqual({ seq: -1, sha256: GENESIS });
      expect([...journal.entries(0)]).toEqual([]);
      journal.close();
    });

    it("numbers entries from 0 and chains each to the bytes before it", () => {
      const at = place();
      const journal = at.open();
      const drafts = draftsOfEveryKind();
      expect(drafts.map((draft) => journal.append(draft))).toEqual(drafts.map((_, seq) => seq));
      journal.flush();
      let prev = GENESIS;
      for (const entry of journal.entries(0)) {
        expect(entry.prev).toBe(prev);
        prev = sha256Hex(at.lines()[entry.seq] ?? "");
      }
      expect(journal.head()).toEqual({ seq: drafts.length - 1, sha256: prev });
      journal.close();
    });

    it("gives every kind back as it was", () => {
      const journal = place().open();
      const drafts = draftsOfEveryKind();
      for (const draft of drafts) journal.append(draft);
      journal.flush();
      const read = [...journal.entries(0)].map(({ kind, at, slot, instrument, body }) => ({
        kind,
        at,
        slot,
        instrument,
        body,
      }));
      expect(read).toEqual(drafts);
      journal.close();
    });

    it("shows nothing that is not durable, except in its head", () => {
      const journal = place().open();
      journal.append(draftOf("bar"));
      expect(journal.head().seq).toBe(0);
      expect([...journal.entries(0)]).toEqual([]);
      journal.flush();
      expect([...journal.entries(0)]).toHaveLength(1);
      journal.close();
    });

    it("loses exactly the unflushed tail when its process is killed, and goes on from there", () => {
      const at = place();
      const first = at.open();
      first.append(draftOf("bar"));
      first.flush();
      const durable = first.head();
      first.append(draftOf("decision"));
      at.kill(first);
      const second = at.open();
      expect(second.head()).toEqual(durable);
      expect(second.append(draftOf("fault"))).toBe(1);
      second.close();
      expect(at.lines()).toHaveLength(2);
    });

    it("flushes what is pending when it is closed", () => {
      const at = place();
      const journal = at.open();
      journal.append(draftOf("bar"));
      journal.close();
      expect(at.lines()).toHaveLength(1);
    });

    it("writes the same bytes however the writes are grouped", () => {
      const one = place();
      const together = one.open();
      const other = place();
      const apart = other.open();
      for (const draft of draftsOfEveryKind()) {
        together.append(draft);
        apart.append(draft);
        apart.flush();
      }
      together.flush();
      expect(one.lines()).toEqual(other.lines());
      expect(together.head()).toEqual(apart.head());
      together.close();
      apart.close();
    });

    it.for<[from: number, seqs: number[]]>([
      [-5, [0, 1, 2, 3]],
      [0, [0, 1, 2, 3]],
      [2, [2, 3]],
      [4, []],
      [99, []],
    ])("reads from sequence %i", ([from, seqs]) => {
      const journal = place().open();
      for (let i = 0; i < 4; i += 1) journal.append(draftOf("bar", { at: i }));
      journal.flush();
      expect([...journal.entries(from)].map((entry) => entry.seq)).toEqual(seqs);
      journal.close();
    });

    it("dies on a body that could not be read back, and does not move", () => {
      const journal = place().open();
      const draft = draftOf("bar");
      Object.assign(draft.body, { row: [1, 2] });
      expect(() => journal.append(draft)).toThrow(/body of a bar entry has its shape/);
      expect(journal.head().seq).toBe(-1);
      journal.close();
    });

    it("may be written while it is read", () => {
      const journal = place().open();
      for (let i = 0; i < 1_300; i += 1) journal.append(draftOf("bar", { at: i }));
      journal.flush();
      let seen = 0;
      for (const entry of journal.entries(0)) {
        seen += 1;
        if (entry.seq !== 3) continue;
        journal.append(draftOf("fault"));
        journal.flush();
      }
      expect(seen).toBe(1_301);
      journal.close();
    });
  });
}
