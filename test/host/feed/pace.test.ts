import { describe, expect, it } from "vitest";
import { paced } from "#host/feed/pace.ts";
import type { FeedStep } from "#host/ports.ts";
import { steppedClock } from "#test/kit/stepped-clock.ts";

const STEPS: FeedStep[] = [100, 200, 300, 500].map((closeMs) => ({ closeMs, bars: [] }));

async function closesOf(steps: AsyncIterable<FeedStep>): Promise<number[]> {
  const closes: number[] = [];
  for await (const { closeMs } of steps) closes.push(closeMs);
  return closes;
}

describe("the pace of a feed", () => {
  it("at full speed waits for nothing", async () => {
    const { signal } = new AbortController();
    expect(await closesOf(paced(STEPS, { kind: "full" }, 0, signal))).toEqual([100, 200, 300, 500]);
  });

  it("at wall pace spaces steps by their closes, whatever the clock says", async () => {
    const clock = steppedClock(7_000_000);
    const { signal } = new AbortController();
    await closesOf(paced(STEPS, { kind: "wall", clock }, 0, signal));
    expect(clock.asked).toEqual([7_000_100, 7_000_200, 7_000_300, 7_000_500]);
  });

  it("counts from where the feed goes on", async () => {
    const clock = steppedClock(7_000);
    const { signal } = new AbortController();
    await closesOf(paced(STEPS.slice(2), { kind: "wall", clock }, 200, signal));
    expect(clock.asked).toEqual([7_100, 7_300]);
  });

  it("gives out history at once and waits from its end", async () => {
    const clock = steppedClock(7_000);
    const { signal } = new AbortController();
    const pace = { kind: "wall", clock, historyUntilMs: 250 } as const;
    expect(await closesOf(paced(STEPS, pace, 0, signal))).toEqual([100, 200, 300, 500]);
    expect(clock.asked).toEqual([7_050, 7_250]);
  });

  it.for<[name: string, kind: "full" | "wall", seen: number[]]>([
    ["at full speed before the next step", "full", [100, 200]],
    ["at wall pace in the middle of a wait", "wall", [100]],
  ])("ends when it is stopped, %s", async ([, kind, seen]) => {
    const stop = new AbortController();
    let waits = 0;
    const clock = steppedClock(0, () => {
      waits += 1;
      if (waits === 2) stop.abort();
    });
    const pace = kind === "full" ? ({ kind } as const) : ({ kind, clock } as const);
    const closes: number[] = [];
    for await (const { closeMs } of paced(STEPS, pace, 0, stop.signal)) {
      closes.push(closeMs);
      if (closeMs === 200) stop.abort();
    }
    expect(closes).toEqual(seen);
  });
});
