import { openCell, type CellOptions, type CellPlugin } from "#host/cell/session.ts";
import { someColumns } from "../host/cell/kit.ts";

/** One measured number and what it must not fall below (or, for times, rise above). */
export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target: number;
}

const LOOKBACK = 200;
const FRAME = 64;
const SECONDS = 3;

/** Three indicators, all eight columns, a loop over the last twenty closes: an ordinary strategy. */
const BUNDLE = `
export const indicators = (p) => ({
  fast: { kind: "ema", source: "close", period: p.fast },
  slow: { kind: "ema", source: "close", period: p.slow },
  rsi: { kind: "rsi", source: "close", period: 14 },
});
export function entrySignal(candles, params, { indicators: { fast, slow, rsi } }) {
  const { ts, open, high, low, close, volume, funding, oi } = candles;
  let sum = 0;
  for (let i = close.length - 20; i < close.length; i += 1) sum += close[i] * volume[i];
  if (open[0] + high[0] + low[0] + ts[0] + funding[0] + oi[0] < 0) return null;
  if (rsi.at(-1) > 90 || fast.at(-2) > slow.at(-2) || fast.at(-1) <= slow.at(-1)) return null;
  return { side: "Buy", rationale: "fast crossed above slow at " + (sum / 20).toFixed(2) };
}`;
const PLUGIN: CellPlugin = {
  bundle: BUNDLE,
  kind: "strategy",
  params: { fast: 12, slow: 26 },
  pair: "BTCUSDT",
  timeframe: "1h",
  tickSize: 0.1,
  lookback: LOOKBACK,
  columns: ["ts", "open", "high", "low", "close", "volume", "funding", "oi"],
  inputs: [],
};
const columns = someColumns(2 * LOOKBACK);

/**
 * Evaluations per second of one cell, on 200 bars of eight columns. Targets are those of the design, per core.
 *
 * @param nowMs - A monotonic clock.
 */
export async function benchCell(nowMs: () => number): Promise<readonly Measure[]> {
  const before = nowMs();
  await perSecond({ mode: "resident" }, 1, 0, nowMs);
  const openMs = nowMs() - before;
  const none = { rate: 0, seed: "" };
  const resident = { mode: "resident", sample: none } as const;
  return [
    { name: "cell: open, one bar, close", value: openMs, unit: "ms", target: 1_000 },
    {
      name: "cell: fresh isolates",
      value: await perSecond({ mode: "fresh", spare: false }, 1, SECONDS, nowMs),
      unit: "/s",
      target: 350,
    },
    {
      name: `cell: resident, frames of ${FRAME}`,
      value: await perSecond(resident, FRAME, SECONDS, nowMs),
      unit: "/s",
      target: 8_000,
    },
    {
      name: "cell: resident, bar by bar",
      value: await perSecond(resident, 1, SECONDS, nowMs),
      unit: "/s",
      target: 2_000,
    },
    {
      name: `cell: resident, 1 % fresh, frames of ${FRAME}`,
      value: await perSecond({ mode: "resident" }, FRAME, SECONDS, nowMs),
      unit: "/s",
      target: 2_000,
    },
    {
      name: `cell: compiled, frames of ${FRAME}`,
      value: await perSecond({ ...resident, jit: true }, FRAME, SECONDS, nowMs),
      unit: "/s",
      target: 8_000,
    },
  ];
}

async function perSecond(
  options: CellOptions,
  count: number,
  seconds: number,
  nowMs: () => number,
): Promise<number> {
  const opened = await openCell(PLUGIN, options);
  if (!opened.ok) throw new Error(opened.refusal.message);
  const from = nowMs();
  let bars = 0;
  try {
    do {
      const first = LOOKBACK + (bars % (LOOKBACK - count + 1));
      const { answers } = await opened.value.evaluate({
        fn: "entry",
        columns,
        first,
        count,
        inputs: [],
      });
      if (answers.some((each) => each.startsWith("F:"))) throw new Error(answers.join(" "));
      bars += count;
    } while (nowMs() - from < seconds * 1_000);
    return (bars * 1_000) / (nowMs() - from);
  } finally {
    await opened.value.close();
  }
}

if (import.meta.main) {
  for (const { name, value, unit, target } of await benchCell(() => performance.now()))
    console.log(
      `${name.padEnd(44)} ${value.toFixed(0).padStart(8)} ${unit.padEnd(3)} (target ${target})`,
    );
}
