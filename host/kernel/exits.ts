/**
 * Exits decided at a bar's close, from closed bars: the same code for paper, back-test and live (decision A6).
 *
 * Take-profit and stop-loss rest at the venue and need nobody. Here: time stop, exit signal, and the two rules that
 * move the native stop, trailing and break-even. Their only memory is where the stop rests: it never moves back, so
 * the best close so far is in it, and a host that was restarted goes on as if it had not been.
 */
import type { Timeframe } from "../contract/candles.ts";
import type { CloseReason, ExitPlan } from "../contract/journal.ts";
import type { Side } from "../contract/primitives.ts";
import { e8, maxE8, minE8, ONE_E8, type E8 } from "./e8.ts";
import { behindE8, moveStop } from "./levels.ts";
import { timeframeMs } from "./timeframe.ts";

export interface ExitInput {
  /** What governs the position until it is flat. */
  readonly plan: ExitPlan;
  readonly side: Side;
  readonly entryPriceE8: E8;
  /** When the entry filled. */
  readonly entryMs: number;
  /** Where the native stop rests now. */
  readonly stopLossE8: E8;
  readonly timeframe: Timeframe;
  /** Number of the bar that has just closed, and its close. */
  readonly bar: number;
  readonly closeE8: E8;
  /** What `exitSignal` answered for this bar; false when it does not exist or was not run. */
  readonly exitSignal: boolean;
  readonly tickE8: E8;
}

export interface ExitDecision {
  /** New price of the native stop, or null when it stays. */
  readonly moveStopTo: E8 | null;
  /** Close at the next open, reduce-only, for this reason; null to stay. */
  readonly exit: Extract<CloseReason, "time_stop" | "exit_signal"> | null;
}

/** First rule that closes wins: time stop, exit signal. Only a position that stays has its stop moved. */
export function decideExit(input: ExitInput): ExitDecision {
  const { timeStopBars } = input.plan;
  if (timeStopBars !== null && barsHeld(input) >= timeStopBars) {
    return { moveStopTo: null, exit: "time_stop" };
  }
  if (input.exitSignal && exitSignalCounts(input)) {
    return { moveStopTo: null, exit: "exit_signal" };
  }
  return { moveStopTo: stopToMoveTo(input), exit: null };
}

/** Whether an exit signal at this bar would close the position: held long enough, and in the profit or loss asked for. */
export function exitSignalCounts(input: Omit<ExitInput, "exitSignal">): boolean {
  if (barsHeld(input) < input.plan.minHoldBars) return false;
  const gainE8 = gainOf(input.side, input.entryPriceE8, input.closeE8);
  switch (input.plan.exitWhen) {
    case "always":
      return true;
    case "in_profit":
      return gainE8 > 0n;
    case "in_loss":
      return gainE8 < 0n;
  }
}

/** Closed bars the position has lived in: 1 at the close of the bar in which it filled. */
export function barsHeld(input: Pick<ExitInput, "entryMs" | "timeframe" | "bar">): number {
  return input.bar - Math.floor(input.entryMs / timeframeMs(input.timeframe)) + 1;
}

function stopToMoveTo(input: ExitInput): E8 | null {
  const { side, closeE8, stopLossE8, tickE8 } = input;
  const wishes = [trailingStopE8(input), breakevenStopE8(input)].filter((wish) => wish !== null);
  const [first, ...rest] = wishes;
  if (first === undefined) return null;
  const wishedE8 = rest.reduce(side === "Buy" ? maxE8 : minE8, first);
  return moveStop({ side, stopLossE8, wishedE8, closeE8, tickE8 });
}

/** `trailingPct` behind the close. */
function trailingStopE8({ plan, side, closeE8 }: ExitInput): E8 | null {
  return plan.trailingPct === null ? null : behindE8(side, closeE8, e8(plan.trailingPct));
}

/** The entry price, once a bar has closed `breakevenPct` in profit. */
function breakevenStopE8({ plan, side, entryPriceE8, closeE8 }: ExitInput): E8 | null {
  if (plan.breakevenPct === null) return null;
  const gainE8 = gainOf(side, entryPriceE8, closeE8);
  return gainE8 * 100n * ONE_E8 >= entryPriceE8 * e8(plan.breakevenPct) ? entryPriceE8 : null;
}

/** What one coin has gained, fees left out. */
function gainOf(side: Side, entryPriceE8: E8, closeE8: E8): E8 {
  return side === "Buy" ? closeE8 - entryPriceE8 : entryPriceE8 - closeE8;
}
