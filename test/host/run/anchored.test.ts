/** Decision A3, end to end: the same bits from a window of its own, from a run since the first bar, and from a replay. */
import { existsSync, globSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { HostPorts } from "#host/commands/host-ports.ts";
import { openWith } from "#host/commands/cell-wiring.ts";
import { SlotWindow } from "#host/cell/window.ts";
import { windowSpecOf, type Loaded, type WindowSpec } from "#host/cell/window-spec.ts";
import { readCandleFile } from "#host/feed/file/read.ts";
import { fileFeed } from "#host/feed/file/feed.ts";
import { inputWindow } from "#host/kernel/align.ts";
import { prng } from "#host/kernel/prng.ts";
import { assert } from "#host/kernel/result.ts";
import { anchorOf } from "#host/kernel/timeframe.ts";
import type { FeedBar, FeedStep, Subscription } from "#host/ports.ts";
import type { CellPort } from "#host/run/cell-port.ts";
import { Evaluator } from "#host/run/evaluator.ts";
import { findJournals } from "#host/workspace/journals.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import { candleText } from "#test/kit/candle-file.ts";
import { stepsOf } from "#test/kit/feed.ts";
import { host } from "#test/kit/host-command.ts";
import { temporaryFolder } from "#test/kit/journal-file.ts";
import { bundleOf } from "#test/kit/plugin-bundle.ts";
import { marketSteps } from "#test/kit/run-market.ts";
import { entriesIn } from "#test/kit/run-wall.ts";
import {
  aStrategy,
  manifestOf,
  signedWorkspace,
  termsOf,
  hereEngine,
} from "#test/kit/run-workspace.ts";
import { anApproval, NOW_MS } from "#test/kit/signer.ts";
import { steppedClock } from "#test/kit/stepped-clock.ts";

/** Speaks at every bar, and says every bit of what it sees: two answers are equal when all values are. */
const SPEAKER = bundleOf(`
import { atr, bollinger, ema, highest, macd, rolling, rsi, scan, vwap, zscore } from "#plugin";
export const indicators = () => ({
  ema: ema("close", 20),
  signal: macd("close", 8, 17, 5).signal,
  rsi: rsi("close", 14),
  range: atr(14),
  z: zscore("close", 30),
  upper: bollinger("close", 20, 2).upper,
  high: highest("high", 25),
  fair: vwap(12),
  rolled: rolling("close", 7, (window) => window.reduce((sum, x, i) => sum + x * i, 0) / 21),
  scanned: scan(0, (state, close) => state * 0.9 + close * 0.1, "close"),
  hour: ema({ input: "hour", column: "close" }, 4),
});
export function entrySignal(candles, params, { indicators, inputs }) {
  const values = Object.values(indicators).map((each) => each.at(-1));
  return { side: "Buy", rationale: values.join(" ") + " " + inputs.hour.close.at(-1) };
}
`);
const LOOKBACK = 60;
const plugin = (pair: string) =>
  aStrategy({
    id: "speaker",
    bundle: SPEAKER,
    pairs: [pair],
    lookback: LOOKBACK,
    tables: '[inputs.hour]\ntimeframe = "1h"\nlookback = 10\n',
  });

function loadedOf(pair: string): Loaded {
  const strategy = plugin(pair);
  const slot = `paper.main.${pair}`;
  const approval = anApproval(strategy, termsOf(strategy, slot, hereEngine()));
  return {
    approval,
    manifest: manifestOf(strategy),
    params: {},
    bundle: SPEAKER,
    instrument: pair,
  };
}

interface Said {
  readonly inputs: string;
  readonly answer: string;
}

/** What the plugin says at the evaluable bars of some steps; of the past it has seen what is given, and nothing else. */
async function answersOf(
  cell: CellPort,
  spec: WindowSpec,
  past: readonly FeedStep[],
  steps: readonly FeedStep[],
): Promise<Map<number, Said>> {
  const evaluator = new Evaluator(cell, new SlotWindow(spec.main, spec.inputs));
  for (const step of past) evaluator.warm(step);
  const said = new Map<number, Said>();
  for (const chunk of chunksOf(steps, 256)) {
    evaluator.offer(chunk);
    for (const { bars } of chunk) {
      const main = bars.find((each) => each.timeframe === spec.main.timeframe);
      const taken = main === undefined ? null : await evaluator.take(main.bar);
      if (taken?.window.state.kind !== "evaluable" || taken.answer === null) continue;
      const { inputs } = taken.window.state;
      said.set(taken.window.bar, { inputs, answer: taken.answer.text });
    }
  }
  return said;
}

function chunksOf<T>(items: readonly T[], length: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / length);
  return Array.from({ length: count }, (_, i) => items.slice(i * length, (i + 1) * length));
}

