/** From any fact about a trade back to the signature that allowed it, and on to how it ended. */
import type { JournalEntry } from "../contract/journal.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";
import { isKind, type EntryOf } from "./entry.ts";
import type { JournalReader } from "./read.ts";

/** A decision to leave, and what came of it. */
export interface ExitChain {
  readonly decision: EntryOf<"decision"> | null;
  readonly intent: EntryOf<"intent">;
  readonly orders: readonly EntryOf<"order">[];
}

/**
 * One position and everything around it, each part null or empty when the journal has none: an entry that was refused
 * has a decision and no intent, one that never filled has no trade.
 */
export interface WhyChain {
  /** The entry that was asked about. */
  readonly asked: JournalEntry;
  /** When the approval became active, and the slot opened with it. */
  readonly adopted: EntryOf<"adopted"> | null;
  readonly opened: EntryOf<"slot_opened"> | null;
  readonly decision: EntryOf<"decision"> | null;
  readonly intent: EntryOf<"intent"> | null;
  readonly orders: readonly EntryOf<"order">[];
  /** All fills of the position, of its exits too; oldest first. */
  readonly fills: readonly EntryOf<"fill">[];
  readonly funding: readonly EntryOf<"funding">[];
  readonly protection: readonly EntryOf<"protection">[];
  readonly exits: readonly ExitChain[];
  readonly trade: EntryOf<"trade"> | null;
}

/**
 * Tells how an entry came to be.
 *
 * @param id - A sequence number, a client order id, `fill-<id>` or `funding-<id>`.
 * @returns Refusal: id_unknown.
 */
export function why(reader: JournalReader, id: string): Result<WhyChain> {
  return reader.atOneMoment(() => {
    const asked = entryById(reader, id);
    if (asked === null)
      return refuse("id_unknown", `nothing in the journal has the id ${id.slice(0, 64)}`);
    return ok(chainOf(reader, asked));
  });
}

function entryById(reader: JournalReader, id: string): JournalEntry | null {
  if (/^\d{1,15}$/.test(id)) return reader.entry(Number(id));
  if (/^[a-z2-7]{32}$/.test(id)) {
    return reader.newest("intent", {}, (intent) => intent.body.clientOrderId === id);
  }
  const [, what, key] = /^(fill|funding)-(.{1,64})$/.exec(id) ?? [];
  if (what === "fill") return reader.newest("fill", {}, (fill) => fill.body.fillId === key);
  if (what === "funding") {
    return reader.newest("funding", {}, (funding) => funding.body.fundingId === key);
  }
  return null;
}

function chainOf(reader: JournalReader, asked: JournalEntry): WhyChain {
  const intent = entryIntentOf(reader, asked);
  const ownDecision = isKind(asked, "decision") && asked.body.fn === "entry" ? asked : null;
  const decision = intent === null ? ownDecision : decisionOf(reader, intent, "entry");
  const approval = decision?.body.approval ?? approvalOf(asked);
  const position = intent === null ? NO_POSITION : positionOf(reader, intent);
  return {
    asked,
    adopted: approval === null ? null : newestOf(reader, "adopted", approval, asked),
    opened: approval === null ? null : newestOf(reader, "slot_opened", approval, asked),
    decision,
    intent,
    orders: intent === null ? [] : ordersOf(reader, intent),
    ...position,
  };
}

function approvalOf(asked: JournalEntry): string | null {
  return "approval" in asked.body && typeof asked.body.approval === "string"
    ? asked.body.approval
    : null;
}

function newestOf<K extends "adopted" | "slot_opened">(
  reader: JournalReader,
  kind: K,
  approval: string,
  asked: JournalEntry,
): EntryOf<K> | null {
  const where = { toSeq: asked.seq, ...slotOf(asked) };
  return reader.newest(kind, where, (entry) => approvalOf(entry) === approval);
}

function slotOf(entry: JournalEntry): { slot?: string } {
  return entry.slot === null ? {} : { slot: entry.slot };
}

