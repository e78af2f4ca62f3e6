/**
 * Every fact the host records, one shape per kind. The chain is over the exact canonical bytes of each entry, so a
 * reader of any later release must accept these shapes as they stand (decision C5).
 */
import { z } from "zod";
import { timeframe } from "./candles.ts";
import { engine } from "./approval.ts";
import { overlay } from "./overlay.ts";
import { revocation } from "./revocations.ts";
import { plan } from "./plan.ts";
import {
  accountAlias,
  decimalText,
  e8Text,
  epochMs,
  instant,
  instrumentId,
  lineText,
  pluginId,
  sha256,
  side,
  slotId,
  version,
} from "./primitives.ts";

const code = z.string().regex(/^[a-z][a-z0-9_]{1,63}$/);
const text = z.string().max(400);
const clientOrderId = z.string().regex(/^[a-z2-7]{32}$/, "32 base32 digits");
const number = z.number().finite();
export const closeReason = z.enum([
  "take_profit",
  "stop_loss",
  "liquidation",
  "exit_signal",
  "time_stop",
  "protection_lost",
  "operator",
]);
export type CloseReason = z.infer<typeof closeReason>;

/** What governs a position until it is flat, whatever is adopted or revoked later (decision A6). */
export const exitPlan = z.strictObject({
  takeProfitE8: e8Text,
  stopLossE8: e8Text,
  trigger: z.enum(["last", "mark"]),
  trailingPct: decimalText.nullable(),
  breakevenPct: decimalText.nullable(),
  timeStopBars: z.int().min(1).nullable(),
  exitWhen: z.enum(["always", "in_profit", "in_loss"]),
  minHoldBars: z.int().min(0),
  bundleSha256: sha256,
  approval: sha256,
});
export type ExitPlan = z.infer<typeof exitPlan>;

