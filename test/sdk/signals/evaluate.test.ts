/** The loop around a cell, with a cell that answers by hand. */
import { describe, expect, it } from "vitest";
import type { CellFrame } from "#host/cell/frame.ts";
import type { CellEvaluation, CellSession } from "#host/cell/session.ts";
import type { FeedStep } from "#host/ports.ts";
import { barOf } from "#host/kernel/timeframe.ts";
import { evaluateFeed } from "#sdk/signals/evaluate.ts";
import { FIRST_TS } from "#test/kit/sdk.ts";

const PLAN = {
  main: { instrument: "BTCUSDT", timeframe: "5m", lookback: 50, needs: [] },
  inputs: [],
  windowOnly: true,
} as const;

async function* steps(bars: number): AsyncGenerator<FeedStep> {
  for (let n = 0; n < bars; n += 1) {
    const ts = FIRST_TS + n * 300_000;
    const price = 100 + n;
    const candle = { ts, open: price, high: price, low: price, close: price, volume: 1 };
    const closeMs = ts + 300_000;
    const bar = {
      instrument: "BTCUSDT",
      timeframe: "5m" as const,
      bar: barOf(ts, "5m"),
      candle: { ...candle, funding: null, oi: null },
      availableAtMs: closeMs,
    };
    yield { closeMs, bars: [bar] };
  }
}

/** Answers each bar with its close; frames of more than `barsMax` bars overrun first. */
function aSession(barsMax: number): Pick<CellSession, "evaluate"> & { readonly sizes: number[] } {
  const sizes: number[] = [];
  const evaluate = async (frame: CellFrame): Promise<CellEvaluation> => {
    sizes.push(frame.count);
    const answers = Array.from({ length: frame.count }, (_, i) => {
      return `E1|B||||${frame.columns.close[frame.first + i]}`;
    });
    const overran = { kind: "cell_frame_repeated", fault: "overran", why: "" } as const;
    return { answers, events: frame.count > barsMax ? [overran] : [] };
  };
  return { sizes, evaluate };
}

describe("frames that overrun", () => {
  it.for([64, 10, 3, 1])("are halved until %i bars fit, and no row is lost", async (barsMax) => {
    const session = aSession(barsMax);
    const { signals, stopped, evaluated } = await evaluateFeed(
      steps(400),
      PLAN,
      { fn: "entry", cell: session },
      () => {},
    );
    expect(stopped).toBeNull();
    expect(evaluated).toBe(351);
    expect(signals.map(({ i, rationale }) => [i, rationale])).toEqual(
      Array.from({ length: 351 }, (_, k) => [49 + k, `${149 + k}`]),
    );
    expect(Math.max(...session.sizes.slice(-20))).toBeLessThanOrEqual(barsMax);
  });

  it("of a single bar are the plugin's fault", async () => {
    const { faults, stopped } = await evaluateFeed(
      steps(400),
      PLAN,
      { fn: "entry", cell: aSession(0) },
      () => {},
    );
    expect(faults.map(({ code }) => code)).toEqual(["overran"]);
    expect(stopped?.code).toBe("plugin_overran");
  });
});

it("says how far it is after each batch", async () => {
  const seen: number[] = [];
  await evaluateFeed(
    steps(600),
    PLAN,
    { fn: "entry", cell: aSession(64) },
    (rows) => void seen.push(rows),
  );
  expect(seen).toEqual([256, 512, 600]);
});

it("ends with the failure of a broken cell", async () => {
  const broken = { ...aSession(64), evaluate: () => Promise.reject(new Error("no cell")) };
  await expect(
    evaluateFeed(steps(600), PLAN, { fn: "entry", cell: broken }, () => {}),
  ).rejects.toThrow("no cell");
});
