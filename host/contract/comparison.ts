import { z } from "zod";
import { engine } from "./approval.ts";
import { timeframe } from "./candles.ts";
import { params } from "./manifest.ts";
import {
  epochMs,
  instant,
  lineText,
  pair,
  pluginId,
  sha256,
  slotId,
  version,
} from "./primitives.ts";

const side = z.strictObject({
  id: pluginId,
  version,
  bundleSha256: sha256,
  sourceSha256: sha256,
  manifestSha256: sha256,
  params,
  /** Of the canonical JSON of `params`. */
  paramsSha256: sha256,
});

/** Percentages are of the starting equity. null: it does not exist, such as the win rate of no trades. */
const result = z.strictObject({
  trades: z.int().min(0),
  wins: z.int().min(0),
  netPct: z.number(),
  feesPct: z.number(),
  fundingPct: z.number(),
  maxDrawdownPct: z.number().min(0),
  profitFactor: z.number().min(0).nullable(),
  /** Share of bars with a position, 0 … 1. */
  exposure: z.number().min(0).max(1),
});

/** `comparison.json`: evidence that `sdk compare` prepared for a signer (decision B4). */
export const comparisonReport = z.strictObject({
  schema: z.literal("comparison/1"),
  createdAt: instant,
  candidate: side,
  /** What is active in the slot; null when nothing is. */
  against: side.extend({ slot: slotId, approvalSha256: sha256, slotVersion: version }).nullable(),
  slot: slotId.nullable(),
  pair,
  /** The candidate's. */
  timeframe,
  /**
   * Of what it is compared with, where that decides other bars: each ran on its own over the same span, no bar corresponds
   * to another, and no decision is compared.
   */
  againstTimeframe: timeframe.optional(),
  engine,
  data: z.strictObject({
    name: lineText,
    sha256,
    bars: z.int().min(1),
    fromMs: epochMs,
    toMs: epochMs,
  }),
  costs: z.strictObject({
    takerFeeBps: z.number().min(0),
    makerFeeBps: z.number().min(0),
    slippageBps: z.number().min(0),
    /** Whether every funding settlement and every instrument rule was known. */
    complete: z.boolean(),
  }),
  results: z.strictObject({ candidate: result, against: result.nullable() }),
  /** The last 30 days of the data, or all of it where there is less. */
  decisions: z.strictObject({
    fromMs: epochMs,
    toMs: epochMs,
    evaluated: z.int().min(0),
    differing: z.int().min(0),
    /** Newest last; cut at 500. Answers in the cell's grammar. */
    listed: z
      .array(
        z.strictObject({
          ts: epochMs,
          candidate: z.string().max(400),
          against: z.string().max(400),
        }),
      )
      .max(500),
  }),
});
export type ComparisonReport = z.infer<typeof comparisonReport>;
