import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../ports.ts";

/** Longer sleeps are cut in pieces: timers overflow at 2^31 ms, and a machine that slept must look at the clock again. */
const SLEEP_MS_MAX = 60_000;

/** The machine's wall clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  async sleepUntil(untilMs, signal) {
    for (let leftMs = untilMs - Date.now(); leftMs > 0; leftMs = untilMs - Date.now()) {
      if (signal.aborted) return;
      await sleep(Math.min(leftMs, SLEEP_MS_MAX), undefined, { signal }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
  },
};
