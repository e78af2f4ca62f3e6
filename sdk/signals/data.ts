import { timeframe, type Timeframe } from "#host/contract/candles.ts";
import { candlesOf, type CandleFile } from "#host/feed/file/read.ts";
import { Fault, ok, refuse, type Result } from "#host/kernel/result.ts";
import { timeframeMs } from "#host/kernel/timeframe.ts";
import { readIfThere } from "#host/workspace/config.ts";

/**
 * Reads a candle file whose timeframe is not known before.
 *
 * @param wanted - The plugin's timeframe; null takes the file's own.
 * @returns Refusals: candles_invalid · data_timeframe_unknown · data_timeframe_differs.
 * @throws Fault file_unreadable.
 */
export function readData(path: string, wanted: Timeframe | null): Result<CandleFile> {
  const bytes = readIfThere(path);
  if (bytes === null) throw new Fault("file_unreadable", `${path} is not there`);
  // Every timeframe is a whole number of minutes, so every file lies on the grid of minutes.
  const minutes = candlesOf(bytes, path, "1m");
  if (!minutes.ok) return minutes;
  const { ts } = minutes.value.columns;
  const found = timeframeOf(ts) ?? (ts.length === 1 ? wanted : null);
  if (found === null) {
    return refuse("data_timeframe_unknown", `${path} has ${ts.length} bars of no known timeframe`, {
      detail: { bars: ts.length },
    });
  }
  if (wanted !== null && wanted !== found) {
    return refuse(
      "data_timeframe_differs",
      `${path} has ${found} bars, the plugin reads ${wanted}`,
    );
  }
  return found === "1m" ? ok(minutes.value) : candlesOf(bytes, path, found);
}

/** The timeframe of the nearest two bars; null when there is none of that length, or fewer than two bars. */
export function timeframeOf(ts: Float64Array): Timeframe | null {
  let stepMs = Number.POSITIVE_INFINITY;
  for (let i = 1; i < ts.length; i += 1) stepMs = Math.min(stepMs, (ts[i] ?? 0) - (ts[i - 1] ?? 0));
  return TIMEFRAME_NAMES.find((each) => timeframeMs(each) === stepMs) ?? null;
}

const TIMEFRAME_NAMES: readonly Timeframe[] = timeframe.options;
