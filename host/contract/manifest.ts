import { z } from "zod";
import { sideColumn, timeframe } from "./candles.ts";
import { inputs, LOOKBACK_MAX } from "./inputs.ts";
import { lineText, pair, pluginId, sha256, version } from "./primitives.ts";

const numberParam = z
  .strictObject({
    default: z.number().finite(),
    min: z.number().finite(),
    max: z.number().finite(),
    integer: z.boolean().optional(),
  })
  .refine((p) => p.min <= p.default && p.default <= p.max, "min ≤ default ≤ max");
const choiceParam = z
  .strictObject({
    default: z.union([z.string().max(64), z.number().finite()]),
    choices: z
      .array(z.union([z.string().max(64), z.number().finite()]))
      .min(1)
      .max(32),
  })
  .refine((p) => p.choices.includes(p.default), "default is one of choices");
const switchParam = z.strictObject({ default: z.boolean() });

export type ParamSpec =
  | z.infer<typeof numberParam>
  | z.infer<typeof choiceParam>
  | z.infer<typeof switchParam>;
export interface ParamTable {
  readonly [name: string]: ParamSpec | ParamTable;
}

const paramName = z.string().regex(/^[a-z][a-zA-Z0-9_]{0,31}$/, "a parameter name");
/** A table with `default` is a parameter; one without is a group of parameters. */
const paramTable: z.ZodType<ParamTable> = z.lazy(() =>
  z.record(
    paramName,
    z.union([numberParam, choiceParam, switchParam, paramGroup], {
      error: "a parameter such as { default = 8, min = 2, max = 50 }, or a table of parameters",
    }),
  ),
);
/** A parameter whose `default` was forgotten must not pass for a group of none. */
const paramGroup: z.ZodType<ParamTable> = z.lazy(() =>
  paramTable.refine((group) => Object.keys(group).length > 0, "a group has a parameter"),
);

/** Percent of the price: 1.2 is 1.2 %. */
const pct = (max: number) => z.number().gt(0).max(max);
/** A number, or a range inside which the signal may choose (decision A5). */
const pctOrRange = (max: number) =>
  z.union(
    [
      pct(max),
      z
        .strictObject({ default: pct(max), min: pct(max), max: pct(max) })
        .refine((r) => r.min <= r.default && r.default <= r.max, "min ≤ default ≤ max"),
    ],
    { error: "a percentage such as 1.2, or a range such as { default = 1.2, min = 1, max = 2 }" },
  );

export const manifestRisk = z.strictObject({
  leverage: z.number().min(1).max(100),
  tp_pct: pctOrRange(100),
  sl_pct: pctOrRange(50),
  trigger: z.enum(["last", "mark"]).default("last"),
  trailing_pct: pct(50).optional(),
  breakeven_pct: pct(100).optional(),
  time_stop_bars: z.int().min(1).max(100_000).optional(),
  max_notional_pct: z.number().gt(0).max(10_000).optional(),
});
export type ManifestRisk = z.infer<typeof manifestRisk>;

const asset = z.strictObject({
  name: pluginId,
  file: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/),
  sha256,
  type: z.enum(["f32", "f64"]),
  shape: z.array(z.int().min(1)).min(1).max(4),
  trained_on: z.strictObject({ dataset: sha256, from: z.iso.date(), to: z.iso.date() }).optional(),
});

/** `manifest.toml`: what a human reads and a signature covers. Unknown keys are errors. */
export const pluginManifest = z.strictObject({
  id: pluginId,
  version,
  api: z.literal(1),
  kind: z.enum(["strategy", "signal", "factor"]),
  module: z.enum(["js", "wasm"]),
  description: lineText,
  pairs: z.array(pair).min(1).max(64),
  timeframe,
  lookback: z.int().min(1).max(LOOKBACK_MAX),
  needs: z.array(sideColumn).max(2).default([]),
  inputs: inputs.default({}),
  params: paramTable.default({}),
  entry: z
    .strictObject({
      type: z.enum(["market", "limit"]),
      offset_pct: pct(10).optional(),
      ttl_bars: z.int().min(1).max(1_000).optional(),
    })
    .default({ type: "market" }),
  exit: z
    .strictObject({
      when: z.enum(["always", "in_profit", "in_loss"]).default("always"),
      min_hold_bars: z.int().min(0).max(100_000).default(0),
    })
    .default({ when: "always", min_hold_bars: 0 }),
  declares: z
    .strictObject({ price_level: z.boolean().default(false), calendar: z.boolean().default(false) })
    .default({ price_level: false, calendar: false }),
  risk: manifestRisk,
  assets: z.array(asset).max(8).default([]),
});
export type PluginManifest = z.infer<typeof pluginManifest>;

/** A parameter set: numbers, strings, booleans or nested tables of them. */
export interface Params {
  readonly [name: string]: number | string | boolean | Params;
}
export const params: z.ZodType<Params> = z.lazy(() =>
  z.record(paramName, z.union([z.number().finite(), z.string().max(64), z.boolean(), params])),
);
