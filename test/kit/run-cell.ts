/** A cell without a process: its answers are a table, so that a run of thousands of bars takes no time. */
import type { CellFrame } from "#host/cell/frame.ts";
import type { Side } from "#host/contract/primitives.ts";
import { assert, ok, type Result } from "#host/kernel/result.ts";
import { timeframeMs } from "#host/kernel/timeframe.ts";
import type { CellPort } from "#host/run/cell-port.ts";
import type { RunDeps } from "#host/run/deps.ts";

export interface Asked {
  readonly slot: string;
  readonly fn: "entry" | "exit";
  readonly side: Side | null;
  readonly bar: number;
  /** Digest of the approval that is loaded. */
  readonly plugin: { readonly id: string; readonly version: number };
}

/** One answer in the wording of decision A5. Pure: a bar is asked more than once. */
export type Answers = (asked: Asked) => string;

export function tableCells(answers: Answers, hasExit = true): RunDeps["openCell"] {
  return (loaded): Promise<Result<CellPort>> => {
    const { slot, timeframe } = loaded.approval;
    const plugin = { id: loaded.manifest.id, version: loaded.manifest.version };
    const evaluate: CellPort["evaluate"] = (frame, wanted) => {
      const { fn } = frame;
      assert(fn !== "value", "a slot asks a strategy");
      return Promise.resolve(
        barsOf(frame, timeframeMs(timeframe)).map((bar) => {
          const side = frame.side ?? null;
          const answer = wanted() ? answers({ slot, fn, side, bar, plugin }) : "F:skipped";
          return { answer, retried: false };
        }),
      );
    };
    return Promise.resolve(ok({ hasExit, evaluate, close: () => Promise.resolve() }));
  };
}

function barsOf({ columns, first, count }: CellFrame, lengthMs: number): number[] {
  return Array.from({ length: count }, (_, i) => (columns.ts[first + i] ?? Number.NaN) / lengthMs);
}

/** `E1|B|…` with the protection of the manifest. */
export function enters(side: Side, rationale = "because"): string {
  return `E1|${side === "Buy" ? "B" : "S"}|1|||${rationale}`;
}
