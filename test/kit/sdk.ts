/** The `sdk` plane as a function: arguments in, words and exit code out; plugins and candles on disk for it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { candidate } from "#host/contract/candidate.ts";
import { finding } from "#host/contract/finding.ts";
import { runCommand } from "#host/terminal/run-command.ts";
import { sdkHandlers } from "#sdk/commands/handlers.ts";
import { templateFiles } from "#sdk/new/template.ts";
import { aFolder } from "./workspace.ts";

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line in `workspace`. The clock stands still and progress is silent. */
export async function sdk(workspace: string, ...argv: readonly string[]): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const ports = {
    clock: { nowMs: () => 0 },
    progress: { update: () => undefined, done: () => undefined },
  };
  const code = await runCommand(
    "sdk",
    "0.0.0",
    [...argv, "--workspace", workspace],
    sdkHandlers(ports),
    { out: (text) => void out.push(text), err: (text) => void err.push(text) },
  );
  return { code, out: out.join(""), err: err.join("") };
}

const refusal = z.looseObject({
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
});
const buildDocument = z.strictObject({
  ok: z.boolean(),
  refusal: refusal.optional(),
  plugins: z.array(
    z.strictObject({
      ok: z.boolean(),
      name: z.string(),
      refusal: refusal.optional(),
      findings: z.array(finding),
      candidate: candidate.nullable(),
      dir: z.string().nullable(),
      note: z.string(),
    }),
  ),
});
/** Exactly what other programs were promised. */
const signalsDocument = z.strictObject({
  bars: z.int().min(0),
  signals: z.array(
    z.strictObject({
      i: z.int().min(0),
      ts: z.int(),
      side: z.enum(["Buy", "Sell"]),
      rationale: z.string(),
      strength: z.number(),
      slPct: z.number().optional(),
      tpPct: z.number().optional(),
    }),
  ),
  faults: z.array(z.strictObject({ i: z.int().min(-1), code: z.string() })),
});
const valuesDocument = z.strictObject({
  bars: z.int().min(0),
  values: z.array(z.strictObject({ i: z.int().min(0), ts: z.int(), value: z.number().nullable() })),
  faults: z.array(z.strictObject({ i: z.int().min(-1), code: z.string() })),
});

/** `sdk build … --json`, read as strictly as it is written. */
export async function sdkBuild(workspace: string, ...named: readonly string[]) {
  const ran = await sdk(workspace, "build", ...named, "--json");
  return { ...ran, document: buildDocument.parse(JSON.parse(ran.out)) };
}

/** `sdk signals … --json`. */
export async function sdkSignals(workspace: string, ...argv: readonly string[]) {
  const ran = await sdk(workspace, "signals", ...argv, "--json");
  return { ...ran, document: signalsDocument.parse(JSON.parse(ran.out)) };
}

/** The same of a signal or a factor. */
export async function sdkValues(workspace: string, ...argv: readonly string[]) {
  const ran = await sdk(workspace, "signals", ...argv, "--json");
  return { ...ran, document: valuesDocument.parse(JSON.parse(ran.out)) };
}

/** A workspace with one plugin: what `sdk new` writes, with these files instead or besides; null leaves one out. */
export function aWorkspace(
  id: string,
  change: Readonly<Record<string, string | Uint8Array | null>> = {},
): string {
  const workspace = aFolder();
  const files = Object.entries({ ...templateFiles(id), ...change });
  for (const [path, content] of files) {
    if (content !== null) put(join(workspace, "plugins", id, path), content);
  }
  return workspace;
}

export function put(path: string, content: string | Uint8Array): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** The manifest of `sdk new` with one line replaced; a line that is not there is a mistake of the test. */
export function aManifestText(id: string, line: string, by: string): string {
  const text = templateFiles(id)["manifest.toml"] ?? "";
  if (!text.includes(line)) throw new Error(`the template has no line ${line}`);
  return text.replace(line, by);
}

/** Epoch ms on the grid of every timeframe: 2026-01-05, a Monday. */
export const FIRST_TS = 1_767_571_200_000;

/**
 * A candle file.
 *
 * @param closes - One bar each; null leaves the bar out.
 * @param stepMs - Timeframe.
 */
export function candleCsv(closes: readonly (number | null)[], stepMs = 300_000): string {
  const rows = closes.flatMap((close, n) =>
    close === null ? [] : [`${FIRST_TS + n * stepMs},${close},${close},${close},${close},1`],
  );
  return `ts,open,high,low,close,volume\n${rows.join("\n")}\n`;
}
