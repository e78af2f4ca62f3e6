/** Every signed or journalled shape, with the golden files that show it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { approval } from "#host/contract/approval.ts";
import { candidate } from "#host/contract/candidate.ts";
import { candle } from "#host/contract/candles.ts";
import { comparisonReport } from "#host/contract/comparison.ts";
import { hostConfig, riskPolicy } from "#host/contract/config.ts";
import { envelope } from "#host/contract/envelope.ts";
import { finding } from "#host/contract/finding.ts";
import { inputs } from "#host/contract/inputs.ts";
import { instrument } from "#host/contract/instrument.ts";
import { journalBodies, journalEntry } from "#host/contract/journal.ts";
import { pluginManifest } from "#host/contract/manifest.ts";
import { overlay } from "#host/contract/overlay.ts";
import { plan } from "#host/contract/plan.ts";
import { checkpoint } from "#host/contract/checkpoint.ts";
import { pointer } from "#host/contract/pointer.ts";
import { revocations } from "#host/contract/revocations.ts";
import { timeReset } from "#host/contract/time-reset.ts";
import { proposal } from "#host/contract/proposal.ts";
import { root } from "#host/contract/root.ts";
import { entrySignal } from "#host/contract/signal.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "golden", "contract");

export interface Shape {
  readonly name: string;
  readonly schema: z.ZodType;
  /** `.json` holds one example, `.jsonl` one per line. */
  readonly files: readonly string[];
  /** What people write; `files` in the same order hold what is read from it. */
  readonly tomlFiles?: readonly string[];
}

export const SHAPES: readonly Shape[] = [
  withToml(
    "manifest",
    pluginManifest,
    "manifest",
    "manifest-least",
    "manifest-signal",
    "manifest-wasm",
  ),
  shape("inputs", inputs, "inputs.json"),
  shape("candle", candle, "candle.jsonl"),
  shape("signal", entrySignal, "signal.jsonl"),
  shape("plan", plan, "plan.jsonl"),
  shape("approval", approval, "approval.json", "approval-live.json"),
  shape("pointer", pointer, "pointer.json"),
  shape("root", root, "root.json"),
  shape("envelope", envelope, "envelope.json"),
  shape("candidate", candidate, "candidate.json", "candidate-wasm.json", "candidate-proposed.json"),
  shape("overlay", overlay, "overlay.jsonl"),
  shape("instrument", instrument, "instrument.json"),
  withToml("host", hostConfig, "host", "host-least", "host-witness"),
  withToml("risk", riskPolicy, "risk", "risk-signed"),
  shape("revocations", revocations, "revocations.json", "revocations-first.json"),
  shape("checkpoint", checkpoint, "checkpoint.json"),
  shape("time-reset", timeReset, "time-reset.json"),
  shape("proposal", proposal, "proposal.jsonl"),
  shape("comparison", comparisonReport, "comparison.json", "comparison-timeframes.json"),
  shape("finding", finding, "finding.jsonl"),
];

function shape(name: string, schema: z.ZodType, ...files: string[]): Shape {
  return { name, schema, files };
}

function withToml(name: string, schema: z.ZodType, ...files: string[]): Shape {
  const tomlFiles = files.map((file) => `${file}.toml`);
  return { ...shape(name, schema, ...files.map((file) => `${file}.json`)), tomlFiles };
}

/** The journal's shapes, one per kind: the head, with the kind's own body. */
export const JOURNAL_SHAPES: readonly Shape[] = Object.entries(journalBodies).map(
  ([kind, body]) => {
    const whole = { ...journalEntry.shape, kind: z.literal(kind), body };
    return { name: `journal-entry ${kind}`, schema: z.strictObject(whole), files: [] };
  },
);

export function goldenText(file: string): string {
  return readFileSync(join(FOLDER, file), "utf8");
}

export function goldenLines(file: string): readonly string[] {
  const text = goldenText(file);
  if (!text.endsWith("\n")) throw new Error(`${file} ends with a line feed`);
  return text.slice(0, -1).split("\n");
}
