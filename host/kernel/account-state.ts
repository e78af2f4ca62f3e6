/** What one account knows: its slots, its book and how far it has read, all as a fold over the journal. */
import type { JournalBody, JournalDraft } from "../contract/journal.ts";
import type { Overlay } from "../contract/overlay.ts";
import { applyToBook, emptyBook, type Book } from "./book.ts";
import { e8OfNumber, type E8 } from "./e8.ts";
import { applyToSlot, emptySlot, type SlotState } from "./slot-state.ts";
import { applyToSigned, nothingSigned, type SignedState } from "./signed-state.ts";
import { grossE8Of } from "./trade.ts";

export interface AccountState {
  readonly slots: ReadonlyMap<string, SlotState>;
  readonly book: Book;
  /** Sequence of the newest venue event that is in the journal; 0 before the first. */
  readonly venueSeq: number;
  /** Newest journalled bar of each series, by `instrument timeframe`. */
  readonly bars: ReadonlyMap<string, number>;
  /** Newest journalled close of each instrument. */
  readonly closes: ReadonlyMap<string, E8>;
  readonly overlays: readonly Overlay[];
  /** Newest bar time of any entry, or null for an empty journal. */
  readonly atMs: number | null;
  /** Highest approval version adopted per slot, with its digest: below it is a rollback. */
  readonly floors: ReadonlyMap<string, { readonly slotVersion: number; readonly approval: string }>;
  /** Newest root under which something was adopted; null before the first. */
  readonly root: { readonly version: number; readonly sha256: string | null } | null;
  /** Highest trust time in the journal; null before the first start in real time. */
  readonly trustMs: number | null;
  /** Revocations, risk policies and consent, as they were honoured. */
  readonly signed: SignedState;
}

export function emptyAccount(bankrollE8: E8): AccountState {
  return {
    slots: new Map(),
    book: emptyBook(bankrollE8),
    venueSeq: 0,
    bars: new Map(),
    closes: new Map(),
    overlays: [],
    atMs: null,
    floors: new Map(),
    root: null,
    trustMs: null,
    signed: nothingSigned(),
  };
}

export function slotOf(state: AccountState, slot: string): SlotState {
  return state.slots.get(slot) ?? emptySlot(slot);
}

/** What open positions would win or lose at the newest journalled closes. */
export function unrealisedE8Of(state: AccountState): E8 {
  let sumE8 = 0n;
  for (const { position, instrument } of state.slots.values()) {
    const closeE8 = instrument === null ? undefined : state.closes.get(instrument);
    if (position !== null && closeE8 !== undefined) sumE8 += grossE8Of(position, closeE8);
  }
  return sumE8;
}

export function seriesKey(instrument: string, timeframe: string): string {
  return `${instrument} ${timeframe}`;
}

export function applyToAccount(state: AccountState, entry: JournalDraft): AccountState {
  const atMs = Math.max(state.atMs ?? 0, entry.at);
  const signed = applyToSigned(state.signed, entry);
  const next = { ...state, atMs, signed, book: applyToBook(state.book, entry) };
  if (entry.slot === null) return applyWhole(next, entry);
  const before = slotOf(state, entry.slot);
  const after = applyToSlot(before, entry);
  const slots = after === before ? state.slots : new Map(state.slots).set(entry.slot, after);
  return applyWhole({ ...next, slots }, entry);
}

function applyWhole(state: AccountState, entry: JournalDraft): AccountState {
  switch (entry.kind) {
    case "bar": {
      if (entry.instrument === null) return state;
      const key = seriesKey(entry.instrument, entry.body.timeframe);
      const closeE8 = e8OfNumber(entry.body.row[4]);
      return {
        ...state,
        overlays: state.bars.size === 0 ? begunAt(state.overlays, entry.at) : state.overlays,
        bars: new Map(state.bars).set(key, entry.body.bar),
        closes: new Map(state.closes).set(entry.instrument, closeE8),
      };
    }
    case "host_started":
      return { ...state, trustMs: Math.max(state.trustMs ?? 0, entry.body.trustMs ?? 0) || null };
    case "trust_floor":
      return trustFloor(state, entry.body);
    case "time_reset":
      return { ...state, trustMs: entry.body.toMs };
    case "risk_seen":
    case "armed":
      return { ...state, trustMs: Math.max(state.trustMs ?? 0, entry.body.trustMs) };
    case "fill":
      return { ...state, venueSeq: Math.max(state.venueSeq, Number(entry.body.fillId)) };
    case "funding":
      return { ...state, venueSeq: Math.max(state.venueSeq, Number(entry.body.fundingId)) };
    case "adopted":
      return adopted(state, entry);
    case "halted":
    case "overlay":
      return { ...state, overlays: [...state.overlays, entry.body.overlay] };
    case "resumed":
      return entry.body.releases === "halt"
        ? { ...state, overlays: released(state, entry.slot) }
        : state;
    default:
      return state;
  }
}

function adopted(
  state: AccountState,
  entry: Extract<JournalDraft, { kind: "adopted" }>,
): AccountState {
  if (entry.slot === null) return state;
  const { slotVersion, approval, rootVersion, rootSha256 } = entry.body;
  const newer = state.root === null || rootVersion > state.root.version;
  return {
    ...state,
    floors: new Map(state.floors).set(entry.slot, { slotVersion, approval }),
    root: newer ? { version: rootVersion, sha256: rootSha256 ?? null } : state.root,
  };
}

function trustFloor(state: AccountState, body: JournalBody<"trust_floor">): AccountState {
  const { trustMs, rootVersion, rootSha256 } = body;
  const newer = state.root === null || rootVersion > state.root.version;
  return {
    ...state,
    trustMs: Math.max(state.trustMs ?? 0, trustMs),
    root: newer ? { version: rootVersion, sha256: rootSha256 } : state.root,
  };
}

/** What was said before any bar had no time to count from: it begins with the first bar, and lasts as long. */
function begunAt(overlays: readonly Overlay[], atMs: number): readonly Overlay[] {
  return overlays.map((overlay) =>
    overlay.issuedAt === 0
      ? { ...overlay, issuedAt: atMs, expires: atMs + overlay.expires }
      : overlay,
  );
}

/** An operator's resume lifts the operator's halts of that scope; overlays of other sources stay. */
function released(state: AccountState, slot: string | null): Overlay[] {
  return state.overlays.filter(
    (overlay) =>
      overlay.source !== "operator" ||
      overlay.effect.kind !== "blockEntries" ||
      (slot !== null && !(overlay.scope.kind === "slot" && overlay.scope.slot === slot)),
  );
}
