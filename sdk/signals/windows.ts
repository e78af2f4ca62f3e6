/** Bars in, frames out, each evaluated bar with the row of the data that it came from. */
import type { Frame } from "#host/cell/window.ts";
import { SlotWindow, type InputSpec, type SeriesSpec } from "#host/cell/window.ts";
import type { FeedBar, FeedStep } from "#host/ports.ts";
import type { RefusalCode } from "#host/contract/codes.ts";
import { anchorOf, openTimeMsOf } from "#host/kernel/timeframe.ts";

export interface WindowPlan {
  readonly main: SeriesSpec;
  readonly inputs: readonly InputSpec[];
  /**
   * True for a plugin without indicators and inputs: it sees the last `lookback` bars and nothing older, so the first
   * bar with so many rows can be decided although its anchor lies before the data.
   */
  readonly windowOnly: boolean;
}

/** Why bars were not evaluated, by reason; and how many there were. */
export interface Seen {
  readonly rows: number;
  /** Before the first complete window. */
  readonly warmingUp: number;
  /** After a gap in the data, until a window was complete again. */
  readonly warmingUpAgain: number;
  readonly refused: ReadonlyMap<RefusalCode, number>;
}

export class RowWindows {
  readonly #plan: WindowPlan;
  readonly #window: SlotWindow;
  readonly #rowOfBar = new Map<number, number>();
  readonly #refused = new Map<RefusalCode, number>();
  #rows = 0;
  #warmingUp = 0;
  #warmingUpAgain = 0;
  #warm = false;
  /** First bar that may be evaluated; known from the first row on. */
  #firstBar: number | null = null;

  constructor(plan: WindowPlan) {
    this.#plan = plan;
    this.#window = new SlotWindow(plan.main, plan.inputs);
  }

  get seen(): Seen {
    return {
      rows: this.#rows,
      warmingUp: this.#warmingUp,
      warmingUpAgain: this.#warmingUpAgain,
      refused: this.#refused,
    };
  }

  push(step: FeedStep): void {
    const { instrument, timeframe } = this.#plan.main;
    const main = step.bars.find(
      (bar) => bar.instrument === instrument && bar.timeframe === timeframe,
    );
    if (main !== undefined && this.#firstBar === null) this.#begin(main);
    const bar = this.#window.push(step);
    if (main === undefined) return;
    const row = this.#rows;
    this.#rows += 1;
    if (bar === null) return;
    if (bar.bar < (this.#firstBar ?? 0)) {
      this.#warmingUp += 1;
      // What is complete only because of the bars that nobody sees is never evaluated.
      this.#window.takeFrames();
    } else if (bar.state.kind === "warming_up") {
      if (this.#warm) this.#warmingUpAgain += 1;
      else this.#warmingUp += 1;
    } else if (bar.state.kind === "refused") {
      const { code } = bar.state.refusal;
      this.#refused.set(code, (this.#refused.get(code) ?? 0) + 1);
    } else {
      this.#warm = true;
      this.#rowOfBar.set(bar.bar, row);
    }
  }

  /** Frames of the bars since the last call, and the row of each bar of them. */
  take(): readonly { readonly frame: Frame; readonly rows: readonly number[] }[] {
    const taken = this.#window.takeFrames().map((frame) => ({
      frame,
      rows: Array.from({ length: frame.cell.count }, (_, i) => {
        return this.#rowOfBar.get(frame.firstBar + i) ?? -1;
      }),
    }));
    this.#rowOfBar.clear();
    return taken;
  }

  /**
   * A window wants its anchor. Where nothing can look that far back, bars that nobody sees stand in for those before
   * the data: the first row's, over and over, up to the row before it.
   */
  #begin(first: FeedBar): void {
    const { main, windowOnly } = this.#plan;
    if (!windowOnly) {
      this.#firstBar = first.bar;
      return;
    }
    this.#firstBar = first.bar + main.lookback - 1;
    for (let bar = anchorOf(this.#firstBar, main.lookback); bar < first.bar; bar += 1) {
      const ts = openTimeMsOf(bar, main.timeframe);
      const { funding, oi } = first.candle;
      const known = { funding: funding ?? 0, oi: oi ?? 0 };
      const candle = { ...first.candle, ...known, ts };
      this.#window.push({ closeMs: ts, bars: [{ ...first, bar, candle }] });
    }
    this.#window.takeFrames();
  }
}
