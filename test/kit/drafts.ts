import { journalBodies, type JournalDraft, type JournalKind } from "#host/contract/journal.ts";
import { isJournalKind } from "#host/journal/entry.ts";
import { assert } from "#host/kernel/result.ts";

const A = "a".repeat(64);
const B = "b".repeat(64);
const ORDER_ID = "abcdefghijklmnopqrstuvwxyz234567";
export const T0 = 1_767_225_600_000;

const overlay = {
  schema: "overlay/1",
  id: "halt-1",
  source: "operator",
  scope: { kind: "account", account: "main" },
  effect: { kind: "blockEntries" },
  reason: "maintenance",
  issuedAt: T0,
  expires: T0 + 86_400_000,
};
const exitPlan = {
  takeProfitE8: "9500000000000",
  stopLossE8: "9200000000000",
  trigger: "last",
  trailingPct: null,
  breakevenPct: "0.5",
  timeStopBars: 48,
  exitWhen: "always",
  minHoldBars: 0,
  bundleSha256: B,
  approval: A,
};
const plan = {
  schema: "plan/1",
  slot: "paper.main.BTCUSDT",
  bar: 5_890_752,
  legs: [
    { instrument: "BTCUSDT", role: "entry", side: "Buy", type: "market", quantityE8: "1000000" },
  ],
  leverage: "3",
  protection: { kind: "native_tp_sl", trigger: "last" },
};

/** One valid body of every kind, optional fields present. */
const BODIES: { readonly [K in JournalKind]: object } = {
  host_started: {
    engine: { node: "26.10.0", v8: "14.6.1", arch: "x64", isolatedVm: "7.0.1", preludeSha256: A },
    feed: '{"kind":"simulated","seed":"bulkhead"}',
    configSha256: A,
    riskSha256: B,
    riskSigned: false,
    pace: "full",
  },
  recovered: { fromSeq: 0, resolved: 1 },
  slot_opened: {
    approval: A,
    id: "ema-cross",
    version: 1,
    bundleSha256: B,
    paramsSha256: B,
    lookback: 120,
  },
  bar: {
    timeframe: "5m",
    bar: 5_890_752,
    row: [T0, 93_250.1, 93_300.5, 93_200.2, 93_260.3, 12.345, 0.0001, null],
    carry: false,
    revision: 0,
    availableAt: T0 + 300_000,
  },
  bar_missed: { timeframe: "5m", from: 5_890_753, to: 5_890_754, why: "host_was_down" },
  gap: { timeframe: "5m", from: 5_890_753, to: 5_890_754 },
  warming_up: { timeframe: "5m", bar: 5_890_752, barsNeeded: 119 },
  adopted: {
    approval: A,
    previous: null,
    slotVersion: 1,
    rootVersion: 1,
    id: "ema-cross",
    version: 1,
    envelopeSha256: B,
  },
  superseded: { approval: B, slotVersion: 1 },
  adoption_refused: {
    approval: null,
    code: "signature_invalid",
    message: "the signature was not valid",
  },
  trust_lost: { code: "approval_expired", message: "approval expired" },
  trust_regained: { approval: A },
  revoked: {
    version: 1,
    listSha256: A,
    index: 0,
    entry: {
      kind: "bundle",
      sha256: B,
      reason: "compromised",
      note: "found by a stranger",
      at: "2026-01-01T00:00:00.000Z",
    },
  },
  trust_floor: { trustMs: T0, rootVersion: 2, rootSha256: A },
  time_reset: { statement: A, fromMs: T0 + 300_000, toMs: T0, reason: "the battery was empty" },
  risk_seen: {
    version: 1,
    sha256: A,
    policy: "version = 1\n",
    trustMs: T0,
    loosens: ["pairs: A → A B"],
  },
  risk_in_force: { version: 1, sha256: A },
  risk_refused: { code: "risk_rolled_back", message: "an older one" },
  armed: { trustMs: T0, untilMs: T0 + 300_000 },
  disarmed: { reason: "a holiday" },
  expiring: { what: "approval", sha256: A, days: 3, expires: "2026-01-04T00:00:00.000Z" },
  checkpoint_late: { newest: null, lateHours: 24 },
  checkpoint_seen: { size: 7, head: A, time: "2026-01-01T00:00:00.000Z" },
  decision: {
    bar: 5_890_752,
    fn: "entry",
    side: "Buy",
    inputs: A,
    approval: B,
    answer: 'E1|B|1|||a "quoted" reason — ü',
    retried: true,
    refusal: { code: "not_armed", message: "the account was not armed" },
  },
  intent: {
    clientOrderId: ORDER_ID,
    attempt: 0,
    plan,
    exitPlan,
    reason: null,
    rationale: "fast crossed above slow",
  },
  order: { clientOrderId: ORDER_ID, status: "accepted", code: null, message: null },
  fill: {
    fillId: "main-1",
    clientOrderId: ORDER_ID,
    role: "entry",
    side: "Buy",
    quantityE8: "1000000",
    priceE8: "9326030000000",
    feeE8: "51293165",
  },
  funding: { fundingId: "main-2", rate: 0.0001, amountE8: "-9326030" },
  protection: { state: "confirmed", takeProfitE8: "9500000000000", stopLossE8: "9200000000000" },
  trade: {
    side: "Buy",
    entryBar: 5_890_753,
    exitBar: 5_890_770,
    quantityE8: "1000000",
    entryPriceE8: "9326030000000",
    exitPriceE8: "9500000000000",
    grossE8: "1739700000",
    feesE8: "103543165",
    fundingE8: "-9326030",
    netE8: "1626830805",
    equityE8: "1001626830805",
    reason: "take_profit",
    rationale: "fast crossed above slow",
    costsComplete: true,
    approval: A,
  },
  fault: { code: "plugin_threw", message: "TypeError: x is not a function", bar: 5_890_752 },
  quarantined: { code: "plugin_threw", message: "the plugin threw" },
  halted: { overlay },
  resumed: { reason: "checked by hand", releases: "quarantine" },
  overlay: { overlay: { ...overlay, effect: { kind: "sizeMultiplier", value: "0.5" } } },
  breaker: { code: "daily_loss_reached", untilMs: T0 + 86_400_000 },
  host_stopped: { why: "end_of_data" },
};

