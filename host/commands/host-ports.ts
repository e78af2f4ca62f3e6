/** What the host's commands take from the process they run in; built in cli.ts, by hand in tests. */
import type { Clock } from "../ports.ts";
import type { ProgressTarget } from "../terminal/progress.ts";

export interface HostPorts {
  readonly clock: Clock;
  readonly pid: number;
  readonly versions: { readonly node: string; readonly v8: string };
  /** process.arch */
  readonly arch: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly progress: ProgressTarget;
  /** Aborts on SIGINT and SIGTERM. */
  readonly stop: AbortSignal;
}