/** Bodies by kind. Adding a kind or an optional field is allowed; changing one is not. */
export const journalBodies = {
  /** First entry of a journal and of every start: what runs, on which engine, over which feed. */
  host_started: z.strictObject({
    engine,
    feed: text,
    configSha256: sha256,
    riskSha256: sha256,
    riskSigned: z.boolean(),
    pace: z.enum(["full", "wall"]),
    /** Trust time at a start in real time: the floor below which the clock may not fall (decision B1). */
    trustMs: epochMs.optional(),
  }),
  /** Start-up asked the venue about what the journal left open. */
  recovered: z.strictObject({ fromSeq: z.int(), resolved: z.int().min(0) }),
  slot_opened: z.strictObject({
    approval: sha256,
    id: pluginId,
    version,
    bundleSha256: sha256,
    paramsSha256: sha256,
    lookback: z.int(),
  }),
  /** A bar as received, once per series: [ts, open, high, low, close, volume, funding|null, oi|null]. */
  bar: z.strictObject({
    timeframe,
    bar: z.int(),
    row: z.tuple([
      epochMs,
      number,
      number,
      number,
      number,
      number,
      number.nullable(),
      number.nullable(),
    ]),
    carry: z.boolean(),
    revision: z.int().min(0),
    availableAt: epochMs,
  }),
  bar_missed: z.strictObject({ timeframe, from: z.int(), to: z.int(), why: code }),
  gap: z.strictObject({ timeframe, from: z.int(), to: z.int() }),
  warming_up: z.strictObject({ timeframe, bar: z.int(), barsNeeded: z.int() }),
  adopted: z.strictObject({
    approval: sha256,
    previous: sha256.nullable(),
    slotVersion: version,
    rootVersion: version,
    rootSha256: sha256.optional(),
    id: pluginId,
    version,
    envelopeSha256: sha256,
    /** The approval that this one only renews: adopted without waiting for flat (decision B5). */
    renews: sha256.optional(),
  }),
  superseded: z.strictObject({ approval: sha256, slotVersion: version }),
  /** A pointer that was refused: the slot goes on as it was. */
  adoption_refused: z.strictObject({ approval: sha256.nullable(), code, message: text }),
  /** An active strategy stopped being trusted (expired, tampered): entries stop, protection stays. */
  trust_lost: z.strictObject({
    code,
    message: text,
    /** Whether not even the exit signal is believed any more; absent: as the code says (decision A6). */
    compromised: z.boolean().optional(),
  }),
  trust_regained: z.strictObject({ approval: sha256 }),
  /** One evaluation. `inputs` is the digest of the window's bytes, anchor … bar. */
  decision: z.strictObject({
    bar: z.int(),
    fn: z.enum(["entry", "exit"]),
    side: side.optional(),
    inputs: sha256,
    approval: sha256,
    answer: z.string().max(1_000),
    retried: z.boolean().optional(),
    /** Why an entry signal led to no order; absent when there was nothing to refuse. */
    refusal: z.strictObject({ code, message: text }).optional(),
  }),
  intent: z.strictObject({
    clientOrderId,
    attempt: z.int().min(0),
    plan,
    exitPlan: exitPlan.nullable(),
    reason: closeReason.nullable(),
    rationale: text.nullable(),
  }),
  order: z.strictObject({
    clientOrderId,
    status: z.enum(["accepted", "rejected", "unknown"]),
    code: code.nullable(),
    message: text.nullable(),
  }),
  fill: z.strictObject({
    fillId: z.string().max(64),
    clientOrderId: clientOrderId.nullable(),
    role: z.enum(["entry", "take_profit", "stop_loss", "exit", "liquidation"]),
    side,
    quantityE8: e8Text,
    priceE8: e8Text,
    feeE8: e8Text,
  }),
  funding: z.strictObject({
    fundingId: z.string().max(64),
    rate: number.nullable(),
    amountE8: e8Text,
  }),
  protection: z.strictObject({
    state: z.enum(["confirmed", "moved", "missing", "replaced", "tightened", "reduced"]),
    takeProfitE8: e8Text.nullable(),
    stopLossE8: e8Text.nullable(),
  }),
  /** A position closed: the whole trade, costs included. */
  trade: z.strictObject({
    side,
    entryBar: z.int(),
    exitBar: z.int(),
    quantityE8: e8Text,
    entryPriceE8: e8Text,
    exitPriceE8: e8Text,
    grossE8: e8Text,
    feesE8: e8Text,
    fundingE8: e8Text,
    netE8: e8Text,
    equityE8: e8Text,
    reason: closeReason,
    rationale: text,
    costsComplete: z.boolean(),
    approval: sha256,
  }),
  fault: z.strictObject({ code, message: text, bar: z.int().nullable() }),
  quarantined: z.strictObject({ code, message: text }),
  halted: z.strictObject({ overlay }),
  resumed: z.strictObject({ reason: text, releases: z.enum(["halt", "quarantine"]) }),
  overlay: z.strictObject({ overlay }),
  breaker: z.strictObject({ code, untilMs: epochMs }),
  host_stopped: z.strictObject({ why: code }),
  /** One entry of signed/revocations.json, honoured from here on whatever happens to the file; the chain of these is the floor. */
  revoked: z.strictObject({
    version,
    listSha256: sha256,
    index: z.int().min(0),
    entry: revocation,
  }),
  /** A trust time worth keeping, and a newer root: what is below is a rollback (decision B1). */
  trust_floor: z.strictObject({ trustMs: epochMs, rootVersion: version, rootSha256: sha256 }),
  /** A person with the threshold of release said that the newest trust time was wrong. */
  time_reset: z.strictObject({
    statement: sha256,
    fromMs: epochMs,
    toMs: epochMs,
    reason: lineText,
  }),
  /** A signed policy was seen for the first time: a loosening counts its delay from `trustMs` (decision B2). */
  risk_seen: z.strictObject({
    version,
    sha256,
    policy: z.string().max(32_768),
    trustMs: epochMs,
    loosens: z.array(text).max(128),
  }),
  /** What limits entries from here on. */
  risk_in_force: z.strictObject({ version, sha256 }),
  /** signed/risk/ does not verify: the policy in force stays. */
  risk_refused: z.strictObject({ code, message: text }),
  /** Consent to live orders until an instant of trust time; lost with the journal. */
  armed: z.strictObject({ trustMs: epochMs, untilMs: epochMs }),
  disarmed: z.strictObject({ reason: lineText }),
  /** Said once each at 7, 3 and 1 days before the end (decision B5). */
  expiring: z.strictObject({
    what: z.enum(["approval", "root"]),
    sha256,
    days: z.int().min(1).max(30),
    expires: instant,
  }),
  /** No checkpoint for too long, and the next one that came (decision B3). */
  checkpoint_late: z.strictObject({ newest: instant.nullable(), lateHours: number }),
  checkpoint_seen: z.strictObject({ size: z.int().min(1), head: sha256, time: instant }),
} as const;

export type JournalKind = keyof typeof journalBodies;
export type JournalBody<K extends JournalKind> = z.infer<(typeof journalBodies)[K]>;
export const JOURNAL_KINDS = Object.keys(journalBodies);

/** What the run hands to the journal; the journal adds sequence and chain. */
export type JournalDraft = {
  [K in JournalKind]: {
    readonly kind: K;
    readonly at: number;
    readonly slot: string | null;
    readonly instrument: string | null;
    readonly body: JournalBody<K>;
  };
}[JournalKind];

const head = {
  schema: z.literal("journal/1"),
  seq: z.int().min(0),
  /** sha256 of the previous entry's bytes; 64 zeros before the first. */
  prev: sha256,
  account: accountAlias,
  slot: slotId.nullable(),
  instrument: instrumentId.nullable(),
  leg: z.null(),
  /** Bar time, not wall time: a run over recorded bars writes the same bytes every time. */
  at: epochMs,
};

export const journalEntry = z
  .strictObject({ ...head, kind: z.string(), body: z.unknown() })
  .refine((entry) => entry.kind in journalBodies, "a kind of this release");

/** An entry as read back: the draft with its place in the chain. */
export type JournalEntry = JournalDraft & {
  readonly schema: "journal/1";
  readonly seq: number;
  readonly prev: string;
  readonly account: string;
  readonly leg: null;
};

export const GENESIS = "0".repeat(64);
