/**
 * Shapes inside the realm's indicator engine. Types only: at run time the realm is plain JavaScript (decision E1).
 */

/**
 * One running indicator over one series. A call with `from` 0 begins a series; every other call continues where the
 * last one stopped. It reads inputs and writes `out` for indices `from` (inclusive) to `to` (exclusive), and may read
 * older inputs, never newer ones.
 *
 * An input that is not finite is "no value": the kernel writes NaN and starts again at the next finite input, as at
 * its first bar. Unused inputs are empty.
 */
export type Kernel = (
  out: Float64Array,
  from: number,
  to: number,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
) => void;

/** What stops an evaluation or a load: a closed code of faults.js and a sentence that says what to change. */
export interface IndicatorFault {
  readonly code: string;
  readonly message: string;
}

/** Plugin code that sees a fresh copy of a window (rolling) or of its state and this bar's values (scan). */
export type Callback = (...values: unknown[]) => unknown;

/** One validated indicator: our own copy, nothing of the plugin's but its callback. */
export interface PlanNode {
  readonly kind: string;
  /** The input whose bars this node counts; null is the main series. */
  readonly series: string | null;
  /** Earlier nodes of the same plan, in the order the kernel takes them. */
  readonly inputs: readonly number[];
  readonly periods: readonly number[];
  /** Name of the column (kind "column"), else empty. */
  readonly column: string;
  /** Value of a constant (kind "number"), else 0. */
  readonly constant: number;
  readonly callback: Callback | null;
  /** Start value of a scan: one number, or the list the callback may change in place. */
  readonly init: number | readonly number[];
  /** Bars from the anchor up to and including the first one with a value. */
  readonly warmUpBars: number;
  /** Plugin code runs in it or below it, so it is never computed beyond the bar being decided. */
  readonly runsPluginCode: boolean;
}

/** A name the plugin reads: `context.indicators.<path[0]>` or, in a group, `.<path[0]>.<path[1]>`. */
export interface PlanRoot {
  readonly path: readonly string[];
  readonly node: number;
  /** Largest k that `.at(-k)` accepts: every older bar could lie before the anchor's first value. */
  readonly depth: number;
}

export interface ValidatedIndicators {
  /** Children before parents. */
  readonly nodes: readonly PlanNode[];
  readonly roots: readonly PlanRoot[];
}

/** What the signed manifest allows the descriptors to name. */
export interface IndicatorLimits {
  readonly lookback: number;
  readonly columns: readonly string[];
  readonly inputs: readonly {
    readonly name: string;
    readonly lookback: number;
    readonly columns: readonly string[];
  }[];
}

export type Validation =
  | { readonly ok: true; readonly value: ValidatedIndicators }
  | { readonly ok: false; readonly fault: IndicatorFault };

/** Bars of one series from its anchor, oldest first; every column has `length` values or more. */
export interface PlanColumns {
  readonly length: number;
  readonly [column: string]: Float64Array | number;
}

/** One indicator as the plugin sees it. */
export interface Cursor {
  readonly at: (offset: number) => number;
}
export interface Cursors {
  readonly [name: string]: Cursor | { readonly [name: string]: Cursor };
}

export interface Plan {
  /** Frozen; made once, so that a plugin cannot tell evaluations apart by identity. */
  readonly cursors: Cursors;
  /** Begins a frame: all series from their anchors. Nothing is computed until it is read. */
  readonly open: (main: PlanColumns, inputs: { readonly [name: string]: PlanColumns }) => void;
  /** Moves to the bar being decided, the newest visible one of the main series, by its index in the frame. */
  readonly advance: (end: number) => void;
  /** Says which bar of an input is the newest visible one; −1 shows none. Stays until said again. */
  readonly advanceInput: (name: string, end: number) => void;
  /** The first fault since `advance`, even one the plugin caught; null when there was none. */
  readonly fault: () => IndicatorFault | null;
  /** Value of root `index` `back` bars ago (1 is the bar being decided); NaN is "no value". Throws on a fault. */
  readonly value: (index: number, back: number) => number;
}
