import { BASE_COLUMNS, COLUMNS, type Timeframe } from "#host/contract/candles.ts";
import type { Params, PluginManifest } from "#host/contract/manifest.ts";
import { paramsOf } from "#host/kernel/params.ts";
import { ok, type Result } from "#host/kernel/result.ts";
import type { CellPlugin } from "#host/cell/session.ts";
import { wasmPluginOf } from "#host/cell/wasm/plugin.ts";
import type { Built } from "./build.ts";
import { kindOf } from "./kinds.ts";

/** What a bare script does not say itself. */
export const BARE_DEFAULTS = { pair: "BTCUSDT", timeframe: "5m", lookback: 200 } as const;

/** Of a pair whose rules nobody knows. */
const TICK_SIZE_ASSUMED = 0.01;

/** What a run says about a plugin; absent: what the manifest says. */
export interface CellChoice {
  readonly pair?: string | undefined;
  readonly timeframe?: Timeframe | undefined;
  readonly lookback?: number | undefined;
  readonly tickSize?: number | undefined;
  /** Only what differs from the manifest's defaults. */
  readonly params?: Params | undefined;
}

/**
 * Puts together what a cell is given: of a plugin folder what its manifest says, of a bare script the defaults and
 * every column.
 *
 * @returns Refusal: params_out_of_bounds.
 */
export function cellPluginOf(built: Built, choice: CellChoice): Result<CellPlugin> {
  const { manifest, bundle } = built;
  const own = {
    bundle: bundle.code,
    kind: kindOf(manifest, bundle.exports),
    ...seriesOf(manifest, choice),
  };
  if (manifest === null) {
    const lookback = choice.lookback ?? BARE_DEFAULTS.lookback;
    return ok({ ...own, params: choice.params ?? {}, lookback, columns: COLUMNS, inputs: [] });
  }
  const params = paramsOf(manifest.params, choice.params ?? {});
  if (!params.ok) return params;
  const inputs = Object.entries(manifest.inputs).map(([name, input]) => {
    return { name, lookback: input.lookback, columns: [...BASE_COLUMNS, ...input.needs] };
  });
  const { lookback, needs } = manifest;
  const columns = [...BASE_COLUMNS, ...needs];
  const binary = { module: manifest.module, wasm: wasmPluginOf(manifest) };
  return ok({ ...own, ...binary, params: params.value, lookback, columns, inputs });
}

function seriesOf(manifest: PluginManifest | null, choice: CellChoice) {
  return {
    pair: choice.pair ?? manifest?.pairs[0] ?? BARE_DEFAULTS.pair,
    timeframe: choice.timeframe ?? manifest?.timeframe ?? BARE_DEFAULTS.timeframe,
    tickSize: choice.tickSize ?? TICK_SIZE_ASSUMED,
  };
}
