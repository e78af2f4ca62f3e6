import { COLUMNS, type Timeframe } from "../contract/candles.ts";
import type { Params, PluginManifest } from "../contract/manifest.ts";
import { assert, ok, refuse, type Result } from "../kernel/result.ts";
import { prng } from "../kernel/prng.ts";
import { parseAnswer } from "./answer.ts";
import { askTwice } from "./ask.ts";
import type { CellRecipe } from "./cells.ts";
import { cellPair, type CellPair } from "./pair.ts";
import { evaluateFresh, evaluateResident, type CellEvent, type Workplace } from "./evaluate.ts";
import { ANSWER_FAULTS } from "./faults.ts";
import type { CellFrame, CellSeries } from "./frame.ts";
import { CELL_LIMITS, type Deadlines } from "./limits.ts";
import { WHAT } from "./wire.ts";
import { wallsHere, type Walls } from "./walls.ts";
import { checkWasm } from "./wasm/check.ts";
import { paramNumbers, type WasmPlugin } from "./wasm/plugin.ts";
import { askUsage, type CellUsage } from "./usage.ts";
import type { CellVariant } from "./variant.ts";

export type { CellVariant };

/** What runs: the exact text or binary that was hashed, and what the manifest lets it see. */
export interface CellPlugin extends CellSeries {
  readonly bundle: string | Uint8Array;
  readonly kind: PluginManifest["kind"];
  /** Default: js, whose bundle is text. */
  readonly module?: PluginManifest["module"];
  /** Of a module in wasm, whose bundle is bytes. */
  readonly wasm?: WasmPlugin | undefined;
  readonly params: Params;
  readonly pair: string;
  readonly timeframe: Timeframe;
  readonly tickSize: number;
  readonly inputs: readonly (CellSeries & { readonly name: string })[];
}

export interface CellOptions {
  /** `fresh`: a new isolate for every bar (live). `resident`: one isolate for many frames, with a sample in fresh ones. */
  readonly mode: "fresh" | "resident";
  /** Which share of resident answers is compared with fresh ones, 0 … 1; the seed decides which. Default 1 %. */
  readonly sample?: {
    readonly rate: number;
    readonly seed: string;
    /** Also the first so many bars at which a signal begins. Default 2,000: a plugin that flickers has more of them. */
    readonly beginningsMax?: number;
  };
  /** V8 may compile to machine code: bulk back-tests only. Default false. */
  readonly jit?: boolean;
  /** A second process stands ready for decision C8. Default: in fresh mode. */
  readonly spare?: boolean;
  /** Default: what this machine has. */
  readonly walls?: Walls;
  /** Default: CELL_LIMITS. Shorter ones are for suites of attacks, which would wait for most of their time. */
  readonly deadlines?: Deadlines;
  /** For the conformance suite only. */
  readonly variant?: CellVariant;
}

export interface CellEvaluation {
  /** One text for each evaluated bar, oldest first, in the grammar of answer.ts; a fault is an answer too. */
  readonly answers: readonly string[];
  /** What else happened: nothing, almost always. */
  readonly events: readonly CellEvent[];
}

/** A loaded plugin. One evaluation at a time; usable after any fault, whose meaning the caller decides. */
export interface CellSession {
  readonly walls: Walls;
  /** Whether the module exports an `exitSignal`. */
  readonly hasExit: boolean;
  evaluate(frame: CellFrame): Promise<CellEvaluation>;
  /** Every bar in a fresh isolate, whatever the mode: for replays that trust nothing. */
  evaluateFresh(frame: CellFrame): Promise<CellEvaluation>;
  /** What the plugin used since its process was started; null when the process is gone. */
  usage(): Promise<CellUsage | null>;
  /** Kills the processes; resolves when they are gone. */
  close(): Promise<void>;
}

/** Eight seconds of fresh isolates at most; an honest strategy begins a few hundred signals in a year of bars. */
const BEGINNINGS_MAX = 2_000;
/** Of resident answers, when the caller names no rate. */
const SAMPLE_RATE = 0.01;

/**
 * Starts a cell and loads a plugin in it.
 *
 * @returns The session. Refusals: bundle_too_large · wasm_module_refused (detail: problem, offset) · plugin_not_loaded
 *   (detail: the answer code) · cell_not_started.
 */
export async function openCell(
  plugin: CellPlugin,
  options: CellOptions,
): Promise<Result<CellSession>> {
  const checked = checkBundle(plugin);
  if (!checked.ok) return checked;
  const walls = options.walls ?? (await wallsHere());
  const series = seriesOf(plugin);
  const recipe = recipeOf(plugin, series, walls, options);
  const pair = cellPair(recipe, options.spare ?? options.mode === "fresh");
  const started = await pair.current().started;
  if (!started.ok) {
    await pair.close();
    return refuse("cell_not_started", `the cell ended before it was ready: ${started.why}`);
  }
  const deadlines = options.deadlines ?? CELL_LIMITS;
  const load = (await askTwice(pair, WHAT.load, new Uint8Array(), deadlines)).text;
  if (load !== "ok" && load !== "ok:exit") {
    await pair.close();
    return refuseLoad(load);
  }
  pair.warmUp();
  const place = workplace(plugin, series, pair, options);
  return ok({
    walls,
    hasExit: load === "ok:exit",
    ...oneAtATime(place, options.mode),
    close: () => pair.close(),
  });
}

