/** What an account knows is a fold over its journal, and of nothing else. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JournalDraft } from "#host/contract/journal.ts";
import {
  applyToAccount,
  emptyAccount,
  slotOf,
  unrealisedE8Of,
  type AccountState,
} from "#host/kernel/account-state.ts";
import { e8 } from "#host/kernel/e8.ts";
import { draftOf, draftsOfEveryKind, T0 } from "#test/kit/drafts.ts";
import { frozen } from "#test/kit/frozen.ts";
import { memoryJournal } from "#test/kit/journal.ts";
import { anOverlay } from "#test/kit/risk.ts";

const SLOT = "paper.main.BTCUSDT";

function after(...entries: readonly JournalDraft[]): AccountState {
  return entries.reduce(
    (state, entry) => applyToAccount(state, frozen(entry)),
    emptyAccount(e8("1000")),
  );
}

function halted(id: string, slot: string | null, at = T0): JournalDraft {
  const scope = slot === null ? { kind: "account", account: "main" } : { kind: "slot", slot };
  const body = draftOf("halted").body;
  const overlay = {
    ...("overlay" in body ? body.overlay : {}),
    id,
    scope,
    issuedAt: at,
    expires: at + 1_000,
  };
  return draftOf("halted", { at, slot, body: { overlay } });
}
const resumed = (slot: string | null): JournalDraft =>
  draftOf("resumed", { slot, body: { releases: "halt" } });
const overlays = (state: AccountState): readonly string[] => state.overlays.map(({ id }) => id);

describe("an account", () => {
  it("knows the newest bar of each series and the newest close of each instrument", () => {
    const bar = (timeframe: string, n: number, close: number): JournalDraft =>
      draftOf("bar", { body: { timeframe, bar: n, row: [T0, 1, close, 1, close, 1, null, null] } });
    const state = after(bar("5m", 7, 100), bar("1h", 2, 105), bar("5m", 8, 110));
    expect([...state.bars]).toEqual([
      ["BTCUSDT 5m", 8],
      ["BTCUSDT 1h", 2],
    ]);
    expect([...state.closes]).toEqual([["BTCUSDT", e8("110")]]);
  });

  it("values what is open at the newest close", () => {
    const body = { row: [T0, 1, 94_000, 1, 93_360.3, 1, null, null] };
    const open = [draftOf("intent"), draftOf("order"), draftOf("fill", { body: { fillId: "1" } })];
    expect(unrealisedE8Of(after(...open))).toBe(0n);
    expect(unrealisedE8Of(after(...open, draftOf("bar", { body })))).toBe(e8("1"));
  });

  it("reads the venue's events on from the newest, whatever came after it", () => {
    const fill = (n: string): JournalDraft => draftOf("fill", { body: { fillId: n } });
    const funding = (n: string): JournalDraft => draftOf("funding", { body: { fundingId: n } });
    expect(after(fill("4")).venueSeq).toBe(4);
    expect(after(fill("4"), funding("5")).venueSeq).toBe(5);
    expect(after(funding("5"), fill("4")).venueSeq).toBe(5);
  });

  it("remembers the newest root under which it adopted, not the last", () => {
    const [one, two] = ["1".repeat(64), "2".repeat(64)];
    const adopted = (slotVersion: number, rootVersion: number, rootSha256: string): JournalDraft =>
      draftOf("adopted", { body: { slotVersion, rootVersion, rootSha256 } });
    const state = after(adopted(3, 2, two), adopted(4, 1, one), adopted(5, 2, one));
    expect(state.floors.get(SLOT)).toMatchObject({ slotVersion: 5 });
    expect(state.root).toEqual({ version: 2, sha256: two });
  });

  it("remembers the highest trust time", () => {
    const started = (trustMs: number): JournalDraft =>
      draftOf("host_started", { body: { trustMs } });
    expect(after().trustMs).toBe(null);
    expect(after(started(T0 + 5), started(T0)).trustMs).toBe(T0 + 5);
  });

  it("keeps what belongs to no slot out of every slot", () => {
    expect(after(draftOf("fault", { slot: null })).slots.size).toBe(0);
    expect(slotOf(after(), SLOT).position).toBe(null);
  });
});

describe("a halt", () => {
  const all = [
    halted("account", null),
    halted("slot", SLOT),
    halted("other", "paper.main.ETHUSDT"),
  ];

  it.for([
    [null, []],
    [SLOT, ["account", "other"]],
  ] as const)("is lifted in its scope: resume of %s leaves %s", ([slot, left]) => {
    expect(overlays(after(...all, resumed(slot)))).toEqual(left);
  });

  it("is not lifted by the release of a quarantine", () => {
    expect(overlays(after(...all, draftOf("resumed"))).length).toBe(3);
  });

  it("leaves overlays of other sources where they are", () => {
    const guardian = anOverlay({ kind: "blockEntries" }, { id: "guardian", source: "guardian" });
    const state = after(draftOf("overlay", { body: { overlay: guardian } }), ...all, resumed(null));
    expect(overlays(state)).toEqual(["guardian"]);
  });

  it("that was said before the first bar begins with it; one said later does not move", () => {
    const early = halted("early", null, 0);
    const state = after(
      early,
      draftOf("bar"),
      halted("later", null, T0 + 5),
      draftOf("bar", { at: T0 + 9 }),
    );
    expect(state.overlays.map(({ id, issuedAt, expires }) => [id, issuedAt, expires])).toEqual([
      ["early", T0, T0 + 1_000],
      ["later", T0 + 5, T0 + 1_005],
    ]);
  });
});

describe("the fold", () => {
  it("gives the same state from a journal that was read as while it was written", () => {
    const some = fc.array(fc.constantFrom(...draftsOfEveryKind()), { maxLength: 60 });
    fc.assert(
      fc.property(some, (drafts) => {
        const numbered = drafts.map(withNumbers);
        const journal = memoryJournal();
        for (const draft of numbered) journal.append(draft);
        journal.flush();
        const read = [...journal.reopened().entries(0)];
        expect(after(...read)).toEqual(after(...numbered));
      }),
    );
  });

  it("depends on the order of its entries and on nothing before them", () => {
    const some = fc.array(fc.constantFrom(...draftsOfEveryKind()), { maxLength: 40 });
    fc.assert(
      fc.property(some, some, (first, second) => {
        const [a, b] = [first.map(withNumbers), second.map(withNumbers)];
        const once = after(...a, ...b);
        expect(b.reduce(applyToAccount, after(...a))).toEqual(once);
      }),
    );
  });
});

/** The venue of the run numbers its events. */
function withNumbers(draft: JournalDraft): JournalDraft {
  if (draft.kind === "fill") return { ...draft, body: { ...draft.body, fillId: "3" } };
  return draft.kind === "funding" ? { ...draft, body: { ...draft.body, fundingId: "4" } } : draft;
}
