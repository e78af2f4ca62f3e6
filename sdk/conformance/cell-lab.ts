/** The laboratory: recordings, shared reference runs, and a view of both for each rule. */
import { openCell } from "#host/cell/session.ts";
import type { Clock } from "#host/ports.ts";
import { windowPlanOf } from "../signals/run.ts";
import type { WindowPlan } from "../signals/windows.ts";
import { Framing, Runs, type OpenCell } from "./cell-runs.ts";
import type { Difference, Lab, LabAnswers, Market, Question, Recording } from "./lab.ts";
import { SUITE_LIMITS } from "./limits.ts";
import { changedSteps } from "./recording.ts";
import type { Subject } from "./rule.ts";

export type { OpenCell };

export interface LabOptions {
  readonly subject: Subject;
  /** The suite's own, of every series that the plugin reads. */
  readonly own: readonly Market[];
  /** The caller's files. */
  readonly files: readonly Market[];
  readonly clock: Pick<Clock, "nowMs">;
  readonly onProgress: (rule: string, what: string) => void;
  readonly openCell?: OpenCell;
}

/** One for all rules of a suite's run. */
export interface CellLab {
  readonly recordings: readonly Recording[];
  readonly questions: readonly Question[];
  reference(recording: Recording, question?: Question): Promise<LabAnswers>;
  /** A rule's own view: its time is counted, and it ends when it is used up. */
  viewOf(rule: string): Lab;
  /** The fault after which the plugin was asked no more; null while it may go on. */
  stopped(): string | null;
  /** Kills the cells that wait for more; the lab can be used again. */
  close(): Promise<void>;
}

export function planOf({ plugin, manifest, built }: Subject): WindowPlan {
  const { exports } = built.bundle;
  return windowPlanOf({ plugin, manifest, exports, timeframe: plugin.timeframe });
}

export function cellLab(options: LabOptions): CellLab {
  const { subject, own, files, clock } = options;
  const plan = planOf(subject);
  const framing = new Framing(plan);
  const recordings = [...own, ...files].map((market) => framing.record(market));
  const questions = questionsOf(subject);
  const [question = { fn: "entry" as const }] = questions;
  const runs = new Runs({
    subject,
    clock,
    framing,
    question,
    openCell: options.openCell ?? openCell,
  });
  const references = new Map<Recording, Map<string, Promise<LabAnswers>>>();
  const reference = (recording: Recording, asked = question): Promise<LabAnswers> => {
    const known = references.get(recording) ?? new Map<string, Promise<LabAnswers>>();
    references.set(recording, known);
    const key = `${asked.fn} ${asked.side}`;
    const answers = known.get(key) ?? runs.reference({ recording, ...asked });
    known.set(key, answers);
    return answers;
  };
  const shared = { subject, plan, recordings, questions, ownCount: own.length, reference };
  const viewOf = (rule: string): Lab => {
    let leftMs: number = SUITE_LIMITS.ruleMs;
    return {
      ...shared,
      async run(run) {
        const { answers, usedMs } = await runs.run(run, leftMs);
        leftMs -= usedMs;
        return answers;
      },
      changed(recording, name, change, more = {}) {
        const steps = changedSteps(recording.steps, plan.main, change, more.shiftMs ?? 0);
        const tickSize = more.tickSize ?? recording.tickSize;
        return framing.record({ name: `${recording.name} ${name}`, tickSize, steps });
      },
      recorded: (market) => framing.record(market),
      differences,
      tell: (what) => options.onProgress(rule, what),
    };
  };
  const [stopped, close] = [() => runs.stopped, () => runs.close()];
  return { recordings, questions, reference, viewOf, stopped, close };
}

function questionsOf({ plugin, built }: Subject): readonly Question[] {
  if (plugin.kind !== "strategy") return [{ fn: "value" }];
  const { exports } = built.bundle;
  const hasExit = exports.includes("exitSignal");
  return hasExit
    ? [{ fn: "entry" }, { fn: "exit", side: "Buy" }, { fn: "exit", side: "Sell" }]
    : [{ fn: "entry" }];
}

/** Rows of both runs that differ, ascending, each once. */
export function differences(
  a: LabAnswers,
  b: LabAnswers,
  recording: Recording,
): readonly Difference[] {
  const before = new Map(a.rows.map((row, k) => [row, a.answers[k] ?? ""]));
  const openMs = new Map(recording.rows.map((row, k) => [row, recording.openMs[k] ?? Number.NaN]));
  const found = new Map<number, Difference>();
  for (const [k, row] of b.rows.entries()) {
    const [was, is] = [before.get(row), b.answers[k] ?? ""];
    if (was === undefined || was === is || found.has(row)) continue;
    found.set(row, { row, openMs: openMs.get(row) ?? Number.NaN, before: was, after: is });
  }
  return [...found.values()].toSorted((x, y) => x.row - y.row);
}
