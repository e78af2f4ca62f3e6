/** Markets, cut into the windows that a host would cut, with every bar's row; and the same markets with other bars. */
import type { CellFrame } from "#host/cell/frame.ts";
import { COLUMNS, type Candle } from "#host/contract/candles.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import { assert } from "#host/kernel/result.ts";
import { openTimeMsOf, timeframeMs } from "#host/kernel/timeframe.ts";
import type { FeedBar, FeedStep } from "#host/ports.ts";
import { RowWindows, type WindowPlan } from "../signals/windows.ts";
import type { Market, Recording } from "./lab.ts";

/** Frames of evaluable bars, oldest first, and where each row is. */
export interface Framed {
  readonly frames: readonly { readonly cell: CellFrame; readonly rows: readonly number[] }[];
  /** Row → index of its frame, and offset in it. */
  readonly places: ReadonlyMap<number, { readonly frame: number; readonly offset: number }>;
}

/** Cuts a market into frames. A bar that a host would refuse, or that lacks its window, is in none. */
export function framedBy(market: Market, plan: WindowPlan): Framed {
  const windows = new RowWindows(plan);
  for (const step of market.steps) windows.push(step);
  const frames = windows.take().map(({ frame, rows }) => ({ cell: frame.cell, rows }));
  const places = new Map<number, { frame: number; offset: number }>();
  for (const [frame, { rows }] of frames.entries()) {
    for (const [offset, row] of rows.entries()) places.set(row, { frame, offset });
  }
  return { frames, places };
}

/** A recording of a market. Its rows are found, and its digest is taken, when somebody asks. */
export function recordingOf(market: Market, framed: () => Framed): Recording {
  let sha256: string | null = null;
  let places: { rows: readonly number[]; openMs: readonly number[] } | null = null;
  const found = () => (places ??= rowsOf(framed()));
  return {
    ...market,
    get sha256() {
      return (sha256 ??= marketDigest(market));
    },
    get rows() {
      return found().rows;
    },
    get openMs() {
      return found().openMs;
    },
  };
}

function rowsOf({ frames }: Framed) {
  const rows: number[] = [];
  const openMs: number[] = [];
  for (const { cell, rows: own } of frames) {
    for (const [offset, row] of own.entries()) {
      rows.push(row);
      openMs.push(cell.columns.ts[cell.first + offset] ?? Number.NaN);
    }
  }
  return { rows, openMs };
}

/** Digest of all that a cell could be shown: one line per bar, numbers in shortest form. */
function marketDigest({ tickSize, steps }: Market): string {
  const lines = [`tick ${tickSize}`];
  for (const { closeMs, bars } of steps) {
    for (const { instrument, timeframe, bar, candle, availableAtMs } of bars) {
      const values = COLUMNS.map((name) => String(candle[name]));
      lines.push(
        [closeMs, instrument, timeframe, bar, availableAtMs, ...values].map(String).join(" "),
      );
    }
  }
  return sha256Hex(lines.join("\n"));
}

/** The same steps with other candles; every time moved by `shiftMs`, a multiple of every timeframe. */
export function changedSteps(
  steps: readonly FeedStep[],
  main: WindowPlan["main"],
  change: (bar: FeedBar, row: number) => Candle,
  shiftMs: number,
): readonly FeedStep[] {
  let row = 0;
  return steps.map((step) => {
    const bars = step.bars.map((bar) => shifted({ ...bar, candle: change(bar, row) }, shiftMs));
    const hasMain = step.bars.some(
      (bar) => bar.instrument === main.instrument && bar.timeframe === main.timeframe,
    );
    if (hasMain) row += 1;
    return { closeMs: step.closeMs + shiftMs, bars };
  });
}

function shifted(bar: FeedBar, shiftMs: number): FeedBar {
  const by = shiftMs / timeframeMs(bar.timeframe);
  assert(Number.isSafeInteger(by), "a shift is a multiple of every timeframe");
  const moved = bar.bar + by;
  const ts = openTimeMsOf(moved, bar.timeframe);
  return {
    ...bar,
    bar: moved,
    candle: { ...bar.candle, ts },
    availableAtMs: bar.availableAtMs + shiftMs,
  };
}
