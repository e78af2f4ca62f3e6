/** Where rules run a bundle: recordings, variants of the cell, and answers by row. */
import type { CellFrame } from "#host/cell/frame.ts";
import type { CellVariant } from "#host/cell/session.ts";
import type { Candle } from "#host/contract/candles.ts";
import type { FeedBar, FeedStep } from "#host/ports.ts";
import type { WindowPlan } from "../signals/windows.ts";
import type { Subject } from "./rule.ts";

/** Bars of every series that a plugin reads, oldest first, not yet cut into windows. */
export interface Market {
  /** Such as `trend` or a file's name; shown in findings and in the certificate. */
  readonly name: string;
  readonly tickSize: number;
  readonly steps: readonly FeedStep[];
}

/** What reference/markets.ts is asked for. */
export interface MarketWish {
  /** Every series: `plan.main`, then `plan.inputs`, with timeframe, lookback and needed columns. */
  readonly plan: WindowPlan;
  readonly tickSize: number;
  /** Bars of the main series that can be evaluated, in each market; the windows before them come on top. */
  readonly rows: number;
  /** A quick look: fewer markets will do. */
  readonly quick: boolean;
  /**
   * Of prices and dates. The suite gives the bundle's digest, so that no bundle knows the markets it will be tried on:
   * whoever puts a table of them into it gets others.
   */
  readonly seed: string;
}
/** reference/markets.ts exports `referenceMarkets: MakeMarkets`. Pure: equal wishes, equal bytes. */
export type MakeMarkets = (wish: MarketWish) => readonly Market[];

/** One market with the rows that can be evaluated. */
export interface Recording extends Market {
  /** Of the canonical bytes of all steps and the tick size. */
  readonly sha256: string;
  /** Rows (indices of the main series' bars in `steps`, from 0) that can be evaluated, ascending. */
  readonly rows: readonly number[];
  /** `openMs[k]` is the open time of row `rows[k]`, epoch ms. */
  readonly openMs: readonly number[];
}

/** What a bar is asked. Default: `entry` of a strategy, `value` of a signal or factor. */
export interface Question {
  readonly fn: CellFrame["fn"];
  /** Direction of the position, for `exit`. */
  readonly side?: "Buy" | "Sell";
}

/** How a run differs from the reference run (one resident jitless isolate, rows ascending, frames of up to 64). */
export interface LabRun extends Partial<Question> {
  readonly recording: Recording;
  /** Default: all evaluable rows, ascending. Any order, repeats allowed; other than ascending implies `barByBar`. */
  readonly rows?: readonly number[];
  /** One bar a frame. */
  readonly barByBar?: boolean;
  /** Every bar in a fresh isolate. */
  readonly fresh?: boolean;
  readonly variant?: CellVariant;
  /** Runs of one name share a process with no others. Default: a process that other rules may have used. */
  readonly process?: string;
  /** Parameters other than the subject's; all of them, not only what differs. */
  readonly params?: Subject["params"];
  /** The same bars under another pair's name. */
  readonly pair?: string;
  /** Other lookback than the manifest's, for the report on doubled lookbacks. */
  readonly lookback?: number;
}

/** `answers[k]` belongs to `rows[k]`, in the cell's grammar. A load that failed gives its fault for every row. */
export interface LabAnswers {
  readonly rows: readonly number[];
  readonly answers: readonly string[];
  /** null when the cell died, or was never opened. */
  readonly usage: CellUsage | null;
  /** Faults of crossings that were repeated bar by bar in fresh isolates, where they gave the answers that stand here. */
  readonly repeated?: readonly string[];
}

/** Longest evaluation of one bar, milliseconds, and sizes of the cell after the run, bytes. */
export interface CellUsage {
  readonly worstCallMs: number;
  readonly heapAfterLoadBytes: number;
  readonly heapBytes: number;
  readonly residentBytes: number;
}

/** A row at which two runs differ. */
export interface Difference {
  readonly row: number;
  readonly openMs: number;
  readonly before: string;
  readonly after: string;
}

/** One rule's view of the laboratory. */
export interface Lab {
  readonly subject: Subject;
  /** The suite's own regimes first, then the caller's files. */
  readonly recordings: readonly Recording[];
  /** How many of `recordings` are ordinary markets of the suite's own. */
  readonly ownCount: number;
  /** What this plugin answers, the default question first; a strategy with an exitSignal has three. */
  readonly questions: readonly Question[];
  /** The reference run of a recording; computed once for all rules. */
  reference(recording: Recording, question?: Question): Promise<LabAnswers>;
  /** @throws PluginStopped when the plugin was killed or overran too often to go on; the suite says so. */
  run(run: LabRun): Promise<LabAnswers>;
  /**
   * The same market with other bars.
   *
   * @param change - Bar, and row of the main series it closes with or before → the candle instead. Bars keep their
   *   times (`ts` of the answer is not used).
   * @param more - `shiftMs` moves every time by a multiple of every timeframe.
   */
  changed(
    recording: Recording,
    name: string,
    change: (bar: FeedBar, row: number) => Candle,
    more?: { readonly tickSize?: number; readonly shiftMs?: number },
  ): Recording;
  /** Any other market, cut into windows as the reference is: for bars that no reference market has. */
  recorded(market: Market): Recording;
  /** Series that the plugin reads: what a market of one's own must have. */
  readonly plan: WindowPlan;
  /** Rows of both runs that differ, ascending, each once. Compares by row, so the orders may differ. */
  differences(a: LabAnswers, b: LabAnswers, recording: Recording): readonly Difference[];
  /** For the progress line: a rule says what it is doing. */
  tell(what: string): void;
}

/** Thrown by a lab: the plugin was stopped so often that more runs would only cost time. */
export class PluginStopped extends Error {
  override readonly name = "PluginStopped";
}