/** What can be said of a bundle before any process sees it. */
function checkBundle({ bundle, kind, wasm }: CellPlugin): Result<unknown> {
  assert((wasm !== undefined) === (typeof bundle !== "string"), "a binary has what goes with it");
  if (typeof bundle !== "string") return checkWasm(bundle, kind);
  const bytes = Buffer.byteLength(bundle);
  const limit = CELL_LIMITS.bundleBytes;
  if (bytes <= limit) return ok(null);
  return refuse("bundle_too_large", `bundle of ${bytes} bytes is over ${limit}`, {
    detail: { bytes, limit },
  });
}

/** The main series first; columns go to the cell in one order, whatever order the manifest had. */
function seriesOf(plugin: CellPlugin): readonly CellSeries[] {
  return [plugin, ...plugin.inputs].map((each) => ({
    ...each,
    columns: COLUMNS.filter((name) => each.columns.includes(name)),
  }));
}

function recipeOf(
  plugin: CellPlugin,
  series: readonly CellSeries[],
  { links }: Walls,
  { jit, variant = {} }: CellOptions,
): CellRecipe {
  return {
    bundle: plugin.bundle,
    spec: specText(plugin, series, variant.recordReads ?? false),
    lookbackMax: Math.max(...series.map((each) => each.lookback)),
    links,
    variant: { ...(jit === undefined ? {} : { jit }), ...variant },
  };
}

function workplace(
  { kind }: CellPlugin,
  series: readonly CellSeries[],
  pair: CellPair,
  options: CellOptions,
): Workplace {
  return {
    pair,
    series,
    deadlines: options.deadlines ?? CELL_LIMITS,
    valueMax: kind === "signal" ? 1 : Number.MAX_VALUE,
    laterBars: options.variant?.laterBars ?? 0,
    isSampled: sampler(options),
  };
}

function oneAtATime(
  place: Workplace,
  mode: CellOptions["mode"],
): Pick<CellSession, "evaluate" | "evaluateFresh" | "usage"> {
  let busy = false;
  const alone = async <T>(work: () => Promise<T>): Promise<T> => {
    assert(!busy, "one evaluation at a time");
    busy = true;
    try {
      return await work();
    } finally {
      busy = false;
    }
  };
  const run = (how: typeof evaluateFresh, frame: CellFrame): Promise<CellEvaluation> =>
    alone(async () => {
      const events: CellEvent[] = [];
      return { answers: await how(place, frame, events), events };
    });
  return {
    usage: () => alone(() => askUsage(place.pair, place.deadlines)),
    evaluate: (frame) => run(mode === "fresh" ? evaluateFresh : evaluateResident, frame),
    evaluateFresh: (frame) => run(evaluateFresh, frame),
  };
}

/**
 * Whether a bar is sampled depends on the seed and the bar alone, not on how bars are cut into frames; the first bar of
 * a signal is too, up to a number (and the first of a frame that has one: that it began there is not known).
 */
function sampler(options: CellOptions): (fn: string, ts: number, begins: boolean) => boolean {
  const {
    rate,
    seed,
    beginningsMax = BEGINNINGS_MAX,
  } = options.sample ?? { rate: SAMPLE_RATE, seed: "" };
  if (options.mode === "fresh" || rate <= 0) return () => false;
  let left = beginningsMax;
  return (fn, ts, begins) => {
    if (begins) left -= 1;
    return (begins && left >= 0) || prng(`${seed}|${fn}|${ts}`).next() < rate;
  };
}

function specText(plugin: CellPlugin, series: readonly CellSeries[], recordReads: boolean): string {
  const { kind, params, pair, timeframe, tickSize, wasm } = plugin;
  const seen = series.map(({ lookback, columns }, i) => {
    return { ...(i === 0 ? {} : { name: plugin.inputs[i - 1]?.name }), lookback, columns };
  });
  const [main, ...inputs] = seen;
  const own = {
    ...(recordReads && { recordReads }),
    ...(wasm && { wasm: { ...wasm, params: paramNumbers(params, wasm.params) } }),
  };
  return JSON.stringify({ kind, params, pair, timeframe, tickSize, ...own, ...main, inputs });
}

function refuseLoad(text: string): Result<never> {
  const answer = parseAnswer(text);
  if (!answer.ok) return answer;
  if (answer.value.kind !== "fault") return refuse("cell_answer_malformed", "a load was answered");
  const { code, detail: cause } = answer.value;
  const fault = ANSWER_FAULTS.get(code);
  assert(fault !== undefined, "every fault is in the table");
  return refuse("plugin_not_loaded", `${code}: ${fault.meaning}`, {
    hint: fault.remedy,
    detail: { fault: code, ...(cause === null ? {} : { cause }) },
  });
}
