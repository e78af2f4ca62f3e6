import type { JournalDraft, JournalKind } from "#host/contract/journal.ts";
import { draftOf, T0 } from "#test/kit/drafts.ts";

export const SLOT = "paper.main.BTCUSDT";
const APPROVAL = "a".repeat(64);
const [ENTRY_A, EXIT_A, ENTRY_B, ENTRY_C] = ["a", "b", "c", "d"].map((c) => c.repeat(32));
export const ORDERS = { entryA: ENTRY_A, exitA: EXIT_A, entryB: ENTRY_B, entryC: ENTRY_C };

/** Entries by name, so that a test can ask about one: the sequence of a name is its place in the list. */
export type Story = readonly (readonly [name: string, draft: JournalDraft])[];

let minute = 0;
const told = (
  name: string,
  kind: JournalKind,
  body: object,
  slot: string | null = SLOT,
): Story[number] => {
  minute += 1;
  return [name, draftOf(kind, { at: T0 + minute * 60_000, slot, body })];
};

const leg = (role: "entry" | "exit"): object => ({
  instrument: "BTCUSDT",
  role,
  side: "Buy",
  type: "market",
  quantityE8: "1000000",
});
const plan = (bar: number, role: "entry" | "exit"): object => ({
  schema: "plan/1",
  slot: SLOT,
  bar,
  legs: [leg(role)],
  leverage: "3",
  protection: { kind: "native_tp_sl", trigger: "last" },
});
const intent = (bar: number, id: string | undefined, role: "entry" | "exit"): object => ({
  clientOrderId: id,
  plan: plan(bar, role),
  ...(role === "exit" ? { exitPlan: null, reason: "exit_signal" } : {}),
});
const decision = (bar: number, fn: "entry" | "exit", answer: string): object => ({
  bar,
  fn,
  answer,
  approval: APPROVAL,
  refusal: undefined,
  retried: undefined,
});

/**
 * Position A is opened at bar 10 and reversed at bar 20: its exit and the entry of B are decided at one close, and
 * both fill at the next open. B ends by its stop. Bar 40's signal is refused; C is rejected by the venue.
 */
export const STORY: Story = [
  told("adopted", "adopted", { approval: APPROVAL }),
  told("opened", "slot_opened", { approval: APPROVAL }),
  told("quiet decision", "decision", decision(9, "entry", "N")),
  told("decision A", "decision", decision(10, "entry", "E1|B||||up")),
  told("intent A", "intent", intent(10, ENTRY_A, "entry")),
  told("order A", "order", { clientOrderId: ENTRY_A }),
  told("fill A", "fill", { clientOrderId: ENTRY_A, role: "entry", fillId: "1" }),
  told("protection A", "protection", { state: "confirmed" }),
  told("funding A", "funding", { fundingId: "2" }),
  told("exit decision A", "decision", decision(20, "exit", "X1")),
  told("exit intent A", "intent", intent(20, EXIT_A, "exit")),
  told("decision B", "decision", decision(20, "entry", "E1|S||||down")),
  told("intent B", "intent", intent(20, ENTRY_B, "entry")),
  told("exit order A", "order", { clientOrderId: EXIT_A }),
  told("order B", "order", { clientOrderId: ENTRY_B }),
  told("exit fill A", "fill", { clientOrderId: EXIT_A, role: "exit", fillId: "3" }),
  told("trade A", "trade", { side: "Buy", reason: "exit_signal", netE8: "-150000000" }),
  told("fill B", "fill", { clientOrderId: ENTRY_B, role: "entry", fillId: "4", side: "Sell" }),
  told("stop fill B", "fill", { clientOrderId: null, role: "stop_loss", fillId: "5" }),
  told("trade B", "trade", { side: "Sell", reason: "stop_loss", rationale: '=1+1, "down"' }),
  told("refused decision", "decision", {
    ...decision(40, "entry", "E1|B||||up"),
    refusal: { code: "not_armed", message: "the account was not armed" },
  }),
  told("decision C", "decision", decision(50, "entry", "E1|B||||up")),
  told("intent C", "intent", intent(50, ENTRY_C, "entry")),
  told("order C", "order", { clientOrderId: ENTRY_C, status: "rejected", code: "margin_low" }),
  told("stopped", "host_stopped", {}, null),
];

export function seqOf(name: string): number {
  return STORY.findIndex(([one]) => one === name);
}
