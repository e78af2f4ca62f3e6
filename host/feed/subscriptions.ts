import type { Subscription } from "../ports.ts";

/** In order of first mention, each series once: two slots that read the same bars get the same bar, not two. */
export function distinct(subscriptions: readonly Subscription[]): readonly Subscription[] {
  const series = new Map<string, Subscription>();
  for (const one of subscriptions) {
    const key = `${one.instrument} ${one.timeframe}`;
    if (!series.has(key)) series.set(key, one);
  }
  return [...series.values()];
}
