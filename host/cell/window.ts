/**
 * What one strategy may look at, bar by bar: its own series and its inputs, cut into frames for the cell.
 *
 * Bars come in the order in which they closed. A frame holds evaluable bars that share every anchor (decision A3).
 */
import type { Candle, SideColumn, Timeframe } from "../contract/candles.ts";
import type { CellFrame } from "./frame.ts";
import { checkComplete, frameEnd, inputEnds, inputWindow } from "../kernel/align.ts";
import { arrivalOf, carryCandle, checkCarryShare, checkFillable } from "../kernel/gaps.ts";
import { assert, type Refusal, type Result } from "../kernel/result.ts";
import { Series, windowsDigest } from "../kernel/series.ts";
import type { FeedBar, FeedStep } from "../ports.ts";

export interface SeriesSpec {
  readonly instrument: string;
  readonly timeframe: Timeframe;
  readonly lookback: number;
  readonly needs: readonly SideColumn[];
}
export interface InputSpec extends SeriesSpec {
  readonly name: string;
}

/** A run of evaluable bars, and what the cell needs to decide them. */
export interface Frame {
  readonly firstBar: number;
  readonly cell: CellFrame;
}

/** One closed bar of the main series. */
export interface WindowBar {
  readonly bar: number;
  readonly candle: Candle;
  readonly barsSinceCarry: number | null;
  readonly state:
    | { readonly kind: "evaluable"; readonly inputs: string }
    | { readonly kind: "warming_up"; readonly barsNeeded: number }
    | { readonly kind: "refused"; readonly refusal: Refusal };
}

/** 64 bars per crossing: more gain little, and every bar ahead is work thrown away when the strategy changes. */
const FRAME_BARS = 64;

export class SlotWindow {
  readonly #main: SeriesSpec;
  readonly #inputs: readonly InputSpec[];
  readonly #series: Series;
  readonly #inputSeries: readonly Series[];
  #firstOpen: number | null = null;
  #frames: Frame[] = [];

  constructor(main: SeriesSpec, inputs: readonly InputSpec[]) {
    this.#main = main;
    this.#inputs = inputs;
    this.#series = new Series(main.lookback);
    this.#inputSeries = inputs.map((input) => new Series(input.lookback));
  }

