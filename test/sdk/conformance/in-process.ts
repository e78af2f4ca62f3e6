/** A cell without a process: the plugin is a function of the test's, which may look where no plugin can. */
import type { CellFrame } from "#host/cell/frame.ts";
import type { CellPlugin, CellSession } from "#host/cell/session.ts";
import type { Columns } from "#host/contract/candles.ts";
import type { Params, PluginManifest } from "#host/contract/manifest.ts";
import type { Finding } from "#host/contract/finding.ts";
import { pluginManifest } from "#host/contract/manifest.ts";
import { ok } from "#host/kernel/result.ts";
import { cellLab, planOf, type CellLab, type OpenCell } from "#sdk/conformance/cell-lab.ts";
import type { Lab, Market } from "#sdk/conformance/lab.ts";
import { referenceMarkets } from "#sdk/conformance/reference/markets.ts";
import type { Rule, Subject } from "#sdk/conformance/rule.ts";
import { runSuite } from "#sdk/conformance/suite.ts";
import { cellPluginOf } from "#sdk/build/cell-plugin.ts";
import { aBuilt, SILENT } from "./kit.ts";

/** One bar that is decided, with all that was sent for its frame. */
export interface Seen {
  /** From the anchor to the last bar that was sent: bars behind `at` are the future. */
  readonly columns: Columns;
  readonly at: number;
  readonly inputs: readonly { readonly columns: Columns; readonly end: number }[];
  readonly fn: CellFrame["fn"];
  readonly side: CellFrame["side"];
  readonly plugin: CellPlugin;
  /** Lives as long as the isolate. */
  readonly memory: Map<string, number>;
}
export type Decide = (seen: Seen) => string;

const BUY = "E1|B||||because";
const SELL = "E1|S||||because";
/** `true`: Buy, `false`: Sell, null: nothing. */
export function say(buy: boolean | null): string {
  return buy === null ? "N" : buy ? BUY : SELL;
}

function inProcess(decide: Decide): OpenCell {
  return async (plugin, options) => {
    const later = options.variant?.laterBars ?? 0;
    const resident = new Map<string, number>();
    const evaluate = async (frame: CellFrame, fresh: boolean) => {
      const sent = frame.first + frame.count + later;
      const columns = cut(frame.columns, sent);
      const answers = Array.from({ length: frame.count }, (_, k) =>
        decide({
          columns,
          at: frame.first + k,
          inputs: frame.inputs.map((input) => ({
            columns: cut(input.columns, (input.ends.at(-1) ?? 0) + 1 + later),
            end: input.ends[k] ?? -1,
          })),
          fn: frame.fn,
          side: frame.side,
          plugin,
          memory: fresh ? new Map() : resident,
        }),
      );
      return { answers, events: [] };
    };
    const session: Omit<CellSession, "walls"> = {
      hasExit: true,
      evaluate: (frame) => evaluate(frame, false),
      evaluateFresh: (frame) => evaluate(frame, true),
      usage: async () => null,
      close: async () => undefined,
    };
    return ok({ ...session, walls: NO_WALLS });
  };
}

/** Nothing of it is read. */
const NO_WALLS: CellSession["walls"] = {
  links: {
    privileges: false,
    ordinaryUser: false,
    namespaces: false,
    capabilities: false,
    limits: false,
  },
  list: [],
};

function cut(columns: Columns, length: number): Columns {
  const of = (name: Exclude<keyof Columns, "length">) => columns[name].subarray(0, length);
  return {
    length: Math.min(length, columns.length),
    ts: of("ts"),
    open: of("open"),
    high: of("high"),
    low: of("low"),
    close: of("close"),
    volume: of("volume"),
    funding: of("funding"),
    oi: of("oi"),
  };
}

export interface World {
  readonly decide: Decide;
  /** TOML-like keys of a manifest; absent: a bare script that reads every column. */
  readonly manifest?: { readonly [key: string]: unknown };
  readonly exports?: readonly string[];
  readonly params?: Params;
  readonly quick?: boolean;
  readonly rows?: number;
  readonly files?: (own: readonly Market[]) => readonly Market[];
}

const MANIFEST = {
  id: "in-process",
  version: 1,
  api: 1,
  kind: "strategy",
  module: "js",
  description: "A function of a test",
  pairs: ["BTCUSDT"],
  timeframe: "1h",
  lookback: 48,
  risk: { leverage: 1, tp_pct: 1, sl_pct: 1 },
};

export function aManifest(change: { readonly [key: string]: unknown }): PluginManifest {
  return pluginManifest.parse({ ...MANIFEST, ...change });
}

/** What a rule says about a function, on the suite's own markets. */
export function judge(rule: Rule, world: World): Promise<readonly Finding[]> {
  return inWorld(world, (lab, subject) => runSuite(subject, lab, [rule]));
}

/** Markets that a rule has made for a function, besides the suite's own. */
export function marketsMadeBy(rule: Rule, world: World): Promise<readonly Market[]> {
  return inWorld(world, async (lab) => {
    const made: Market[] = [];
    const view = lab.viewOf(rule.id);
    const recorded: Lab["recorded"] = (market) => {
      made.push(market);
      return view.recorded(market);
    };
    await rule.behaviour?.({ ...view, recorded });
    return [...made, ...lab.recordings];
  });
}

async function inWorld<T>(
  world: World,
  use: (lab: CellLab, subject: Subject) => Promise<T>,
): Promise<T> {
  const subject = subjectOf(world);
  const { tickSize } = subject.plugin;
  const plan = planOf(subject);
  const wish = { plan, tickSize, rows: world.rows ?? 200, seed: "judge", quick: false };
  const own = referenceMarkets(wish);
  const lab = cellLab({
    subject,
    own,
    files: world.files?.(own) ?? [],
    clock: { nowMs: () => 0 },
    onProgress: () => undefined,
    openCell: inProcess(world.decide),
  });
  try {
    return await use(lab, subject);
  } finally {
    await lab.close();
  }
}

function subjectOf({ manifest, exports, params, quick }: World): Subject {
  const parsed = aManifest(manifest ?? {});
  const built = aBuilt(SILENT, parsed);
  const bundle = { ...built.bundle, exports: exports ?? ["entrySignal", "indicators"] };
  const plugin = cellPluginOf({ ...built, bundle }, { params });
  if (!plugin.ok) throw new Error(plugin.refusal.message);
  return {
    built: { ...built, bundle },
    manifest: parsed,
    params: plugin.value.params,
    plugin: plugin.value,
    quick: quick ?? false,
  };
}

/** Verdicts, failures first. */
export async function verdicts(rule: Rule, world: World): Promise<readonly string[]> {
  return (await judge(rule, world)).map(({ verdict }) => verdict);
}

/** Average of the last `n` closes. */
export function average({ columns, at }: Seen, n: number, back = 0): number {
  const closes = columns.close.subarray(at + 1 - back - n, at + 1 - back);
  return closes.reduce((sum, close) => sum + close, 0) / n;
}

/** Enters where a short average crosses a long one: prices decide, and nothing else. */
export function crossing(seen: Seen): string {
  const gap = (back: number): number => average(seen, 5, back) - average(seen, 20, back);
  const [now, before] = [gap(0), gap(1)];
  if (before <= 0 && now > 0) return say(true);
  if (before >= 0 && now < 0) return say(false);
  return say(null);
}

/** A number below 1 that follows from another and looks like chance. */
export function hashed(value: number): number {
  const x = Math.sin(value * 12.9898 + 78.233) * 43_758.5453;
  return x - Math.floor(x);
}
