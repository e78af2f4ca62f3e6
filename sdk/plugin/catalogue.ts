/**
 * Every constructor of `#plugin` with its formula: one table for people, for the contract page and for the tests that
 * compare it with the code.
 *
 * x₁ … xₙ are the last n values, xₙ the newest. `warmUpBars` counts bars of a column, the first one with a value
 * included; over another indicator the warm-ups chain (both, less one bar).
 */
export interface CatalogueEntry {
  readonly name: string;
  readonly call: string;
  readonly formula: string;
  /** Sum of parameter names and whole numbers, such as "slow + signal - 1". */
  readonly warmUpBars: string;
}

const WINDOWS: readonly CatalogueEntry[] = [
  { name: "sum", call: "sum(source, n)", formula: "x₁ + … + xₙ", warmUpBars: "n" },
  { name: "sma", call: "sma(source, n)", formula: "(x₁ + … + xₙ) / n", warmUpBars: "n" },
  {
    name: "wma",
    call: "wma(source, n)",
    formula: "(1·x₁ + … + n·xₙ) / (n(n+1)/2)",
    warmUpBars: "n",
  },
  { name: "stddev", call: "stddev(source, n)", formula: "√(Σ(xᵢ − mean)² / n)", warmUpBars: "n" },
  {
    name: "zscore",
    call: "zscore(source, n)",
    formula: "(xₙ − mean) / stddev; no value over a flat window",
    warmUpBars: "n",
  },
  { name: "highest", call: "highest(source, n)", formula: "largest of x₁ … xₙ", warmUpBars: "n" },
  { name: "lowest", call: "lowest(source, n)", formula: "smallest of x₁ … xₙ", warmUpBars: "n" },
  {
    name: "bollinger",
    call: "bollinger(source, n = 20, width = 2) → { upper, middle, lower }",
    formula: "middle = sma(n); upper, lower = middle ± width · stddev(n)",
    warmUpBars: "n",
  },
  {
    name: "vwap",
    call: "vwap(n, input?)",
    formula:
      "Σ(typical · volume) / Σvolume over n bars, typical = (high + low + close) / 3; no value without volume",
    warmUpBars: "n",
  },
];

const SMOOTHED: readonly CatalogueEntry[] = [
  {
    name: "ema",
    call: "ema(source, n)",
    formula: "first value: average of n; then prev + (x − prev) · 2/(n+1)",
    warmUpBars: "n",
  },
  {
    name: "wilder",
    call: "wilder(source, n)",
    formula: "first value: average of n; then (prev · (n−1) + x) / n",
    warmUpBars: "n",
  },
  {
    name: "rsi",
    call: "rsi(source, n)",
    formula:
      "100 · gain / (gain + loss), wilder(n) of the rises and of the falls; 0 when it never moved",
    warmUpBars: "n + 1",
  },
  {
    name: "macd",
    call: "macd(source, fast = 12, slow = 26, signal = 9) → { line, signal, histogram }",
    formula:
      "line = ema(fast) − ema(slow), both seeded on bar slow; signal = ema(line, signal); histogram = line − signal",
    warmUpBars: "slow + signal - 1",
  },
  {
    name: "trueRange",
    call: "trueRange(input?)",
    formula: "max(high, previous close) − min(low, previous close)",
    warmUpBars: "2",
  },
  { name: "atr", call: "atr(n, input?)", formula: "wilder(trueRange(), n)", warmUpBars: "n + 1" },
];

const CHANGES: readonly CatalogueEntry[] = [
  {
    name: "roc",
    call: "roc(source, n)",
    formula: "100 · (x / x n bars ago − 1)",
    warmUpBars: "n + 1",
  },
  { name: "lag", call: "lag(source, n)", formula: "x n bars ago", warmUpBars: "n + 1" },
  {
    name: "obv",
    call: "obv(input?)",
    formula: "running Σ ±volume by the close's direction, from the anchor; read differences only",
    warmUpBars: "1",
  },
];

const COMPOSED: readonly CatalogueEntry[] = [
  {
    name: "col",
    call: 'col("close") or col({ input, column })',
    formula: "the column itself",
    warmUpBars: "1",
  },
  { name: "add", call: "add(a, b)", formula: "a + b; an operand may be a number", warmUpBars: "1" },
  { name: "sub", call: "sub(a, b)", formula: "a − b", warmUpBars: "1" },
  { name: "mul", call: "mul(a, b)", formula: "a · b", warmUpBars: "1" },
  { name: "div", call: "div(a, b)", formula: "a / b; no value where b is zero", warmUpBars: "1" },
  { name: "min", call: "min(a, b)", formula: "the smaller", warmUpBars: "1" },
  { name: "max", call: "max(a, b)", formula: "the larger", warmUpBars: "1" },
  { name: "abs", call: "abs(source)", formula: "|x|", warmUpBars: "1" },
  { name: "neg", call: "neg(source)", formula: "−x", warmUpBars: "1" },
  {
    name: "rolling",
    call: "rolling(source, n, fn)",
    formula: "fn(window: Float64Array of n, oldest first) → finite number or null",
    warmUpBars: "n",
  },
  {
    name: "scan",
    call: "scan(init, fn, ...sources)",
    formula:
      "fn(state, ...values) for every bar from the anchor → finite number or null; a list as init is changed in place",
    warmUpBars: "1",
  },
];

export const INDICATOR_CATALOGUE: readonly CatalogueEntry[] = [
  ...WINDOWS,
  ...SMOOTHED,
  ...CHANGES,
  ...COMPOSED,
];

/** Plain functions of `#plugin`, callable anywhere in a plugin. */
export const HELPER_CATALOGUE: readonly { readonly call: string; readonly meaning: string }[] = [
  { call: "hourUtc(ts)", meaning: "0 … 23" },
  { call: "weekdayUtc(ts)", meaning: "0 Sunday … 6 Saturday" },
  { call: "monthUtc(ts)", meaning: "1 … 12" },
  {
    call: "minutesToFunding(ts, intervalMin = 480)",
    meaning: "minutes to the next settlement, above 0",
  },
  { call: "roundToTick(price, tick)", meaning: "nearest multiple of the tick" },
];
