/** Makers of what the risk rules read: a policy, instrument rules, a signed envelope, a book, an entry at every limit. */
import type { RiskEnvelope } from "#host/contract/approval.ts";
import type { RiskPolicy } from "#host/contract/config.ts";
import type { Overlay } from "#host/contract/overlay.ts";
import { emptyBook, type Book } from "#host/kernel/book.ts";
import { e8 } from "#host/kernel/e8.ts";
import type { EntryInput } from "#host/kernel/entry.ts";
import type { InstrumentRules } from "#host/kernel/instrument.ts";
import { limitsOf, type Limits } from "#host/kernel/limits.ts";
import { DAY_MS } from "#host/kernel/timeframe.ts";
import { frozen } from "./frozen.ts";

export const APPROVAL = "a".repeat(64);
export const BUNDLE = "b".repeat(64);
/** 2026-11-20T12:00:00Z, a close of every timeframe up to 12 h. */
export const NOON_MS = 1_795_176_000_000;

export function aPolicy(change: Partial<RiskPolicy> = {}): RiskPolicy {
  return {
    leverage_max: "5",
    margin_fraction_pct: "10",
    take_profit_pct_min: "2",
    stop_loss_pct_min: "1",
    reward_risk_min: "2",
    positions_max: 2,
    pairs: ["BTCUSDT", "ETHUSDT"],
    position_notional_pct_max: "50",
    total_notional_pct_max: "80",
    daily_loss_pct_max: "5",
    loss_streak_max: 3,
    loss_streak_pause_hours: 12,
    entries_per_hour_max: 2,
    price_band_pct: "25",
    liquidation_margin_pct: "1700",
    clock_skew_ms_max: 500,
    drawdown: [
      { at_pct: "10", size_multiplier: "0.5", cooldown_hours: 0 },
      { at_pct: "20", size_multiplier: "0", cooldown_hours: 72 },
    ],
    ...change,
  };
}

export const someLimits = (change: Partial<RiskPolicy> = {}): Limits => limitsOf(aPolicy(change));

/** Round numbers: at a price of 100 the entry below is 50 coins, 5000 USDT, exactly at the first tier's ceiling. */
export function someRules(change: Partial<InstrumentRules> = {}): InstrumentRules {
  return {
    id: "BTCUSDT",
    venueSymbol: "BTCUSDT",
    kind: "linear_perpetual",
    tickE8: e8("0.01"),
    lotE8: e8("0.001"),
    minQuantityE8: e8("0.001"),
    maxMarketQuantityE8: e8("100"),
    minNotionalE8: e8("5"),
    contractMultiplier: 1,
    settle: "USDT",
    fundingIntervalMin: 480,
    leverageStepE8: e8("0.01"),
    riskTiers: [
      { notionalMaxE8: e8("5000"), maintenancePctE8: e8("2"), leverageMaxE8: e8("5") },
      { notionalMaxE8: e8("20000"), maintenancePctE8: e8("5"), leverageMaxE8: e8("3") },
    ],
    validFromMs: 0,
    ...change,
  };
}

export function anEnvelope(change: Partial<RiskEnvelope> = {}): RiskEnvelope {
  return {
    leverageMax: "5",
    takeProfitPct: { default: "2", min: "2", max: "2" },
    stopLossPct: { default: "1", min: "1", max: "1" },
    trigger: "mark",
    trailingPct: "0.5",
    breakevenPct: "1",
    timeStopBars: 48,
    maxNotionalPct: "50",
    ...change,
  };
}

/** Lost as much as may be, one position of 3000 USDT open, one entry in the last hour. */
export function aBook(change: Partial<Book> = {}): Book {
  return {
    ...emptyBook(e8("10000")),
    equityE8: e8("9500.000001"),
    equityAtMs: NOON_MS - 3_000_000,
    day: Math.floor(NOON_MS / DAY_MS),
    lossStreak: 2,
    entryTimesMs: [NOON_MS - 3_000_000],
    positions: [
      { instrument: "ETHUSDT", side: "Sell", quantityE8: e8("1"), notionalE8: e8("3000") },
    ],
    ...change,
  };
}

export function anOverlay(effect: Overlay["effect"], change: Partial<Overlay> = {}): Overlay {
  return {
    schema: "overlay/1",
    id: "overlay-1",
    source: "guardian",
    scope: { kind: "account", account: "main" },
    effect,
    reason: "a test",
    issuedAt: NOON_MS - 3_600_000,
    expires: NOON_MS + 1,
    ...change,
  };
}

/** What a row of a table changes: whole fields, and single members of the composed ones. */
export type EntryChange = Partial<
  Omit<EntryInput, "limits" | "envelope" | "rules" | "book" | "signal">
> & {
  readonly limits?: Partial<RiskPolicy>;
  readonly envelope?: Partial<RiskEnvelope>;
  readonly rules?: Partial<InstrumentRules>;
  readonly book?: Partial<Book>;
  readonly signal?: Partial<EntryInput["signal"]>;
};

/** An entry that stands exactly at every limit there is and passes. Deep-frozen: no rule may write to it. */
export function anEntry(change: EntryChange = {}): EntryInput {
  const { limits, envelope, rules, book, signal, ...whole } = change;
  return frozen({
    slot: "paper.main.BTCUSDT",
    account: "main",
    environment: "paper",
    armed: false,
    approvalSha256: APPROVAL,
    bundleSha256: BUNDLE,
    envelope: anEnvelope(envelope),
    exitRules: { when: "in_profit", min_hold_bars: 3 },
    entryType: "market",
    signal: { side: "Buy", rationale: "a test", strength: 1, slPct: 1, tpPct: 2, ...signal },
    rules: someRules(rules),
    timeframe: "1m",
    bar: NOON_MS / 60_000 - 1,
    nowMs: NOON_MS,
    decisionDelayMs: 3_000,
    clockSkewMs: -500,
    referencePriceE8: e8("100"),
    markPriceE8: e8("80"),
    book: aBook(book),
    bankrollSettingE8: e8("10000"),
    equityE8: e8("10000"),
    unrealisedE8: 0n,
    limits: someLimits(limits),
    overlays: [anOverlay({ kind: "minStrength", value: "1" })],
    barsSinceCarry: 4,
    quarantined: false,
    attempt: 0,
    ...whole,
  });
}