/** The intent that opened the position which an entry is about; null when it is about none. */
function entryIntentOf(reader: JournalReader, asked: JournalEntry): EntryOf<"intent"> | null {
  switch (asked.kind) {
    case "intent":
      return isEntry(asked) ? asked : openerBefore(reader, asked);
    case "decision":
      return asked.body.fn === "entry" ? intentOf(reader, asked) : openerBefore(reader, asked);
    case "order":
      return ofOrder(reader, asked, asked.body.clientOrderId);
    case "fill":
      return asked.body.clientOrderId === null
        ? openerBefore(reader, asked)
        : ofOrder(reader, asked, asked.body.clientOrderId);
    case "funding":
    case "protection":
    case "trade":
      return openerBefore(reader, asked);
    default:
      return null;
  }
}

function isEntry(intent: EntryOf<"intent">): boolean {
  return intent.body.plan.legs.some((leg) => leg.role === "entry");
}

function ofOrder(
  reader: JournalReader,
  asked: JournalEntry,
  orderId: string,
): EntryOf<"intent"> | null {
  const intent = reader.newest(
    "intent",
    { toSeq: asked.seq },
    (one) => one.body.clientOrderId === orderId,
  );
  if (intent === null || isEntry(intent)) return intent;
  return openerBefore(reader, intent);
}

/**
 * The intent behind the newest entry fill before. Fills decide, not intents: at a reversal the next position's intent
 * is written before the exit of this one has filled.
 */
function openerBefore(reader: JournalReader, asked: JournalEntry): EntryOf<"intent"> | null {
  const where = { toSeq: asked.seq, ...instrumentOf(asked) };
  const fill = reader.newest("fill", where, (one) => one.body.role === "entry");
  if (fill === null) return null;
  return reader.newest(
    "intent",
    { toSeq: fill.seq },
    (intent) => intent.body.clientOrderId === fill.body.clientOrderId,
  );
}

function instrumentOf(entry: JournalEntry): { instrument?: string } {
  return entry.instrument === null ? {} : { instrument: entry.instrument };
}

/** The intent that a decision led to: written before the slot's next decision to enter. */
function intentOf(reader: JournalReader, decision: EntryOf<"decision">): EntryOf<"intent"> | null {
  return reader.oldest(
    "intent",
    { fromSeq: decision.seq, ...slotOf(decision) },
    (intent) => isEntry(intent) && intent.body.plan.bar === decision.body.bar,
  );
}

function decisionOf(
  reader: JournalReader,
  intent: EntryOf<"intent">,
  fn: "entry" | "exit",
): EntryOf<"decision"> | null {
  const where = { toSeq: intent.seq, ...slotOf(intent) };
  const found = reader.newest("decision", where, (one) => one.body.fn === fn);
  return found !== null && found.body.bar === intent.body.plan.bar ? found : null;
}

function ordersOf(reader: JournalReader, intent: EntryOf<"intent">): readonly EntryOf<"order">[] {
  const { clientOrderId } = intent.body;
  const orders = reader.ofKind("order", { fromSeq: intent.seq });
  return [...orders].filter((order) => order.body.clientOrderId === clientOrderId);
}

type Position = Pick<WhyChain, "fills" | "funding" | "protection" | "exits" | "trade">;
const NO_POSITION: Position = { fills: [], funding: [], protection: [], exits: [], trade: null };

/** What happened between the first entry fill and the trade that closed the position, both included. */
function positionOf(reader: JournalReader, intent: EntryOf<"intent">): Position {
  const same = instrumentOf(intent);
  const first = reader.oldest(
    "fill",
    { fromSeq: intent.seq, ...same },
    (fill) => fill.body.clientOrderId === intent.body.clientOrderId,
  );
  if (first === null) return NO_POSITION;
  const trade = reader.oldest("trade", { fromSeq: first.seq, ...same });
  const where = { fromSeq: first.seq, ...same, ...(trade === null ? {} : { toSeq: trade.seq }) };
  const exits = [...reader.ofKind("intent", where)].filter((one) => !isEntry(one));
  return {
    fills: [...reader.ofKind("fill", where)],
    funding: [...reader.ofKind("funding", where)],
    protection: [...reader.ofKind("protection", where)],
    exits: exits.map((exit) => ({
      decision: exit.body.reason === "exit_signal" ? decisionOf(reader, exit, "exit") : null,
      intent: exit,
      orders: ordersOf(reader, exit),
    })),
    trade,
  };
}