/** The window of one bar and nothing else: what a host fetches that starts now. */
function windowOf(steps: readonly FeedStep[], spec: WindowSpec, bar: number): readonly FeedStep[] {
  return steps.flatMap(({ closeMs, bars }): FeedStep[] => {
    const mine = bars.filter((each) => isInWindow(each, spec, bar));
    return mine.length === 0 ? [] : [{ closeMs, bars: mine }];
  });
}

function isInWindow(each: FeedBar, { main, inputs }: WindowSpec, bar: number): boolean {
  if (each.timeframe === main.timeframe)
    return each.bar >= anchorOf(bar, main.lookback) && each.bar <= bar;
  return inputs.some((input) => {
    const { anchor, end } = inputWindow(bar, main.timeframe, input);
    return each.timeframe === input.timeframe && each.bar >= anchor && each.bar <= end;
  });
}

interface Comparison {
  readonly resident: ReadonlyMap<number, Said>;
  /** Bars that were evaluated once more, each in an isolate and from a window of its own. */
  readonly alone: number;
  /** Bars at which the two did not agree in every bit. */
  readonly different: readonly number[];
}

/** @param share - Of the evaluable bars, the share that is evaluated alone too; a seed decides which. */
async function compare(
  loaded: Loaded,
  steps: readonly FeedStep[],
  share: number,
): Promise<Comparison> {
  const spec = windowSpecOf(loaded.approval, loaded.manifest);
  const resident = await opened(loaded, "resident");
  const fresh = await opened(loaded, "fresh");
  try {
    const said = await answersOf(resident, spec, [], steps);
    const chosen = [...said.keys()].filter((bar) => prng(`alone ${bar}`).next() < share);
    const different: number[] = [];
    for (const bar of chosen) {
      const window = windowOf(steps, spec, bar);
      const alone = await answersOf(fresh, spec, window.slice(0, -1), window.slice(-1));
      const [one, other] = [said.get(bar), alone.get(bar)];
      if (JSON.stringify(one) !== JSON.stringify(other)) different.push(bar);
    }
    return { resident: said, alone: chosen.length, different };
  } finally {
    await resident.close();
    await fresh.close();
  }
}

async function opened(loaded: Loaded, mode: "resident" | "fresh"): Promise<CellPort> {
  const cell = await openWith(loaded, 0.1, { mode, seed: "anchored" });
  assert(cell.ok, "the speaker loads");
  return cell.value;
}

const SERIES = (instrument: string): readonly Subscription[] => [
  { instrument, timeframe: "5m" },
  { instrument, timeframe: "1h" },
];

