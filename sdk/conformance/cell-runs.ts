/** Runs in cells: which cell a run needs, when a plugin has been stopped too often, and what time a run may take. */
import type { openCell, CellPlugin, CellSession, CellVariant } from "#host/cell/session.ts";
import type { Result } from "#host/kernel/result.ts";
import type { Clock } from "#host/ports.ts";
import type { WindowPlan } from "../signals/windows.ts";
import { cellSlots } from "./cell-slots.ts";
import { evaluateRun } from "./evaluate-run.ts";
import { PluginStopped, type LabAnswers, type LabRun, type Market, type Question } from "./lab.ts";
import type { Recording } from "./lab.ts";
import { SUITE_LIMITS } from "./limits.ts";
import { framedBy, recordingOf, type Framed } from "./recording.ts";
import type { Subject } from "./rule.ts";

/** Another way to open a cell, in tests. */
export type OpenCell = typeof openCell;

/** A rule, or the whole suite, used more time than it has: the finding says so, and the suite goes on. */
export class RuleTooSlow extends Error {
  override readonly name = "RuleTooSlow";
}

/** Windows of recordings, cut when they are needed and kept while the recording is. */
export class Framing {
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

export interface RunsOptions {
  readonly subject: Subject;
  readonly clock: Pick<Clock, "nowMs">;
  readonly framing: Framing;
  /** What a run asks that does not say. */
  readonly question: Question;
  readonly openCell: OpenCell;
}

export class Runs {
  readonly #options: RunsOptions;
  readonly #slots = cellSlots(SUITE_LIMITS.cells, SUITE_LIMITS.cellsWaiting);
  readonly #startMs: number;
  #strikes = 0;
  /** The fault after which nothing more is asked; null while the plugin may go on. */
  #stopped: string | null = null;

  constructor(options: RunsOptions) {
    this.#options = options;
    this.#startMs = options.clock.nowMs();
  }

  /** A plain run over an ordinary market. Whoever ends one is finished: nothing else is asked. */
  async reference(run: LabRun): Promise<LabAnswers> {
    return (await this.run(run, this.#suiteMs(), true)).answers;
  }

  /**
   * @param leftMs - What the run may take, without the time it waits for a place.
   * @throws PluginStopped, RuleTooSlow
   */
  async run(
    run: LabRun,
    leftMs: number,
    isReference = false,
  ): Promise<{ readonly answers: LabAnswers; readonly usedMs: number }> {
    const { clock, framing, question } = this.#options;
    const { plugin, variant, kind } = this.#cellOf(run);
    const open = () => this.#open(plugin, variant);
    return await this.#slots.use(kind, open, async (opened) => {
      this.#mayStart();
      const startMs = clock.nowMs();
      const usedMs = (): number => clock.nowMs() - startMs;
      const framed = framing.of(run.recording, run.lookback);
      if (!opened.ok) {
        const answers = refused(opened.refusal.detail, run, framed);
        return { value: { answers, usedMs: usedMs() }, keep: false };
      }
      const mayGoOn = () => usedMs() < leftMs && this.#suiteMs() > 0;
      const asked = { ...question, ...run };
      const { ended, ...said } = await evaluateRun(opened.value, framed, asked, mayGoOn);
      if (ended === "skipped") throw new RuleTooSlow("its runs took more time than there is");
      if (ended !== null) this.#strike(ended, isReference);
      const usage = ended === null ? await opened.value.usage() : null;
      const value = { answers: { ...said, usage }, usedMs: usedMs() };
      return { value, keep: ended === null };
    });
  }

  get stopped(): string | null {
    return this.#stopped;
  }

  close(): Promise<void> {
    return this.#slots.close();
  }

  /** What is left for the whole suite. */
  #suiteMs(): number {
    return SUITE_LIMITS.suiteMs - (this.#options.clock.nowMs() - this.#startMs);
  }

  #strike(fault: string, isReference: boolean): void {
    this.#strikes += 1;
    if (isReference || this.#strikes >= SUITE_LIMITS.strikes) this.#stopped ??= fault;
  }

  #mayStart(): void {
    if (this.#stopped !== null) {
      throw new PluginStopped(`the plugin was stopped before: F:${this.#stopped}`);
    }
    if (this.#suiteMs() > 0) return;
    throw new RuleTooSlow(`the suite did not end within ${SUITE_LIMITS.suiteMs / 1_000} s`);
  }

  /** What a cell is opened with, and under which name it may serve again. */
  #cellOf(run: LabRun) {
    const { subject } = this.#options;
    const choice = {
      tickSize: run.recording.tickSize,
      params: run.params ?? subject.params,
      pair: run.pair ?? subject.plugin.pair,
      lookback: run.lookback ?? subject.plugin.lookback,
    };
    const { variant = {}, process = "" } = run;
    const kind = JSON.stringify([process, choice, variant]);
    return { plugin: { ...subject.plugin, ...choice }, variant, kind };
  }

  async #open(plugin: CellPlugin, variant: CellVariant): Promise<Result<CellSession>> {
    this.#mayStart();
    const opened = await this.#options.openCell(plugin, {
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
