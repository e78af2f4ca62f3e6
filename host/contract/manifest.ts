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

/** A table whose `default` is a value is a parameter; a group may well have a parameter that is called default. */
export function isParamSpec(entry: ParamSpec | ParamTable): entry is ParamSpec {
  return Object.hasOwn(entry, "default") && typeof entry["default"] !== "object";
}

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

const manifestEntry = z.strictObject({
  type: z.enum(["market", "limit"]),
  offset_pct: pct(10).optional(),
  ttl_bars: z.int().min(1).max(1_000).optional(),
});
const manifestExit = z.strictObject({
  when: z.enum(["always", "in_profit", "in_loss"]).default("always"),
  min_hold_bars: z.int().min(0).max(100_000).default(0),
});

/** What each kind and module may say is checked below, over the whole; here is what they have in common. */
const manifestKeys = z.strictObject({
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
  entry: manifestEntry.optional(),
  exit: manifestExit.optional(),
  declares: z
    .strictObject({ price_level: z.boolean().default(false), calendar: z.boolean().default(false) })
    .default({ price_level: false, calendar: false }),
  risk: manifestRisk.optional(),
  assets: z.array(asset).max(8).default([]),
  /** What a strategy in wasm can say: it answers with a number, the reason, and this is the list (decision A9). */
  rationales: z.array(lineText).min(1).max(64).optional(),
});
export type PluginManifest = z.infer<typeof manifestKeys>;

/** `manifest.toml`: what a human reads and a signature covers. Unknown keys are errors. */
export const pluginManifest = manifestKeys
  .superRefine((manifest, context) => {
    for (const { path, message } of [...kindProblems(manifest), ...moduleProblems(manifest)]) {
      context.addIssue({ code: "custom", path: [...path], message });
    }
  })
  .overwrite(withStrategyDefaults);

/** The manifest of what trades: with limits, and with the tables that say how it enters and leaves. */
export type StrategyManifest = PluginManifest & {
  readonly kind: "strategy";
  readonly risk: ManifestRisk;
  readonly entry: z.infer<typeof manifestEntry>;
  readonly exit: z.infer<typeof manifestExit>;
};

/** Whether it is a strategy's; every manifest of that kind that was read is one. */
export function isStrategyManifest(manifest: PluginManifest): manifest is StrategyManifest {
  const { kind, risk, entry, exit } = manifest;
  return kind === "strategy" && risk !== undefined && entry !== undefined && exit !== undefined;
}

function withStrategyDefaults(manifest: PluginManifest): PluginManifest {
  if (manifest.kind !== "strategy") return manifest;
  const { entry = { type: "market" }, exit = { when: "always", min_hold_bars: 0 } } = manifest;
  return { ...manifest, entry, exit };
}

interface Problem {
  readonly path: readonly string[];
  readonly message: string;
}

/** Only a strategy trades, so only a strategy says how. */
function kindProblems(manifest: PluginManifest): readonly Problem[] {
  if (manifest.kind === "strategy") {
    const message = "a strategy has a table [risk]: leverage, tp_pct and sl_pct";
    return manifest.risk === undefined ? [{ path: ["risk"], message }] : [];
  }
  return (["risk", "entry", "exit"] as const)
    .filter((table) => manifest[table] !== undefined)
    .map((table) => {
      return {
        path: [table],
        message: `only a strategy has this table, and this is a ${manifest.kind}`,
      };
    });
}

/** ABI 1 of wasm passes numbers of one series, and answers with a number (decision A9). */
function moduleProblems(manifest: PluginManifest): readonly Problem[] {
  const { kind, module, rationales } = manifest;
  const speaks = kind === "strategy" && module === "wasm";
  const found: Problem[] = [];
  if (rationales !== undefined && !speaks) {
    const message = `only a strategy in wasm has this list, and this is a ${kind} in ${module}`;
    found.push({ path: ["rationales"], message });
  }
  if (rationales === undefined && speaks) {
    const message = "a strategy in wasm lists the reasons that it can give";
    found.push({ path: ["rationales"], message });
  }
  if (module === "js") return found;
  if (Object.keys(manifest.inputs).length > 0) {
    found.push({ path: ["inputs"], message: "a module in wasm reads its own series only" });
  }
  if (manifest.assets.length > 0) {
    found.push({ path: ["assets"], message: "a module in wasm has no assets in api 1" });
  }
  const message = "a module in wasm has numbers and switches as parameters, no texts";
  return [
    ...found,
    ...textParams(manifest.params).map((path) => ({ path: ["params", ...path], message })),
  ];
}

/** Paths of the parameters that are or may become texts. */
function textParams(table: ParamTable): readonly (readonly string[])[] {
  return Object.entries(table).flatMap(([name, spec]) => {
    if (!isParamSpec(spec)) return textParams(spec).map((path) => [name, ...path]);
    const values = [spec.default, ...("choices" in spec ? spec.choices : [])];
    return values.some((value) => typeof value === "string") ? [[name]] : [];
  });
}

/** A parameter set: numbers, strings, booleans or nested tables of them. */
export interface Params {
  readonly [name: string]: number | string | boolean | Params;
}
export const params: z.ZodType<Params> = z.lazy(() =>
  z.record(paramName, z.union([z.number().finite(), z.string().max(64), z.boolean(), params])),
);
