// A channel breakout in AssemblyScript: no objects, no arrays, no strings, so no memory is ever asked for while it runs.

/** Index of the rationale in manifest.toml, set with every signal. */
export let reason: i32 = 0;
const ROSE: i32 = 0;
const FELL: i32 = 1;

/** Answers of entry_signal. */
const NONE: i32 = 0;
const BUY: i32 = 1;
const SELL: i32 = 2;

/** Columns of ABI 1 that are read here, by their place. */
const HIGH: i32 = 2;
const LOW: i32 = 3;
const CLOSE: i32 = 4;

/** First free byte; 0 before the first call. */
let free: i32 = 0;

/** Gives the host room for columns and parameters. */
export function alloc(bytes: i32): i32 {
  if (free == 0) free = i32(__heap_base);
  const at = (free + 7) & ~7;
  free = at + bytes;
  return at;
}

/** Parameters, in the order of the manifest. */
function entryBars(params: i32): i32 {
  return i32(load<f64>(params));
}
function exitBars(params: i32): i32 {
  return i32(load<f64>(params, 8));
}
/** How far beyond the channel a close must be, as a share of the channel's width. */
function room(params: i32): f64 {
  return load<f64>(params, 16);
}
/** Whether only the first close beyond the channel counts. */
function firstOnly(params: i32): bool {
  return load<f64>(params, 24) != 0;
}

function at(columns: i32, bars: i32, column: i32, bar: i32): f64 {
  return load<f64>(columns + ((column * bars + bar) << 3));
}

/** Highest high of `length` bars before `bar`. */
function highest(columns: i32, bars: i32, bar: i32, length: i32): f64 {
  let found: f64 = -Infinity;
  for (let i = bar - length; i < bar; i++) found = max(found, at(columns, bars, HIGH, i));
  return found;
}

/** Lowest low of `length` bars before `bar`. */
function lowest(columns: i32, bars: i32, bar: i32, length: i32): f64 {
  let found: f64 = Infinity;
  for (let i = bar - length; i < bar; i++) found = min(found, at(columns, bars, LOW, i));
  return found;
}

/** On which side of its channel a bar closed: 1 above, -1 below, 0 inside. */
function sideOf(columns: i32, bars: i32, params: i32, bar: i32): i32 {
  const top = highest(columns, bars, bar, entryBars(params));
  const bottom = lowest(columns, bars, bar, entryBars(params));
  const beyond = room(params) * (top - bottom);
  const close = at(columns, bars, CLOSE, bar);
  if (close > top + beyond) return 1;
  return close < bottom - beyond ? -1 : 0;
}

/** Enters when a close has left the channel of the bars before it. */
export function entry_signal(columns: i32, bars: i32, params: i32): i32 {
  const side = sideOf(columns, bars, params, bars - 1);
  if (side == 0) return NONE;
  if (firstOnly(params) && sideOf(columns, bars, params, bars - 2) == side) return NONE;
  reason = side > 0 ? ROSE : FELL;
  return side > 0 ? BUY : SELL;
}

/** Leaves when a close has crossed the opposite side of a shorter channel. */
export function exit_signal(columns: i32, bars: i32, params: i32, side: i32): i32 {
  const bar = bars - 1;
  const close = at(columns, bars, CLOSE, bar);
  return side == BUY
    ? i32(close < lowest(columns, bars, bar, exitBars(params)))
    : i32(close > highest(columns, bars, bar, exitBars(params)));
}
