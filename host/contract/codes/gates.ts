import type { CodeTable } from "../codes.ts";

/** What the risk rules answer. `halted` and `quarantined` are in run.ts. */
export const GATE_CODES = {
  not_armed: {
    is: "refusal",
    meaning: "the slot is live and nobody has armed its account",
    remedy:
      "this release has no live venue and nothing to arm: use a slot whose environment is paper",
  },
  entries_blocked: {
    is: "refusal",
    meaning: "an overlay stops every entry here until it expires",
    remedy: "host status shows the overlay, its reason and when it ends",
  },
  entry_type_unsupported: {
    is: "refusal",
    meaning: "the manifest asks for an entry type that is not built",
    remedy: 'write type = "market" under [entry] and sign again',
  },
  instrument_kind_unsupported: {
    is: "refusal",
    meaning: "the slot trades a kind of instrument whose margin rules are not built",
    remedy: "use a linear perpetual, such as BTCUSDT",
  },
  pair_not_active: {
    is: "refusal",
    meaning: "the risk policy does not list this pair",
    remedy: "add it to pairs in config/risk.toml",
  },
  not_flat: {
    is: "refusal",
    meaning: "the instrument already has a position, or an entry on its way",
    remedy: "nothing to do: the next entry is possible once the position is closed",
  },
  clock_skewed: {
    is: "refusal",
    meaning: "this machine's clock and the venue's differ too much, or the difference is not known",
    remedy: "run a time service; the limit is clock_skew_ms_max in config/risk.toml",
  },
  decision_late: {
    is: "refusal",
    meaning:
      "the decision came later after the close than 10 s or 5 % of the timeframe, whichever is less",
    remedy: "look for load on the machine, or use a longer timeframe",
  },
  carry_bar_near: {
    is: "refusal",
    meaning: "a gap in the data was filled at this bar or at one of the three before it",
    remedy: "nothing to do: entries go on after three traded bars",
  },
  loss_streak_reached: {
    is: "refusal",
    meaning: "too many trades in a row lost",
    remedy:
      "wait for the end of the pause; loss_streak_max and loss_streak_pause_hours in config/risk.toml set it",
  },
  daily_loss_reached: {
    is: "refusal",
    meaning: "the account lost its limit for this UTC day",
    remedy:
      "entries go on at the next UTC midnight; daily_loss_pct_max in config/risk.toml sets it",
  },
  drawdown_reached: {
    is: "refusal",
    meaning: "equity fell from its peak to a tier that takes no entries",
    remedy:
      "wait for the end of the tier's cooldown; a tier without cooldown_hours holds until equity recovers or the policy changes",
  },
  entry_rate_reached: {
    is: "refusal",
    meaning: "the account made its limit of entries within one hour",
    remedy: "find out why the strategy enters so often; entries_per_hour_max sets the limit",
  },
  positions_reached: {
    is: "refusal",
    meaning: "as many positions are open as the policy allows",
    remedy: "wait for one to close; positions_max in config/risk.toml sets the limit",
  },
  side_blocked: {
    is: "refusal",
    meaning: "an overlay blocks entries of this side",
    remedy: "host status shows the overlay, its reason and when it ends",
  },
  strength_too_low: {
    is: "refusal",
    meaning: "the signal was weaker than an overlay asks for",
    remedy: "host status shows the overlay, its reason and when it ends",
  },
  mark_price_unknown: {
    is: "refusal",
    meaning: "the venue's mark price is not known, so the last price cannot be checked against it",
    remedy: "nothing to do if it passes; else look at the venue's market data",
  },
  price_off_mark: {
    is: "refusal",
    meaning: "the last price is too far from the mark price",
    remedy: "wait for the spike to end; price_band_pct in config/risk.toml sets the limit",
  },
  signal_stop_out_of_range: {
    is: "refusal",
    meaning: "the signal asked for a stop distance outside the range that was signed",
    remedy: "change the strategy, or widen sl_pct in the manifest and sign again",
  },
  signal_target_out_of_range: {
    is: "refusal",
    meaning: "the signal asked for a take-profit distance outside the range that was signed",
    remedy: "change the strategy, or widen tp_pct in the manifest and sign again",
  },
  protection_missing: {
    is: "refusal",
    meaning: "the entry would have no take-profit or no stop-loss",
    remedy: "give tp_pct and sl_pct above zero and sign again",
  },
  target_too_near: {
    is: "refusal",
    meaning: "the take-profit is nearer than the policy allows, or than one tick",
    remedy: "widen tp_pct, or lower take_profit_pct_min in config/risk.toml",
  },
  stop_too_near: {
    is: "refusal",
    meaning: "the stop-loss is nearer than the policy allows, or than one tick",
    remedy: "widen sl_pct, or lower stop_loss_pct_min in config/risk.toml",
  },
  reward_risk_too_low: {
    is: "refusal",
    meaning: "the take-profit is too near for the stop that it risks",
    remedy: "widen tp_pct or narrow sl_pct; reward_risk_min in config/risk.toml sets the limit",
  },
  equity_unknown: {
    is: "refusal",
    meaning: "the venue did not say what the account is worth, so no size can be computed",
    remedy: "nothing to do if it passes; else look at the connection to the venue",
  },
  leverage_below_one: {
    is: "refusal",
    meaning: "what approval, policy, overlays and venue leave of the leverage is under 1",
    remedy: "raise the one of them that is lowest; host status shows overlays",
  },
  notional_over_venue_tiers: {
    is: "refusal",
    meaning: "the position would be larger than the venue's last risk tier",
    remedy: "lower margin_fraction_pct or the leverage",
  },
  size_below_minimum: {
    is: "refusal",
    meaning: "the quantity, floored to the lot, is under the venue's smallest order",
    remedy: "use the bankroll that the message names, or a higher margin_fraction_pct",
  },
  notional_over_approval: {
    is: "refusal",
    meaning: "the position would be larger than max_notional_pct of the approval",
    remedy: "lower the leverage or margin_fraction_pct, or sign a higher max_notional_pct",
  },
  notional_over_limit: {
    is: "refusal",
    meaning: "the position would be larger than the policy allows for one",
    remedy: "lower the leverage or margin_fraction_pct; position_notional_pct_max sets the limit",
  },
  total_notional_over_limit: {
    is: "refusal",
    meaning: "all positions together would be larger than the policy allows",
    remedy: "wait for one to close; total_notional_pct_max in config/risk.toml sets the limit",
  },
  stop_behind_liquidation: {
    is: "refusal",
    meaning: "the venue would liquidate the position before its stop, or too near to it",
    remedy: "lower the leverage or narrow sl_pct; liquidation_margin_pct sets the room",
  },
} as const satisfies CodeTable;
