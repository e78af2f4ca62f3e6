import type { FeedStep } from "#host/ports.ts";

/** Steps of one series as the CSV that `host run --feed file` reads. */
export function candleText(steps: readonly FeedStep[]): string {
  const rows = steps.flatMap(({ bars }) =>
    bars.map(({ candle }) => {
      const { ts, open, high, low, close, volume, funding, oi } = candle;
      return [ts, open, high, low, close, volume, funding ?? "", oi ?? ""].join(",");
    }),
  );
  return `ts,open,high,low,close,volume,funding,oi\n${rows.join("\n")}\n`;
}
