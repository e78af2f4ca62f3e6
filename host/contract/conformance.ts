import { z } from "zod";
import { engine } from "./approval.ts";
import { finding } from "./finding.ts";
import { params } from "./manifest.ts";
import { instant, lineText, pluginId, sha256, version } from "./primitives.ts";

/** `conformance.json`: what the conformance suite found, bound to everything that its answers depend on (decision D3). */
export const conformanceReport = z.strictObject({
  schema: z.literal("conformance/1"),
  createdAt: instant,
  /** Rises when a rule or the reference data changes: certificates of different suites do not compare. */
  suite: z.int().min(1),
  /** A quick look runs fewer bars: it earns no certificate. */
  quick: z.boolean(),
  /** No finding failed. */
  accepted: z.boolean(),
  /** null: a bare script, which nobody can sign. */
  plugin: z
    .strictObject({
      id: pluginId,
      version,
      kind: z.enum(["strategy", "signal", "factor"]),
      module: z.enum(["js", "wasm"]),
      sourceSha256: sha256,
      manifestSha256: sha256,
    })
    .nullable(),
  bundleSha256: sha256,
  params,
  /** Of the canonical JSON of `params`. */
  paramsSha256: sha256,
  /** With the prelude's digest. */
  engine,
  /** What was evaluated: the suite's own seeded markets, then the caller's files. */
  data: z
    .array(z.strictObject({ name: lineText, sha256, bars: z.int().min(0) }))
    .min(1)
    .max(64),
  /** Of every answer on `data`, in order: what a replay must give again. */
  answersSha256: sha256,
  findings: z.array(finding).min(1).max(512),
});
export type ConformanceReport = z.infer<typeof conformanceReport>;
