import type { Approval } from "../contract/approval.ts";
import type { Params, PluginManifest, StrategyManifest } from "../contract/manifest.ts";
import { timeframeMs } from "../kernel/timeframe.ts";
import type { InputSpec, SeriesSpec } from "./window.ts";

/** Verified or looked up by digest: what a cell is given. */
export interface Loaded {
  readonly approval: Approval;
  readonly manifest: StrategyManifest;
  readonly params: Params;
  /** Module text, or of a module in wasm its bytes. */
  readonly bundle: string | Uint8Array;
  readonly instrument: string;
}

export interface WindowSpec {
  readonly main: SeriesSpec;
  readonly inputs: readonly InputSpec[];
  /** How far back the windows reach, milliseconds. */
  readonly historyMs: number;
}

/** Which series a strategy reads, and how far back. */
export function windowSpecOf(approval: Approval, manifest: PluginManifest): WindowSpec {
  const instrument = approval.instruments[0] ?? "";
  const { timeframe } = approval;
  const { lookback, needs } = manifest;
  const inputs = Object.entries(manifest.inputs).map(([name, input]) => ({
    name,
    instrument: input.pair ?? instrument,
    timeframe: input.timeframe ?? timeframe,
    lookback: input.lookback,
    needs: input.needs,
  }));
  const main = { instrument, timeframe, lookback, needs };
  const spans = [main, ...inputs].map(
    (series) => 2 * series.lookback * timeframeMs(series.timeframe),
  );
  return { main, inputs, historyMs: Math.max(...spans) + timeframeMs(timeframe) };
}
