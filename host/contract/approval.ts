import { z } from "zod";
import { timeframe } from "./candles.ts";
import { params } from "./manifest.ts";
import {
  decimalText,
  environment,
  instant,
  instrumentId,
  lineText,
  pluginId,
  sha256,
  slotId,
  version,
} from "./primitives.ts";

const pctRange = z.strictObject({ default: decimalText, min: decimalText, max: decimalText });

/** The limits a person signed for one slot. Percentages are of the price, except `maxNotionalPct`, which is of bankroll. */
export const riskEnvelope = z.strictObject({
  leverageMax: decimalText,
  takeProfitPct: pctRange,
  stopLossPct: pctRange,
  trigger: z.enum(["last", "mark"]),
  trailingPct: decimalText.nullable(),
  breakevenPct: decimalText.nullable(),
  timeStopBars: z.int().min(1).nullable(),
  maxNotionalPct: decimalText.nullable(),
});
export type RiskEnvelope = z.infer<typeof riskEnvelope>;

/** Numerics are part of what is signed: Math.pow differs in the last bit between engines. */
export const engine = z.strictObject({
  node: z.string().max(32),
  v8: z.string().max(64),
  arch: z.enum(["x64", "arm64"]),
  isolatedVm: z.string().max(32),
  preludeSha256: sha256,
});
export type Engine = z.infer<typeof engine>;

const member = z.strictObject({
  role: z.enum(["main"]),
  id: pluginId,
  version,
  bundleSha256: sha256,
  sourceSha256: sha256,
  manifestSha256: sha256,
  params,
  conformanceSha256: sha256.nullable(),
  assets: z.array(z.strictObject({ name: pluginId, sha256 })).max(8),
});

/** Approval v1 (decision A1): the only statement that lets a plugin trade in a slot. */
export const approval = z
  .strictObject({
    schema: z.literal("approval/1"),
    slot: slotId,
    slotVersion: version,
    previous: sha256.nullable(),
    environment,
    instruments: z.array(instrumentId).min(1).max(16),
    timeframe,
    members: z.array(member).min(1).max(8),
    combiner: z.strictObject({ kind: z.literal("single") }),
    risk: riskEnvelope,
    evidenceSha256: sha256.nullable(),
    engine,
    notBefore: instant,
    expires: instant,
    reason: lineText,
  })
  .refine((a) => a.slot.startsWith(`${a.environment}.`), "the slot begins with the environment")
  .refine((a) => a.notBefore < a.expires, "notBefore is before expires")
  .refine(
    (a) =>
      a.environment === "paper" ||
      (a.evidenceSha256 !== null && a.members.every((m) => m.conformanceSha256 !== null)),
    "live approvals name a conformance report and an evidence report",
  )
  .refine(
    (a) => a.combiner.kind !== "single" || a.members.length === 1,
    "a single combiner has one member",
  );
export type Approval = z.infer<typeof approval>;
