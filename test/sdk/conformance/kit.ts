/** Plugins, laboratories with real cells, and laboratories whose answers are a function: what a test of a rule states. */
import type { PluginManifest } from "#host/contract/manifest.ts";
import type { Finding } from "#host/contract/finding.ts";
import { cellPluginOf, type CellChoice } from "#sdk/build/cell-plugin.ts";
import type { Built } from "#sdk/build/build.ts";
import {
  cellLab,
  differences,
  planOf,
  type CellLab,
  type OpenCell,
} from "#sdk/conformance/cell-lab.ts";
import type { CellUsage, Lab, LabRun, Market, Question, Recording } from "#sdk/conformance/lab.ts";
import { referenceMarkets } from "#sdk/conformance/reference/markets.ts";
import type { Rule, Subject } from "#sdk/conformance/rule.ts";
import { runSuite } from "#sdk/conformance/suite.ts";
import { bundleOf } from "#test/kit/plugin-bundle.ts";

const LOOKBACK = 30;
const ROWS = 60;

/** A bare script, bundled here and now. */
export function aBuilt(source: string, manifest: PluginManifest | null = null): Built {
  const code = bundleOf(source);
  const exports = ["entrySignal", "exitSignal", "indicators"].filter((name) =>
    new RegExp(`export (?:function|const) ${name}\\b`).test(source),
  );
  const file = { path: "plugin.ts", bytes: new TextEncoder().encode(source) };
  return {
    source: { kind: "file", name: "plugin", files: [file], entry: "plugin.ts", findings: [] },
    manifest,
    bundle: {
      file: "bundle.js",
      code,
      bytes: Buffer.byteLength(code),
      exports,
      builder: { esbuild: "0", pluginModuleSha256: "0".repeat(64), options: {} },
    },
  };
}

export function aSubject(source: string, choice: CellChoice = {}, quick = false): Subject {
  const built = aBuilt(source);
  const plugin = cellPluginOf(built, { lookback: LOOKBACK, ...choice });
  if (!plugin.ok) throw new Error(plugin.refusal.message);
  return { built, manifest: null, params: plugin.value.params, plugin: plugin.value, quick };
}

export function smallMarkets(subject: Subject, rows = ROWS): readonly Market[] {
  const { tickSize } = subject.plugin;
  return referenceMarkets({ plan: planOf(subject), tickSize, rows, seed: "test", quick: true });
}

export function aCellLab(subject: Subject, openCell?: OpenCell, nowMs = () => 0): CellLab {
  return cellLab({
    subject,
    own: smallMarkets(subject),
    files: [],
    clock: { nowMs },
    onProgress: () => undefined,
    ...(openCell === undefined ? {} : { openCell }),
  });
}

/** What a rule says about a plugin, in real cells on two small markets. */
export async function hear(
  rule: Rule,
  source: string,
  choice: CellChoice = {},
): Promise<readonly Finding[]> {
  const subject = aSubject(source, choice);
  const lab = aCellLab(subject);
  try {
    return await runSuite(subject, lab, [rule]);
  } finally {
    await lab.close();
  }
}

export interface Fake {
  /** The answer of a row; `run` null is the reference run. */
  readonly answer: (row: number, run: LabRun | null, question: Question) => string;
  readonly usage?: (run: LabRun) => CellUsage | null;
  readonly questions?: readonly Question[];
  readonly change?: Partial<Subject>;
}

/** A laboratory without cells: two markets of 60 rows, answers out of a function. */
export function aFakeLab({ answer, usage, questions = [{ fn: "entry" }], change }: Fake): Lab {
  const subject = { ...aSubject(SILENT), ...change };
  const recordings = ["one", "two"].map(aRecording);
  const [first = { fn: "entry" as const }] = questions;
  const run: Lab["run"] = async (asked) => {
    const { fn = first.fn, side, rows = asked.recording.rows } = asked;
    const question = { fn, ...(side === undefined ? {} : { side }) };
    const answers = rows.map((row) => answer(row, asked, question));
    return { rows, answers, usage: usage?.(asked) ?? null };
  };
  return {
    subject,
    recordings,
    ownCount: recordings.length,
    questions,
    plan: planOf(subject),
    run,
    reference: async ({ rows }, question = first) => ({
      rows,
      answers: rows.map((row) => answer(row, null, question)),
      usage: null,
    }),
    changed: (recording) => recording,
    recorded: (market) => ({ ...aRecording(market.name), ...market }),
    differences,
    tell: () => undefined,
  };
}

function aRecording(name: string): Recording {
  const rows = Array.from({ length: ROWS }, (_, k) => 100 + k);
  const openMs = rows.map((row) => row * 300_000);
  return { name, tickSize: 0.1, steps: [], sha256: "0".repeat(64), rows, openMs };
}

/** The verdicts of a rule in a fake laboratory. */
export async function verdictsOf(rule: Rule, fake: Fake): Promise<readonly string[]> {
  const said = (await rule.behaviour?.(aFakeLab(fake))) ?? [];
  return said.map(({ verdict }) => verdict);
}

export function entry(body: string, before = ""): string {
  return `${before}\nexport function entrySignal(candles, params, context) {\n${body}\n}\n`;
}

export const SILENT = entry("return null;");
/** Signals often, in both directions, and depends on nothing but its bars. */
export const HONEST = entry(`
  const { close } = candles;
  const now = close.at(-1), before = close.at(-2);
  if (now === before) return null;
  return { side: now > before ? "Buy" : "Sell", rationale: "the close moved" };
`);
