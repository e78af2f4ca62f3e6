import { z } from "zod";
import { instrument } from "./instrument.ts";
import { accountAlias, decimalText, pair, version } from "./primitives.ts";
import { timeframe } from "./candles.ts";

/** A decimal written in TOML as a number or as text; kept as text so that money never becomes a float. */
export const decimal = z.union(
  [
    decimalText,
    z
      .number()
      .min(0)
      .finite()
      .transform((n) => String(n))
      .pipe(decimalText),
  ],
  { error: "a plain decimal without sign or unit, such as 12 or 0.25" },
);

const account = z.strictObject({
  venue: z.enum(["paper"]),
  environment: z.enum(["paper"]),
  bankroll: z.strictObject({ usdt: decimal }),
  position_mode: z.enum(["one_way"]).default("one_way"),
  margin_mode: z.enum(["isolated"]).default("isolated"),
});

/** How the paper venue charges: basis points of notional, and how far a market order slips. */
const paper = z.strictObject({
  bankroll: z.strictObject({ usdt: decimal }).default({ usdt: "10000" }),
  maker_fee_bps: decimal.default("2"),
  taker_fee_bps: decimal.default("5.5"),
  slippage_bps: decimal.default("1"),
});
export type PaperConfig = z.infer<typeof paper>;

const simulated = z.strictObject({
  kind: z.literal("simulated"),
  seed: z.string().min(1).max(64).default("bulkhead"),
});
const file = z.strictObject({
  kind: z.literal("file"),
  data: z.string().min(1),
  pair,
  timeframe,
});

/** `config/host.toml`. */
export const hostConfig = z.strictObject({
  feed: z
    .discriminatedUnion("kind", [simulated, file])
    .default({ kind: "simulated", seed: "bulkhead" }),
  accounts: z.record(accountAlias, account).default({}),
  paper: paper.prefault({}),
  arm: z.strictObject({ allowed: z.boolean().default(false) }).prefault({}),
  /** Where a witness leaves its checkpoints for this host to see, and how old the newest may be (decision B3). */
  witness: z
    .strictObject({
      dir: z.string().min(1).max(1_024).optional(),
      late_hours: z.number().min(1).max(720).default(24),
    })
    .optional(),
  instruments: z
    .array(instrument.omit({ schema: true }))
    .max(256)
    .default([]),
});
export type HostConfig = z.infer<typeof hostConfig>;

const tier = z.strictObject({
  at_pct: decimal,
  size_multiplier: decimal.refine(
    (v) => Number(v) <= 1,
    "at most 1: a loss never makes entries larger",
  ),
  cooldown_hours: z.number().min(0).max(720).default(0),
});

/** `config/risk.toml`: the draft of the risk policy. Percentages named `_pct` are of bankroll unless the key says otherwise. */
export const riskPolicy = z.strictObject({
  /** Rises by one per signed policy; a draft may leave it out. */
  version: version.optional(),
  leverage_max: decimal,
  /** Margin of one entry at strength 1. */
  margin_fraction_pct: decimal,
  /** Distance of take-profit and stop-loss from the price, percent of the price. */
  take_profit_pct_min: decimal,
  stop_loss_pct_min: decimal,
  reward_risk_min: decimal,
  positions_max: z.int().min(1).max(256),
  pairs: z.array(pair).min(1).max(256),
  position_notional_pct_max: decimal,
  total_notional_pct_max: decimal,
  daily_loss_pct_max: decimal,
  loss_streak_max: z.int().min(1).max(1_000),
  loss_streak_pause_hours: z.number().min(0).max(720),
  entries_per_hour_max: z.int().min(1).max(3_600),
  /** Largest distance of the last price from the mark, percent of the mark. */
  price_band_pct: decimal,
  /** Room between the stop and the liquidation price, percent of the stop distance. */
  liquidation_margin_pct: decimal,
  clock_skew_ms_max: z.int().min(1).max(60_000),
  drawdown: z.array(tier).max(8).default([]),
});
export type RiskPolicy = z.infer<typeof riskPolicy>;
