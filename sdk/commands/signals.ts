import { params } from "#host/contract/manifest.ts";
import { tickSizeOf } from "#host/kernel/instrument.ts";
import { ok, refuse, type Refusal, type Result } from "#host/kernel/result.ts";
import type { Arguments } from "#host/terminal/arguments.ts";
import type { Done, Handler, RefusedShowing } from "#host/terminal/run-command.ts";
import { workspaceAt, type Workspace } from "#host/workspace/paths.ts";
import { buildPlugin, type Built } from "../build/build.ts";
import { BARE_DEFAULTS, cellPluginOf } from "../build/cell-plugin.ts";
import type { PluginKind } from "../build/kinds.ts";
import { findPlugin } from "../build/plugin-path.ts";
import type { SdkPorts } from "../ports.ts";
import { findInstrument } from "../signals/instruments.ts";
import { fileMarket, simulatedMarket, type Market } from "../signals/market.ts";
import type { SignalsRun } from "../signals/evaluate.ts";
import { renderSignals, signalsDocument } from "../signals/report.ts";
import { runSignals, type SignalsJob } from "../signals/run.ts";

/**
 * `sdk signals PLUGIN`. With `--json` the document is `{bars, signals, faults}`, of a signal or a factor
 * `{bars, values, faults}`, whatever happens once there are bars; a plugin that cannot be loaded is one fault at i −1
 * and exit code 1.
 */
export function signals(ports: SdkPorts): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const path = findPlugin(workspace, args.text("PLUGIN"));
    if (!path.ok) return path;
    const { built, refusal, name } = await buildPlugin(path.value, null);
    const market = marketOf(args, workspace, built);
    if (!market.ok) return market;
    if (built === null) return notEvaluated(refusal, market.value);
    const job = jobOf(args, workspace, built, market.value);
    return job.ok ? await evaluate(name, job.value, ports) : job;
  };
}

async function evaluate(
  name: string,
  job: Omit<SignalsJob, "onProgress">,
  ports: SdkPorts,
): Promise<Done | RefusedShowing> {
  const { plugin, market, manifest } = job;
  const startMs = ports.clock.nowMs();
  const what = plugin.kind === "strategy" ? "signals" : "values";
  const live = liveLine(ports, startMs, market.bars, what);
  const run = await runSignals({ ...job, onProgress: live.update });
  live.done();
  if (!run.ok) return notEvaluated(run.refusal, market, plugin.kind);
  const unusable = nothingUsable(run.value);
  if (unusable !== null) return notEvaluated(unusable, market, plugin.kind);
  const title = {
    plugin: manifest === null ? name : `${name} v${manifest.version}`,
    kind: plugin.kind,
    series: `${plugin.pair} ${plugin.timeframe}`,
    lookback: plugin.lookback,
    data: market.name,
    tickSize: plugin.tickSize,
    seconds: (ports.clock.nowMs() - startMs) / 1_000,
  };
  const { stopped } = run.value;
  const data = signalsDocument(plugin.kind, market.bars, run.value);
  const shown = { text: renderSignals(title, run.value), data, bare: true };
  return stopped === null ? { ok: true, ...shown } : { ok: false, refusal: stopped, shown };
}

/** A run shorter than this needs no line that says it is alive. */
const QUIET_MS = 1_000;

function liveLine({ clock, progress }: SdkPorts, startMs: number, bars: number, what: string) {
  let text: string | null = null;
  return {
    update: (rows: number, found: number): void => {
      const nowMs = clock.nowMs();
      if (nowMs - startMs < QUIET_MS) return;
      text = `${rows} of ${bars} bars, ${found} ${what}`;
      progress.update(nowMs, text);
    },
    done: (): void => {
      if (text !== null) progress.done(text);
    },
  };
}

function marketOf(args: Arguments, workspace: Workspace, built: Built | null): Result<Market> {
  const manifest = built?.manifest ?? null;
  const file = args.textOrNull("data");
  const wanted = manifest?.timeframe ?? null;
  if (file !== null) return fileMarket(file, pairOf(args, built), wanted);
  const timeframe = wanted ?? BARE_DEFAULTS.timeframe;
  const find = (pair: string) => findInstrument(workspace, pair);
  return ok(simulatedMarket(args.text("seed"), timeframe, args.number("bars"), find));
}

function pairOf(args: Arguments, built: Built | null): string {
  return args.textOrNull("pair") ?? built?.manifest?.pairs[0] ?? BARE_DEFAULTS.pair;
}

function jobOf(
  args: Arguments,
  workspace: Workspace,
  built: Built,
  market: Market,
): Result<Omit<SignalsJob, "onProgress">> {
  const { manifest, bundle } = built;
  const lookback = args.numberOrNull("lookback") ?? undefined;
  if (manifest !== null && lookback !== undefined && lookback !== manifest.lookback) {
    const message = `--lookback is ${lookback}, the manifest says ${manifest.lookback}`;
    return refuse("option_conflict", message);
  }
  const chosen = params.safeParse(args.jsonOrNull("params") ?? {});
  if (!chosen.success) {
    return refuse("params_out_of_bounds", "--params is a table of numbers, texts and booleans", {
      hint: `write it like '{"fast": 8}'`,
    });
  }
  const pair = pairOf(args, built);
  const rules = findInstrument(workspace, pair);
  if (!rules.ok) return rules;
  const tickSize = rules.value === null ? undefined : tickSizeOf(rules.value);
  const { timeframe } = market;
  const choice = { pair, timeframe, lookback, tickSize, params: chosen.data };
  const plugin = cellPluginOf(built, choice);
  if (!plugin.ok) return plugin;
  return ok({ plugin: plugin.value, manifest, exports: bundle.exports, market });
}

/** Data that lacks what every bar needs, such as a column, is no data of a plugin that never signals. */
function nothingUsable({ evaluated, seen }: SignalsRun): Refusal | null {
  const [first] = seen.refused;
  if (evaluated > 0 || first === undefined) return null;
  const [code, bars] = first;
  return refuse(code, `no bar could be evaluated: ${bars} of ${seen.rows} were refused`).refusal;
}

/** No bar was evaluated. The promised document says so too: a reader of it need not know of refusals. */
function notEvaluated(
  refusal: Refusal | null,
  market: Market,
  kind: PluginKind = "strategy",
): RefusedShowing {
  const stated = refusal ?? refuse("plugin_not_loaded", "the plugin was not built").refusal;
  const faults = [{ i: -1, code: stated.code }];
  const data = signalsDocument(kind, market.bars, { signals: [], values: [], faults });
  return { ok: false, refusal: stated, shown: { text: "", data, bare: true } };
}
