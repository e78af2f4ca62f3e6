import type { Clock } from "#host/ports.ts";

export interface SteppedClock extends Clock {
  /** Every instant somebody wanted to sleep until, in order. */
  readonly asked: readonly number[];
}

/** A clock that jumps to whatever is waited for: nothing sleeps, and every wait is on record. */
export function steppedClock(startMs: number, onSleep: () => void = () => {}): SteppedClock {
  let nowMs = startMs;
  const asked: number[] = [];
  return {
    asked,
    nowMs: () => nowMs,
    async sleepUntil(untilMs, signal) {
      asked.push(untilMs);
      onSleep();
      if (!signal.aborted) nowMs = Math.max(nowMs, untilMs);
      await Promise.resolve();
    },
  };
}
