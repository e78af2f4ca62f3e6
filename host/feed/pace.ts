import type { Clock, FeedStep } from "../ports.ts";

/** How fast steps come: all at once, or as long apart as their closes are on the clock. */
export type Pace =
  | { readonly kind: "full" }
  | {
      readonly kind: "wall";
      readonly clock: Clock;
      /** Steps that close at or before this feed time come at once: history to warm up on. Default: none. */
      readonly historyUntilMs?: number;
    };

/**
 * Gives out steps at a pace. Feed time is its own: the clock says only how long to wait.
 *
 * @param originMs - Feed time that the start of waiting stands for; the step closing at c comes c − originMs later.
 */
export async function* paced(
  steps: Iterable<FeedStep>,
  pace: Pace,
  originMs: number,
  signal: AbortSignal,
): AsyncGenerator<FeedStep> {
  if (pace.kind === "full") {
    for (const step of steps) {
      if (signal.aborted) return;
      yield step;
    }
    return;
  }
  const begunMs = pace.clock.nowMs();
  const fromMs = Math.max(originMs, pace.historyUntilMs ?? originMs);
  for (const step of steps) {
    if (step.closeMs > fromMs) {
      await pace.clock.sleepUntil(begunMs + step.closeMs - fromMs, signal);
    }
    if (signal.aborted) return;
    yield step;
  }
}
