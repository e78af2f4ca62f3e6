/** What a plugin is given and what it answers. Types only. */

export type Side = "Buy" | "Sell";
export type ColumnName = "ts" | "open" | "high" | "low" | "close" | "volume" | "funding" | "oi";

/**
 * The last `lookback` closed bars, oldest first; `close[i]` belongs to `ts[i]` and the last one is the bar that is
 * decided. Every read of a column makes a copy: take it once. For a few recent values an indicator is cheaper.
 *
 * `ts` is the open time, epoch milliseconds UTC. `funding` is the last settled rate as a fraction, `oi` the open
 * interest in coins; both must be asked for in the manifest's `needs`, and any other read of them is an error.
 */
export interface Candles extends Readonly<Record<ColumnName, Float64Array>> {
  readonly length: number;
}

/**
 * The parameter set, as the manifest's `[params]` names it: numbers, strings, booleans or nested tables of them.
 *
 * Plain `Params` lets every name pass; `Params<{ fast: number; slow: number }>` has the compiler check them.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- any other value type makes `p.fast` possibly undefined, and the manifest is checked at load
export type Params<P extends object = Record<string, any>> = Readonly<P>;

/** Something that indicators are computed from: a column, a column of an input, or another indicator. */
export type Source = ColumnName | InputColumn | Descriptor;
/** Column of an `[inputs.<name>]` table of the manifest. */
export interface InputColumn {
  readonly input: string;
  readonly column: ColumnName;
}
/** Plain data that says what to compute; trusted code computes it. Made by the functions of this module only. */
export interface Descriptor {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** An indicator as a decision reads it. */
export interface Indicator {
  /**
   * Value `k` bars ago: `.at(-1)` at the bar that is decided, `.at(-2)` one bar earlier.
   *
   * NaN says "no value" (a division by zero, a callback's null): every comparison with it is false. Of an indicator
   * over an input, bars are that input's own closed bars.
   *
   * @param offset - Whole number from -1 down to -(lookback + 2 − the indicator's warm-up).
   */
  readonly at: (offset: number) => number;
}

/** What `indicators` may return: descriptors by name, or groups of them one level deep. */
export interface IndicatorRecord {
  readonly [name: string]: Source | { readonly [name: string]: Source };
}

type CursorsOf<R> = {
  readonly [K in keyof R]: R[K] extends string | Descriptor | InputColumn
    ? Indicator
    : CursorsOf<R[K]>;
};
// oxlint-disable-next-line typescript/no-explicit-any -- an index signature would make `context.indicators.fast` possibly undefined, and unknown names are named errors
type AnyName = any;

/**
 * What a decision may know besides the bars. There is no account, no clock and no mode here: a plugin cannot tell a
 * back-test from live.
 *
 * Plain `Context` lets every name pass. `Context<typeof indicators, "daily">` has the compiler check the names of the
 * indicators and of the inputs.
 */
export interface Context<I = undefined, Inputs extends string = string> {
  readonly pair: string;
  readonly timeframe: string;
  /** Smallest step of the price, in quote currency. */
  readonly tickSize: number;
  readonly indicators: I extends (...args: never[]) => infer R ? CursorsOf<R> : AnyName;
  /** Bars of each `[inputs.<name>]` that were closed when the current bar closed. */
  readonly inputs: string extends Inputs ? AnyName : Readonly<Record<Inputs, Candles>>;
  /** Reserved for signed number arrays; empty in this version. */
  readonly assets: { readonly [name: string]: Float64Array };
}

/** What `entrySignal` answers when it wants in; nothing else may be in it. */
export interface EntrySignal {
  readonly side: Side;
  /** One line for the person who reads the journal, 1 … 280 characters. */
  readonly rationale: string;
  /** Above 0, at most 1 (the default): shrinks the position, never grows it. */
  readonly strength?: number;
  /** Stop distance in percent of the price; must lie in the range that `sl_pct` of the manifest gives. */
  readonly slPct?: number;
  /** Take-profit distance in percent of the price; must lie in the range that `tp_pct` of the manifest gives. */
  readonly tpPct?: number;
}

/**
 * What `score` of a signal answers: from -1, everything speaks for short, to 1, everything speaks for long; null where
 * it has nothing to say.
 */
export type Score = number | null;

/** What `value` of a factor answers: any finite number; null where there is none. */
export type Value = number | null;
