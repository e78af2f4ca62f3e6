/** Where rules run a bundle: recordings, variants of the cell, and answers by row. */
import type { CellVariant } from "#host/cell/session.ts";
import type { Candle } from "#host/contract/candles.ts";
import type { FeedBar, FeedStep } from "#host/ports.ts";
import type { Subject } from "./rule.ts";

/** One market: every series that the plugin reads, bar by bar, oldest first. */
export interface Recording {
  /** Such as `trend` or a file's name; shown in findings and in the certificate. */
  readonly name: string;
  /** Of the canonical bytes of all steps. */
  readonly sha256: string;
  readonly tickSize: number;
  readonly steps: readonly FeedStep[];
  /** Rows (indices of the main series' bars in `steps`, from 0) that can be evaluated, ascending. */
  readonly rows: readonly number[];
  /** Open time of each row, epoch ms. */
  readonly openMs: readonly number[];
}

/** How a run differs from the reference run (one resident jitless isolate, rows ascending, frames of up to 64). */
export interface LabRun {
  readonly recording: Recording;
  /** Default: all evaluable rows, ascending. Any order, repeats allowed; other than ascending implies `barByBar`. */
  readonly rows?: readonly number[];
  readonly fn?: "entry" | "exit";
  readonly side?: "Buy" | "Sell";
  /** One bar a frame. */
  readonly barByBar?: boolean;
  /** Every bar in a fresh isolate. */
  readonly fresh?: boolean;
  readonly variant?: CellVariant;
  /** Parameters other than the subject's. */
  readonly params?: Subject["params"];
  /** Other lookback than the manifest's, for the report on doubled lookbacks. */
  readonly lookback?: number;
}

/** `answers[k]` belongs to `rows[k]`, in the cell's grammar. A load that failed gives its fault for every row. */
export interface LabAnswers {
  readonly rows: readonly number[];
  readonly answers: readonly string[];
  /** Longest evaluation of one bar, milliseconds, and sizes of the cell after the run, bytes; null when it died. */
  readonly usage: CellUsage | null;
}

export interface CellUsage {
  readonly worstCallMs: number;
  readonly heapAfterLoadBytes: number;
  readonly heapBytes: number;
  readonly residentBytes: number;
}

/** First row at which two runs differ. */
export interface Difference {
  readonly row: number;
  readonly openMs: number;
  readonly before: string;
  readonly after: string;
}

export interface Lab {
  readonly subject: Subject;
  /** The suite's own regimes first, then the caller's files. */
  readonly recordings: readonly Recording[];
  /** The reference run of a recording; computed once. */
  reference(recording: Recording): Promise<LabAnswers>;
  run(run: LabRun): Promise<LabAnswers>;
  /**
   * The same market with other bars.
   *
   * @param change - Bar and row of the main series it closes with or before → the candle instead. Bars keep their times.
   */
  changed(
    recording: Recording,
    name: string,
    change: (bar: FeedBar, row: number) => Candle,
    more?: { readonly tickSize?: number; readonly shiftMs?: number },
  ): Recording;
  /** Rows of both runs that differ, ascending. Compares by row, so the orders may differ. */
  differences(a: LabAnswers, b: LabAnswers, recording: Recording): readonly Difference[];
  /** For the progress line: a rule says what it is doing. */
  tell(what: string): void;
}
