/* oxlint-disable typescript/no-unsafe-argument, typescript/no-unsafe-call, typescript/no-unsafe-member-access -- the plain form of the example leaves names to the manifest */
/** The example of the plugin contract; only unused parameters carry an underscore, for our own compiler settings. */
import { ema, type Candles, type Context, type EntrySignal, type Params } from "#plugin";

export const indicators = (p: Params) => ({
  fast: ema("close", p.fast),
  slow: ema("close", p.slow),
});

export function entrySignal(
  _candles: Candles,
  _params: Params,
  context: Context,
): EntrySignal | null {
  const { fast, slow } = context.indicators;
  if (fast.at(-2) <= slow.at(-2) && fast.at(-1) > slow.at(-1))
    return { side: "Buy", rationale: "fast crossed above slow" };
  return null;
}
