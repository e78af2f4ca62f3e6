/** One row per gate: a change of one step that the gate refuses, in the order in which the gates are asked. */
import type { RefusalCode } from "#host/contract/codes.ts";
import { e8 } from "#host/kernel/e8.ts";
import { anOverlay, NOON_MS, type EntryChange } from "#test/kit/risk.ts";

export type Row = readonly [name: string, code: RefusalCode, change: EntryChange];

export const ACCOUNT_ROWS: readonly Row[] = [
  [
    "a live slot on an account that nobody armed",
    "not_armed",
    { environment: "live", armed: false },
  ],
  ["a slot in quarantine", "quarantined", { quarantined: true }],
  [
    "an operator's halt",
    "halted",
    { overlays: [anOverlay({ kind: "blockEntries" }, { source: "operator" })] },
  ],
  [
    "a guardian's stop of every entry",
    "entries_blocked",
    { overlays: [anOverlay({ kind: "blockEntries" })] },
  ],
  ["an entry type that is not built", "entry_type_unsupported", { entryType: "limit" }],
  ["a spot instrument", "instrument_kind_unsupported", { rules: { kind: "spot" } }],
  ["a pair that the policy does not list", "pair_not_active", { limits: { pairs: ["ETHUSDT"] } }],
  [
    "an instrument with an open position",
    "not_flat",
    {
      book: {
        positions: [{ instrument: "BTCUSDT", side: "Buy", quantityE8: 1n, notionalE8: 1n }],
      },
    },
  ],
  [
    "an instrument with an entry on its way",
    "not_flat",
    {
      book: {
        pending: [
          { clientOrderId: "c", instrument: "BTCUSDT", quantityE8: 1n, priceE8: e8("100") },
        ],
      },
    },
  ],
  ["a clock one millisecond too slow", "clock_skewed", { clockSkewMs: -501 }],
  ["a clock one millisecond too fast", "clock_skewed", { clockSkewMs: 501 }],
  ["a clock that could not be compared", "clock_skewed", { clockSkewMs: null }],
  ["a decision one millisecond late", "decision_late", { decisionDelayMs: 3_001 }],
  [
    "a decision after 10 s on a long timeframe",
    "decision_late",
    { timeframe: "1d", decisionDelayMs: 10_001 },
  ],
  ["the third bar after a filled gap", "carry_bar_near", { barsSinceCarry: 3 }],
  ["a carry bar", "carry_bar_near", { barsSinceCarry: 0 }],
  ["one losing trade too many", "loss_streak_reached", { book: { lossStreak: 3 } }],
  [
    "the last millisecond of a pause",
    "loss_streak_reached",
    { book: { lossPauseUntilMs: NOON_MS + 1 } },
  ],
  ["the loss of a day", "daily_loss_reached", { book: { equityE8: e8("9500") } }],
  [
    "the loss of a day, part of it not realised",
    "daily_loss_reached",
    { unrealisedE8: -e8("0.000001") },
  ],
  [
    "a day that was closed, although an open position won it back",
    "daily_loss_reached",
    { book: { closedUntilMs: NOON_MS + 1 } },
  ],
  [
    "a drawdown to the tier that takes nothing",
    "drawdown_reached",
    { book: { peakE8: e8("11876") } },
  ],
  [
    "the cooldown of a drawdown that was won back",
    "drawdown_reached",
    { book: { cooldown: { untilMs: NOON_MS + 1, drawdownPctE8: e8("20") } } },
  ],
  [
    "one entry too many in an hour",
    "entry_rate_reached",
    { book: { entryTimesMs: [NOON_MS - 3_599_999, NOON_MS] } },
  ],
  ["one position too many", "positions_reached", { limits: { positions_max: 1 } }],
  [
    "a side that an overlay blocks",
    "side_blocked",
    { overlays: [anOverlay({ kind: "blockSide", side: "Buy" })], signal: { side: "Buy" } },
  ],
  [
    "a signal one step too weak",
    "strength_too_low",
    {
      signal: { strength: 0.99999999 },
      overlays: [anOverlay({ kind: "minStrength", value: "1" })],
    },
  ],
  ["an unknown mark price", "mark_price_unknown", { markPriceE8: null }],
  ["a mark price of zero", "mark_price_unknown", { markPriceE8: 0n }],
  ["a price one step too far above the mark", "price_off_mark", { markPriceE8: e8("79.99999999") }],
  [
    "a price one step too far below the mark",
    "price_off_mark",
    { markPriceE8: e8("133.33333334") },
  ],
];