describe("an anchored value", { timeout: 120_000 }, () => {
  const steps = marketSteps(SERIES("BTCUSDT"), { seed: "anchored", bars: 2_000 });

  it("is the same from its own window as from a run since the first bar", async () => {
    const { resident, alone, different } = await compare(loadedOf("BTCUSDT"), steps, 0.2);
    expect(resident.size).toBeGreaterThan(1_700);
    expect(alone).toBeGreaterThan(300);
    expect(different).toEqual([]);
    const answers = new Set([...resident.values()].map(({ answer }) => answer));
    expect(answers.size).toBe(resident.size);
    for (const answer of answers) expect(answer.split(" ").length).toBe(12);
  });

  it("is the same in a run, after a restart, and in a replay of the journal", async () => {
    const dir = join(temporaryFolder(), "workspace");
    const strategy = plugin("BTCUSDT");
    const workspace = signedWorkspace(dir, [{ slot: "paper.main.BTCUSDT", plugin: strategy }]);
    workspace.write("candles.csv", candleText(onlyMain(steps.slice(0, 700))));
    const feed = ["--data", join(dir, "candles.csv"), "--pair", "BTCUSDT", "--timeframe", "5m"];
    const interrupted = await host(dir, ["run", ...feed], stoppedAfter(300));
    expect(interrupted.data).toMatchObject({ stopped: true });
    expect(decisionsIn(workspace).size).toBeLessThan(400);
    expect(await host(dir, ["run", ...feed, "--continue"])).toMatchObject({ code: "" });
    expect(await host(dir, ["replay"])).toMatchObject({ code: "" });

    const { resident } = await compare(loadedOf("BTCUSDT"), steps, 0);
    const journalled = decisionsIn(workspace);
    expect(journalled.size).toBeGreaterThan(500);
    for (const [bar, said] of journalled) expect(said).toEqual(resident.get(bar));
  });
});

function onlyMain(steps: readonly FeedStep[]): readonly FeedStep[] {
  return steps.map(({ closeMs, bars }) => ({ closeMs, bars: bars.slice(0, 1) }));
}

/** Ports of a person who watches so many steps and then stops the run. */
function stoppedAfter(steps: number): Partial<HostPorts> {
  const stop = new AbortController();
  let [nowMs, seen] = [NOW_MS, 0];
  const write = (): void => {
    seen += 1;
    if (seen === steps) stop.abort();
  };
  // The line is written anew when some time has passed: here at every step.
  const clock = { ...steppedClock(NOW_MS), nowMs: () => (nowMs += 10_000) };
  return { clock, stop: stop.signal, progress: { write, isTerminal: true, width: 80 } };
}

function decisionsIn(workspace: Workspace): ReadonlyMap<number, Said> {
  const journals = findJournals(workspace, { account: null, run: null });
  assert(journals.ok, "the run left a journal");
  const entries = journals.value.flatMap(({ paths }) => entriesIn(paths.journal));
  return new Map(
    entries.flatMap((entry): [number, Said][] => {
      if (entry.kind !== "decision") return [];
      const { bar, inputs, answer } = entry.body;
      return [[bar, { inputs, answer }]];
    }),
  );
}

const ROOT = resolve(import.meta.dirname, "../../..");
const DATA = resolve(ROOT, process.env["BULKHEAD_SHARED_DATA"] ?? "../shared/data");
const FILES = globSync(join(DATA, "ohlcv/binance-usdm/5m/*.csv.gz"));
/** Everything instead of a sample: minutes instead of seconds. */
const WHOLE = process.env["BULKHEAD_ANCHORED_WHOLE"] === "1";

describe.skipIf(!existsSync(DATA))(
  "on real candles (BULKHEAD_SHARED_DATA)",
  { timeout: 1_800_000 },
  () => {
    it.for(FILES.map((path) => [basename(path), path] as const))("%s", async ([name, path]) => {
      const pair = /^[A-Z0-9]+/.exec(name)?.[0] ?? "";
      const candles = readCandleFile(path, "5m");
      assert(candles.ok, "the file reads");
      const pace = { kind: "full" } as const;
      const feed = fileFeed({ candles: candles.value, pair, subscriptions: SERIES(pair), pace });
      assert(feed.ok, "the file has the series");
      const steps = await stepsOf(feed.value);
      for (const part of WHOLE ? [steps] : partsOf(steps)) {
        const { resident, alone, different } = await compare(loadedOf(pair), part, 0.05);
        expect(resident.size).toBeGreaterThan(part.length / 2);
        expect(alone).toBeGreaterThan(15);
        expect(different).toEqual([]);
      }
    });
  },
);

/** Somewhere near the beginning, and near the end. */
function partsOf(steps: readonly FeedStep[]): readonly (readonly FeedStep[])[] {
  return [0.2, 0.9].map((share) => {
    const from = Math.floor(share * (steps.length - 700));
    return steps.slice(from, from + 700);
  });
}
