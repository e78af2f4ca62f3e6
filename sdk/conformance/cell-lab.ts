/** The laboratory: two cells at most, shared reference runs, and a view of both for each rule. */
import {
  openCell,
  type CellPlugin,
  type CellSession,
  type CellVariant,
} from "#host/cell/session.ts";
import type { Result } from "#host/kernel/result.ts";
import type { Clock } from "#host/ports.ts";
import { windowPlanOf } from "../signals/run.ts";
import type { WindowPlan } from "../signals/windows.ts";
import { cellSlots } from "./cell-slots.ts";
import { evaluateRun } from "./evaluate-run.ts";
import {
  PluginStopped,
  type Difference,
  type Lab,
  type LabAnswers,
  type LabRun,
  type Market,
  type Question,
  type Recording,
} from "./lab.ts";
import { SUITE_LIMITS } from "./limits.ts";
import { changedSteps, framedBy, recordingOf, type Framed } from "./recording.ts";
import type { Subject } from "./rule.ts";

/** Another way to open a cell, in tests. */
export type OpenCell = typeof openCell;

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
  const runs = new Runs(options, framing, questions[0] ?? { fn: "entry" });
  const references = new Map<Recording, Map<string, Promise<LabAnswers>>>();
  const reference = (recording: Recording, question = questions[0]): Promise<LabAnswers> => {
    const known = references.get(recording) ?? new Map<string, Promise<LabAnswers>>();
    references.set(recording, known);
    const key = `${question?.fn} ${question?.side}`;
    const answers = known.get(key) ?? runs.run({ recording, ...question }, () => true);
    known.set(key, answers);
    return answers;
  };
  const viewOf = (rule: string): Lab => {
    const stopwatch = { usedMs: 0 };
    return {
      subject,
      plan,
      recordings,
      questions,
      ownCount: own.length,
      reference,
      async run(run) {
        const leftMs = SUITE_LIMITS.ruleMs - stopwatch.usedMs;
        if (leftMs <= 0) throw new RuleTooSlow(SUITE_LIMITS.ruleMs);
        let startMs: number | null = null;
        const mayGoOn = (): boolean => clock.nowMs() - (startMs ??= clock.nowMs()) < leftMs;
        const answers = await runs.run(run, mayGoOn);
        stopwatch.usedMs += startMs === null ? 0 : clock.nowMs() - startMs;
        if (stopwatch.usedMs >= SUITE_LIMITS.ruleMs) throw new RuleTooSlow(SUITE_LIMITS.ruleMs);
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
  return { recordings, questions, reference, viewOf, close: () => runs.close() };
}

/** A rule used more time than it has: the finding says so, and the suite goes on. */
export class RuleTooSlow extends Error {
  override readonly name = "RuleTooSlow";
  constructor(limitMs: number) {
    super(`its runs did not end within ${limitMs / 1_000} s`);
  }
}

function questionsOf({ plugin, built }: Subject): readonly Question[] {
  if (plugin.kind !== "strategy") return [{ fn: "value" }];
  const { exports } = built.bundle;
  const hasExit = exports.includes("exitSignal") || exports.includes("exit_signal");
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

/** Windows of recordings, cut when they are needed and kept while the recording is. */
class Framing {
  readonly #plan: WindowPlan;
  readonly #cut = new WeakMap<Recording, Map<number, Framed>>();

  constructor(plan: WindowPlan) {
    this.#plan = plan;
  }

  record(market: Market): Recording {
    const recording: Recording = recordingOf(market, () => this.of(recording));
    return recording;
  }

  of(recording: Recording, lookback = this.#plan.main.lookback): Framed {
    const known = this.#cut.get(recording) ?? new Map<number, Framed>();
    this.#cut.set(recording, known);
    const main = { ...this.#plan.main, lookback };
    const framed = known.get(lookback) ?? framedBy(recording, { ...this.#plan, main });
    known.set(lookback, framed);
    return framed;
  }
}

/** Runs in cells, no more than two of which are alive. */
class Runs {
  readonly #options: LabOptions;
  readonly #framing: Framing;
  readonly #question: Question;
  readonly #slots = cellSlots(SUITE_LIMITS.cells, SUITE_LIMITS.cellsWaiting);
  #strikes: string[] = [];

  constructor(options: LabOptions, framing: Framing, question: Question) {
    this.#options = options;
    this.#framing = framing;
    this.#question = question;
  }

  async run(run: LabRun, mayGoOn: () => boolean): Promise<LabAnswers> {
    const { plugin, choice, kind } = this.#cellOf(run);
    const open = () => this.#open(plugin, choice);
    return await this.#slots.use(kind, open, async (opened) => {
      this.#stopAfterStrikes();
      const framed = this.#framing.of(run.recording, run.lookback);
      if (!opened.ok) return { value: refused(opened.refusal.detail, run, framed), keep: false };
      const asked = { ...this.#question, ...run };
      const { rows, answers, ended } = await evaluateRun(opened.value, framed, asked, mayGoOn);
      if (ended !== null && ended !== "skipped") this.#strikes.push(ended);
      const usage = ended === null ? await opened.value.usage() : null;
      return { value: { rows, answers, usage }, keep: ended === null };
    });
  }

  close(): Promise<void> {
    return this.#slots.close();
  }

  #stopAfterStrikes(): void {
    if (this.#strikes.length < SUITE_LIMITS.strikes) return;
    throw new PluginStopped(`the plugin was stopped before (${this.#strikes.join(", ")})`);
  }

  /** What a cell is opened with, and under which name it may serve again. */
  #cellOf(run: LabRun) {
    const { subject } = this.#options;
    const choice = {
      tickSize: run.recording.tickSize,
      params: run.params ?? subject.params,
      lookback: run.lookback ?? subject.plugin.lookback,
    };
    const { variant = {}, process = "" } = run;
    const kind = JSON.stringify([process, choice, variant]);
    return { plugin: { ...subject.plugin, ...choice }, choice: variant, kind };
  }

  async #open(plugin: CellPlugin, variant: CellVariant): Promise<Result<CellSession>> {
    const open = this.#options.openCell ?? openCell;
    const opened = await open(plugin, {
      mode: "resident",
      sample: { rate: 0, seed: "" },
      deadlines: SUITE_LIMITS.deadlines,
      ...(Object.keys(variant).length === 0 ? {} : { variant }),
    });
    if (opened.ok || opened.refusal.code === "plugin_not_loaded") return opened;
    // Not the plugin's doing: the machine did not give a process.
    throw new Error(`${opened.refusal.code}: ${opened.refusal.message}`);
  }
}

/** A load that failed is the answer of every row. */
function refused(
  detail: { readonly [name: string]: unknown } | undefined,
  run: LabRun,
  framed: Framed,
): LabAnswers {
  const { fault, cause } = detail ?? {};
  const text = [fault, cause].filter((part) => typeof part === "string").join(":");
  const rows = run.rows ?? [...framed.places.keys()];
  return { rows, answers: rows.map(() => `F:${text}`), usage: null };
}
