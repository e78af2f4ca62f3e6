import { describe, expect, it } from "vitest";
import type { JournalEntry } from "#host/contract/journal.ts";
import { openJournalReader, type JournalReader } from "#host/journal/read.ts";
import { why, type WhyChain } from "#host/journal/why.ts";
import { assert } from "#host/kernel/result.ts";
import { journalOptions, openedJournal } from "#test/kit/journal-file.ts";
import { ORDERS, seqOf, STORY } from "./story.ts";

function storyReader(): JournalReader {
  const options = journalOptions();
  const journal = openedJournal(options);
  for (const [, draft] of STORY) journal.append(draft);
  journal.close();
  const reader = openJournalReader(options.path);
  assert(reader.ok, "the journal opens");
  return reader.value;
}

/** The chain by the names of the story. */
function told(chain: WhyChain): Record<string, string> {
  const name = (entry: JournalEntry | null): string =>
    entry === null ? "-" : (STORY[entry.seq]?.[0] ?? "?");
  const names = (entries: readonly JournalEntry[]): string => entries.map(name).join(", ") || "-";
  return {
    approval: names([chain.adopted, chain.opened].filter((entry) => entry !== null)),
    decision: name(chain.decision),
    intent: name(chain.intent),
    orders: names(chain.orders),
    fills: names(chain.fills),
    beside: names([...chain.protection, ...chain.funding]),
    exits: names(
      chain.exits.flatMap((exit) => [exit.decision ?? exit.intent, exit.intent, ...exit.orders]),
    ),
    trade: name(chain.trade),
  };
}

const APPROVED = { approval: "adopted, opened" };
const A = {
  ...APPROVED,
  decision: "decision A",
  intent: "intent A",
  orders: "order A",
  fills: "fill A, exit fill A",
  beside: "protection A, funding A",
  exits: "exit decision A, exit intent A, exit order A",
  trade: "trade A",
};
const B = {
  ...APPROVED,
  decision: "decision B",
  intent: "intent B",
  orders: "order B",
  fills: "fill B, stop fill B",
  beside: "-",
  exits: "-",
  trade: "trade B",
};
const NOTHING = { intent: "-", orders: "-", fills: "-", beside: "-", exits: "-", trade: "-" };

describe("why", () => {
  const ask = (id: string): Record<string, string> => {
    const chain = why(storyReader(), id);
    assert(chain.ok, "the id is known");
    return told(chain.value);
  };

  it.for([
    "decision A",
    "intent A",
    "order A",
    "fill A",
    "protection A",
    "funding A",
    "exit decision A",
    "exit intent A",
    "exit order A",
    "exit fill A",
    "trade A",
  ])("tells the whole of position A from its %s", (name) => {
    expect(ask(String(seqOf(name)))).toEqual(A);
  });

  it.for(["decision B", "intent B", "order B", "fill B", "stop fill B", "trade B"])(
    "does not take the reversal's position for the one before: %s",
    (name) => {
      expect(ask(String(seqOf(name)))).toEqual(B);
    },
  );

  it("shows a signal that led to no order, and where its approval came from", () => {
    for (const name of ["refused decision", "quiet decision"]) {
      expect(ask(String(seqOf(name)))).toEqual({ ...APPROVED, ...NOTHING, decision: name });
    }
  });

  it("shows an order that never filled", () => {
    expect(ask(String(seqOf("order C")))).toEqual({
      ...APPROVED,
      ...NOTHING,
      decision: "decision C",
      intent: "intent C",
      orders: "order C",
    });
  });

  it("says what an entry is that belongs to no position", () => {
    expect(ask(String(seqOf("stopped")))).toEqual({ ...NOTHING, approval: "-", decision: "-" });
    expect(ask(String(seqOf("adopted")))).toMatchObject({ approval: "adopted", decision: "-" });
  });

  it.for<[id: string, chain: object]>([
    [`${ORDERS.entryA}`, A],
    [`${ORDERS.exitA}`, A],
    [`${ORDERS.entryB}`, B],
    ["fill-3", A],
    ["fill-5", B],
    ["funding-2", A],
  ])("finds it by %s", ([id, chain]) => {
    expect(ask(id)).toEqual(chain);
  });

  it.for([
    "",
    "99",
    "-1",
    "1.5",
    "z".repeat(32),
    "fill-99",
    "fill-",
    "funding-1",
    "trade A",
    "0x1",
  ])("does not know %j", (id) => {
    expect(why(storyReader(), id)).toMatchObject({ refusal: { code: "id_unknown" } });
  });
});
