/** What an operator may say to an account, as journal entries. Exits are never touched: a halt stops entries only. */
import type { JournalDraft } from "../contract/journal.ts";
import { OVERLAY_MS_MAX, type Overlay } from "../contract/overlay.ts";
import { sha256Hex } from "../kernel/digest.ts";
import type { SlotState } from "../kernel/slot-state.ts";
import type { ControlRequest } from "./control-protocol.ts";

export type OperatorRequest = Exclude<ControlRequest, { command: "status" }>;

export interface OperatorPlace {
  readonly account: string;
  /** Bar time of the newest entry. */
  readonly atMs: number;
  /** Sequence the first of these entries will have: makes two halts at one bar two overlays. */
  readonly seq: number;
  readonly slots: ReadonlyMap<string, SlotState>;
}

export function operatorEntries(
  request: OperatorRequest,
  place: OperatorPlace,
): readonly JournalDraft[] {
  return request.command === "halt" ? [haltEntry(request, place)] : resumeEntries(request, place);
}

function haltEntry(
  { slot, reason }: OperatorRequest,
  { account, atMs, seq }: OperatorPlace,
): JournalDraft {
  const overlay: Overlay = {
    schema: "overlay/1",
    id: `halt-${sha256Hex(`${account} ${slot ?? "*"} ${atMs} ${seq}`).slice(0, 16)}`,
    source: "operator",
    scope: slot === null ? { kind: "account", account } : { kind: "slot", slot },
    effect: { kind: "blockEntries" },
    reason,
    issuedAt: atMs,
    expires: atMs + OVERLAY_MS_MAX,
  };
  return { kind: "halted", at: atMs, slot, instrument: null, body: { overlay } };
}

/** Lifts halts of that scope; with a slot named, its quarantine too. A quarantine is never lifted in passing. */
function resumeEntries(
  { slot, reason }: OperatorRequest,
  { atMs, slots }: OperatorPlace,
): JournalDraft[] {
  const place = { at: atMs, slot, instrument: null };
  const entries: JournalDraft[] = [
    { kind: "resumed", ...place, body: { reason, releases: "halt" } },
  ];
  if (slot !== null && (slots.get(slot)?.quarantined ?? null) !== null) {
    entries.push({ kind: "resumed", ...place, body: { reason, releases: "quarantine" } });
  }
  return entries;
}