  /** Takes the bars of one instant. Returns the main series' bar when it is among them and new. */
  push(step: FeedStep): WindowBar | null {
    const main = step.bars.find((bar) => isOf(bar, this.#main));
    if (main !== undefined) this.#cutBefore(main.bar);
    for (const [i, spec] of this.#inputs.entries()) {
      const series = this.#inputSeries[i];
      const bar = step.bars.find((candidate) => isOf(candidate, spec));
      if (bar !== undefined && series !== undefined) admit(series, bar, spec.timeframe);
    }
    return main === undefined ? null : this.#admitMain(main);
  }

  /** Frames that are complete, oldest first; what is open is cut here, because nobody waits for its next bar. */
  takeFrames(): readonly Frame[] {
    this.#cut();
    const frames = this.#frames;
    this.#frames = [];
    return frames;
  }

  #admitMain(arriving: FeedBar): WindowBar | null {
    const before = this.#series.newest;
    const admitted = admit(this.#series, arriving, this.#main.timeframe);
    if (before !== null && arriving.bar <= before) return null;
    const { bar, candle } = arriving;
    const barsSinceCarry = this.#series.barsSinceCarry;
    const checked = admitted.ok ? this.#check(bar) : admitted;
    if (!checked.ok) {
      this.#cut();
      const state =
        this.#series.ready || !admitted.ok
          ? { kind: "refused" as const, refusal: checked.refusal }
          : { kind: "warming_up" as const, barsNeeded: this.#series.barsNeeded };
      return { bar, candle, barsSinceCarry, state };
    }
    this.#firstOpen ??= bar;
    return { bar, candle, barsSinceCarry, state: { kind: "evaluable", inputs: this.#digest() } };
  }

  #check(bar: number): Result<null> {
    const { timeframe, instrument, needs } = this.#main;
    const main = checkComplete(instrument, this.#series, bar, needs);
    if (!main.ok) return main;
    const share = checkCarryShare(this.#series.carryShare);
    if (!share.ok) return share;
    for (const [i, spec] of this.#inputs.entries()) {
      const series = this.#inputSeries[i];
      assert(series !== undefined, "every input has a series");
      const { end } = inputWindow(bar, timeframe, spec);
      const complete = checkComplete(spec.name, series, end, spec.needs);
      if (!complete.ok) return complete;
    }
    return main;
  }

  #digest(): string {
    return windowsDigest(
      this.#series.digest(),
      this.#inputSeries.map((series) => series.digest()),
    );
  }

  /** Closes the open frame when the arriving bar cannot be in it. */
  #cutBefore(bar: number): void {
    if (this.#firstOpen === null) return;
    const { timeframe, lookback } = this.#main;
    const end = frameEnd(this.#firstOpen, timeframe, lookback, this.#inputs);
    const follows = this.#series.newest === bar - 1;
    if (bar > end || bar - this.#firstOpen >= FRAME_BARS || !follows) this.#cut();
  }

  #cut(): void {
    const { newest } = this.#series;
    const firstBar = this.#firstOpen;
    this.#firstOpen = null;
    if (firstBar === null || newest === null) return;
    const count = newest - firstBar + 1;
    if (count < 1) return;
    this.#frames.push({
      firstBar,
      cell: {
        fn: "entry",
        columns: this.#series.window(),
        first: firstBar - this.#series.anchor,
        count,
        inputs: this.#inputs.map((spec, i) => this.#inputFrame(spec, i, firstBar, count)),
      },
    });
  }

  #inputFrame(
    spec: InputSpec,
    i: number,
    firstBar: number,
    count: number,
  ): CellFrame["inputs"][number] {
    const series = this.#inputSeries[i];
    assert(series !== undefined, "every input has a series");
    return {
      columns: series.window(),
      ends: inputEnds(firstBar, count, this.#main.timeframe, spec),
    };
  }
}

function isOf(bar: FeedBar, spec: SeriesSpec): boolean {
  return bar.instrument === spec.instrument && bar.timeframe === spec.timeframe;
}

/**
 * Puts a bar into its series: next, after a gap that is filled, or in the place of one that was corrected.
 *
 * Refusal: candles_gap when the gap is too wide to fill; then the window begins anew with this bar.
 */
function admit(series: Series, arriving: FeedBar, timeframe: Timeframe): Result<null> {
  const { bar, candle } = arriving;
  const held = series.candle(bar);
  const arrival = arrivalOf(
    series.newest,
    held === null ? null : { candle: held, carry: series.isCarry(bar) },
    arriving,
  );
  switch (arrival.kind) {
    case "next":
      series.push(bar, candle);
      return { ok: true, value: null };
    case "gap":
      return fill(series, arriving, arrival, timeframe);
    case "revision":
      series.revise(bar, candle);
      return { ok: true, value: null };
    case "duplicate":
    case "past":
      return { ok: true, value: null };
  }
}

function fill(
  series: Series,
  arriving: FeedBar,
  gap: { readonly from: number; readonly to: number },
  timeframe: Timeframe,
): Result<null> {
  const fillable = checkFillable(series.carryRun, gap.to - gap.from + 1);
  const last = series.newest === null ? null : series.candle(series.newest);
  if (!fillable.ok || last === null) {
    series.restart();
    series.push(arriving.bar, arriving.candle);
    return fillable;
  }
  for (let bar = gap.from; bar <= gap.to; bar += 1) {
    series.push(bar, carryCandle(last, bar, timeframe), true);
  }
  series.push(arriving.bar, arriving.candle);
  return fillable;
}
