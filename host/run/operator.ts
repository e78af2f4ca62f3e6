/** What an operator may say to an account, as journal entries. Exits are never touched: a halt stops entries only. */
import type { JournalDraft } from "../contract/journal.ts";
import { OVERLAY_MS_MAX, type Overlay } from "../contract/overlay.ts";
import { sha256Hex } from "../kernel/digest.ts";
import { DAY_MS } from "../kernel/timeframe.ts";
import type { SlotState } from "../kernel/slot-state.ts";
import type { ControlRequest } from "./control-protocol.ts";

export type OperatorRequest = Exclude<ControlRequest, { command: "status" }>;
type SlotRequest = Extract<OperatorRequest, { readonly slot: string | null }>;

/** Consent ends: a person who stopped looking a month ago has not consented to today (decision B2). */
export const ARMED_MS = 30 * DAY_MS;

export interface OperatorPlace {
  readonly account: string;
  /** Bar time of the newest entry. */
  readonly atMs: number;
  /** Sequence the first of these entries will have: makes two halts at one bar two overlays. */
  readonly seq: number;
  readonly slots: ReadonlyMap<string, SlotState>;
  /** Those in force. */
  readonly overlays: readonly Overlay[];
}

export function operatorEntries(
  request: OperatorRequest,
  place: OperatorPlace,
): readonly JournalDraft[] {
  const account = { at: place.atMs, slot: null, instrument: null };
  switch (request.command) {
    case "halt":
      return [haltEntry(request, place)];
    case "resume":
      return resumeEntries(request, place);
    case "arm": {
      const { trustMs } = request;
      return [{ kind: "armed", ...account, body: { trustMs, untilMs: trustMs + ARMED_MS } }];
    }
    case "disarm":
      return [{ kind: "disarmed", ...account, body: { reason: request.reason } }];
  }
}

function haltEntry(
  { slot, reason }: SlotRequest,
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
  { slot, reason }: SlotRequest,
  { atMs, slots, overlays }: OperatorPlace,
): JournalDraft[] {
  const quarantined = slot !== null && (slots.get(slot)?.quarantined ?? null) !== null;
  const halted = overlays.some(
    ({ source, scope, effect }) =>
      source === "operator" &&
      effect.kind === "blockEntries" &&
      (slot === null ? scope.kind === "account" : scope.kind === "slot" && scope.slot === slot),
  );
  // With nothing in force the word of a person is written down all the same.
  const released = [
    ...(halted || !quarantined ? (["halt"] as const) : []),
    ...(quarantined ? (["quarantine"] as const) : []),
  ];
  const place = { at: atMs, slot, instrument: null };
  return released.map((releases) => ({ kind: "resumed", ...place, body: { reason, releases } }));
}
