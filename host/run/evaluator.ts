/**
 * The decisions of one strategy, computed ahead of the bars being stepped through.
 *
 * Evaluation is pure, so it may run ahead: a run over recorded bars keeps both processors busy, and the answers are the
 * same as one by one. What is ahead is thrown away when the strategy changes.
 */
import { parseAnswer, type CellAnswer } from "../cell/answer.ts";
import type { CellFrame } from "../cell/frame.ts";
import type { Side } from "../contract/primitives.ts";
import { assert } from "../kernel/result.ts";
import type { FeedStep } from "../ports.ts";
import type { CellPort, CellReply } from "./cell-port.ts";
import type { Frame, SlotWindow, WindowBar } from "../cell/window.ts";

export interface Evaluated {
  readonly window: WindowBar;
  /** null when the bar was not evaluable. */
  readonly answer: Spoken | null;
}

/** What the cell said, as text and as meaning. */
export interface Spoken {
  readonly text: string;
  readonly parsed: CellAnswer;
  readonly retried: boolean;
}

export class Evaluator {
  readonly #cell: CellPort | null;
  readonly #window: SlotWindow;
  readonly #bars = new Map<number, WindowBar>();
  readonly #answers = new Map<number, Promise<Spoken>>();
  readonly #exits = new Map<string, Promise<Spoken>>();
  readonly #frames = new Map<number, Frame>();
  #listening = true;
  #exitFaulted = false;

  /** @param cell - null for a strategy that has none: its bars are seen, and nobody is asked about them. */
  constructor(cell: CellPort | null, window: SlotWindow) {
    this.#cell = cell;
    this.#window = window;
  }

  /** Whether the plugin has an `exitSignal` to ask. */
  get hasExit(): boolean {
    return this.#cell?.hasExit ?? false;
  }

  /**
   * A quarantined strategy is not asked for entries: what is ahead is dropped, and nobody waits for it. Its exit signal
   * still governs a position that it opened, until that faults too.
   */
  listen(listening: boolean): void {
    if (listening && !this.#listening) this.#exitFaulted = false;
    this.#listening = listening;
    if (!listening) this.#answers.clear();
  }

  /** Shows the next bars without evaluating them: history before the first bar to decide. */
  warm(step: FeedStep): void {
    this.#window.push(step);
    this.#window.takeFrames();
  }

  /** Shows the next steps and starts their evaluation. */
  offer(steps: readonly FeedStep[]): void {
    for (const step of steps) {
      const seen = this.#window.push(step);
      if (seen !== null) this.#bars.set(seen.bar, seen);
    }
    for (const frame of this.#window.takeFrames()) this.#start(frame);
  }

  /** The bar's window and answer; null for a bar that was never offered. Each bar is taken once, in order. */
  async take(bar: number): Promise<Evaluated | null> {
    const window = this.#bars.get(bar);
    if (window === undefined) return null;
    this.#bars.delete(bar);
    this.#forgetBefore(bar);
    const answer = await (this.#answers.get(bar) ?? null);
    this.#answers.delete(bar);
    return { window, answer };
  }

  /** What `exitSignal` says at a bar that was taken, for a position of this side. */
  async exit(bar: number, side: Side): Promise<Spoken | null> {
    const frame = this.#frameOf(bar);
    if (frame === null || this.#exitFaulted || this.#cell === null) return null;
    const key = `${bar} ${side}`;
    if (!this.#exits.has(key)) this.#startExits(this.#cell, frame, bar, side);
    const answer = await (this.#exits.get(key) ?? null);
    this.#exits.delete(key);
    if (answer !== null && answer.parsed.kind === "fault") this.#exitFaulted = true;
    return answer;
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#answers.values(), ...this.#exits.values()]);
    await this.#cell?.close();
  }

  #start(frame: Frame): void {
    this.#frames.set(frame.firstBar, frame);
    if (!this.#listening || this.#cell === null) return;
    const replies = this.#cell.evaluate(frame.cell, () => this.#listening);
    spread(this.#answers, replies, frame.cell.count, (i) => frame.firstBar + i);
  }

  /** A position that is open now is likely to be open at the next bars too: ask for the rest of the frame at once. */
  #startExits(port: CellPort, frame: Frame, bar: number, side: Side): void {
    const skipped = bar - frame.firstBar;
    const { columns, first, count, inputs } = frame.cell;
    const rest = count - skipped;
    const cell: CellFrame = {
      fn: "exit",
      side,
      columns,
      first: first + skipped,
      count: rest,
      inputs: inputs.map((input) => ({
        columns: input.columns,
        ends: input.ends.subarray(skipped),
      })),
    };
    const replies = port.evaluate(cell, () => !this.#exitFaulted);
    spread(this.#exits, replies, rest, (i) => `${bar + i} ${side}`);
  }

  #frameOf(bar: number): Frame | null {
    for (const frame of this.#frames.values()) {
      if (bar >= frame.firstBar && bar < frame.firstBar + frame.cell.count) return frame;
    }
    return null;
  }

  #forgetBefore(bar: number): void {
    for (const [firstBar, frame] of this.#frames) {
      if (firstBar + frame.cell.count <= bar) this.#frames.delete(firstBar);
    }
    for (const key of this.#exits.keys())
      if (Number(key.split(" ")[0]) < bar) this.#exits.delete(key);
  }
}

/** One promise per bar out of one per frame. A failure waits until somebody takes a bar of it. */
function spread<K>(
  into: Map<K, Promise<Spoken>>,
  replies: Promise<readonly CellReply[]>,
  count: number,
  keyOf: (i: number) => K,
): void {
  for (let i = 0; i < count; i += 1) {
    const one = replies.then((all) => spoken(all[i]));
    one.catch(() => undefined); // taken later, or never when the run ends first
    into.set(keyOf(i), one);
  }
}

function spoken(reply: CellReply | undefined): Spoken {
  assert(reply !== undefined, "the cell answers for every bar of a frame");
  const parsed = parseAnswer(reply.answer);
  return {
    text: reply.answer,
    parsed: parsed.ok ? parsed.value : { kind: "fault", code: "answer_malformed", detail: null },
    retried: reply.retried,
  };
}