export const PROTECTION_ROWS: readonly Row[] = [
  [
    "a stop one step nearer than signed",
    "signal_stop_out_of_range",
    { signal: { slPct: 0.99999999 } },
  ],
  [
    "a stop one step wider than signed",
    "signal_stop_out_of_range",
    { signal: { slPct: 1.00000001 } },
  ],
  [
    "a take-profit one step nearer than signed",
    "signal_target_out_of_range",
    { signal: { tpPct: 1.99999999 } },
  ],
  [
    "a take-profit one step further than signed",
    "signal_target_out_of_range",
    { signal: { tpPct: 2.00000001 } },
  ],
  [
    "no stop at all",
    "protection_missing",
    { signal: { slPct: 0 }, envelope: { stopLossPct: { default: "0", min: "0", max: "1" } } },
  ],
  [
    "no take-profit at all",
    "protection_missing",
    { signal: { tpPct: 0 }, envelope: { takeProfitPct: { default: "0", min: "0", max: "2" } } },
  ],
  [
    "a take-profit one step too near",
    "target_too_near",
    { limits: { take_profit_pct_min: "2.00000001" } },
  ],
  ["a take-profit within one tick", "target_too_near", { rules: { tickE8: e8("7") } }],
  ["a take-profit on the entry", "target_too_near", { rules: { tickE8: e8("100") } }],
  [
    "a take-profit of a short on the entry",
    "target_too_near",
    { rules: { tickE8: e8("100") }, signal: { side: "Sell" } },
  ],
  ["a stop one step too near", "stop_too_near", { limits: { stop_loss_pct_min: "1.00000001" } }],
  ["a stop within one tick", "stop_too_near", { rules: { tickE8: e8("2") } }],
  [
    "a stop of a short within one tick",
    "stop_too_near",
    { rules: { tickE8: e8("2") }, signal: { side: "Sell" } },
  ],
  [
    "a reward one step too low",
    "reward_risk_too_low",
    { limits: { reward_risk_min: "2.00000001" } },
  ],
];

export const SIZE_ROWS: readonly Row[] = [
  ["an equity that nobody knows", "equity_unknown", { equityE8: null }],
  [
    "a notional above the venue's last tier",
    "notional_over_venue_tiers",
    {
      rules: {
        riskTiers: [
          { notionalMaxE8: e8("4999.99999999"), maintenancePctE8: e8("2"), leverageMaxE8: e8("5") },
        ],
      },
    },
  ],
  ["a leverage one step below one", "leverage_below_one", { envelope: { leverageMax: "0.99" } }],
  [
    "a quantity one lot too small",
    "size_below_minimum",
    { rules: { minQuantityE8: e8("50.001") } },
  ],
  [
    "a notional one step too small",
    "size_below_minimum",
    { rules: { minNotionalE8: e8("5000.00000001") } },
  ],
  ["nothing left of the bankroll", "size_below_minimum", { equityE8: -1n }],
  [
    "an overlay that leaves nothing of the size",
    "size_below_minimum",
    { overlays: [anOverlay({ kind: "sizeMultiplier", value: "0" })] },
  ],
  [
    "a notional one step over the approval",
    "notional_over_approval",
    { envelope: { maxNotionalPct: "49.99999999" } },
  ],
  [
    "a notional one step over the policy",
    "notional_over_limit",
    { limits: { position_notional_pct_max: "49.99999999" } },
  ],
  [
    "a notional of all positions one step over the policy",
    "total_notional_over_limit",
    { limits: { total_notional_pct_max: "79.99999999" } },
  ],
  [
    "a stop one step too near to the liquidation price",
    "stop_behind_liquidation",
    { limits: { liquidation_margin_pct: "1700.00000001" } },
  ],
];

export const ROWS: readonly Row[] = [...ACCOUNT_ROWS, ...PROTECTION_ROWS, ...SIZE_ROWS];
