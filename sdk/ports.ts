import type { Clock } from "#host/ports.ts";
import type { Progress } from "#host/terminal/progress.ts";

/** What the sdk's commands need of the world beside files: made in cli.ts, and by hand in tests. */
export interface SdkPorts {
  /** For progress and speed only; no result depends on it. */
  readonly clock: Pick<Clock, "nowMs">;
  readonly progress: Progress;
}