const ACCOUNT_WIDE: readonly string[] = [
  "host_started",
  "recovered",
  "halted",
  "host_stopped",
  "revoked",
  "trust_floor",
  "time_reset",
  "risk_seen",
  "risk_in_force",
  "risk_refused",
  "armed",
  "disarmed",
  "checkpoint_late",
  "checkpoint_seen",
];

/** One draft of every kind, in the order of the contract. */
export function draftsOfEveryKind(): readonly JournalDraft[] {
  return Object.keys(journalBodies).map((kind, index) => {
    assert(isJournalKind(kind), "a key of the table is a kind");
    const account = ACCOUNT_WIDE.includes(kind);
    return draftOf(kind, {
      at: T0 + index * 1_000,
      slot: account || kind === "bar" ? null : "paper.main.BTCUSDT",
      instrument: account ? null : "BTCUSDT",
    });
  });
}

interface DraftChange {
  readonly at?: number;
  readonly slot?: string | null;
  readonly instrument?: string | null;
  readonly body?: object;
}

/** A valid draft of the kind; `change` states only the difference. */
export function draftOf(kind: JournalKind, change: DraftChange = {}): JournalDraft {
  const draft = {
    kind,
    at: change.at ?? T0,
    slot: change.slot === undefined ? "paper.main.BTCUSDT" : change.slot,
    instrument: change.instrument === undefined ? "BTCUSDT" : change.instrument,
    body: { ...BODIES[kind], ...change.body },
  };
  assert(isDraft(draft), `a ${kind} draft has its shape`);
  return draft;
}

function isDraft(value: {
  kind: JournalKind;
  at: number;
  slot: string | null;
  instrument: string | null;
  body: unknown;
}): value is JournalDraft {
  return journalBodies[value.kind].safeParse(value.body).success;
}
