/** What a strategy answers at every bar of a market: entries, and exits of a long and of a short. */
import { parseAnswer } from "#host/cell/answer.ts";
import { openCell, type CellPlugin } from "#host/cell/session.ts";
import { ok, type Result } from "#host/kernel/result.ts";
import { evaluateRun } from "../conformance/evaluate-run.ts";
import { recordingOf, type Framed } from "../conformance/recording.ts";
import type { Market, Question } from "../conformance/lab.ts";
import type { BarAnswers } from "./slot-account.ts";

/** One bar, as the cell said it. */
export interface RowAnswer {
  readonly entry: string;
  /** null: the strategy has no exitSignal. */
  readonly exitBuy: string | null;
  readonly exitSell: string | null;
}

export interface AnsweredMarket {
  /** Row of the main series → answers; rows that could not be evaluated are absent. */
  readonly rows: ReadonlyMap<number, RowAnswer>;
  /** Of everything that the strategy was shown. */
  readonly dataSha256: string;
}

const QUESTIONS: readonly Question[] = [
  { fn: "entry" },
  { fn: "exit", side: "Buy" },
  { fn: "exit", side: "Sell" },
];

/**
 * @param onProgress - Called with the share of the questions that is answered, 0 … 1.
 * @returns Refusals: plugin_not_loaded, cell_not_started, bundle_too_large.
 */
export async function answersOf(
  plugin: CellPlugin,
  market: Market,
  framed: Framed,
  onProgress: (share: number) => void,
): Promise<Result<AnsweredMarket>> {
  const session = await openCell(plugin, { mode: "resident", sample: SAMPLE });
  if (!session.ok) return session;
  const recording = recordingOf(market, () => framed);
  try {
    const asked = session.value.hasExit ? QUESTIONS : QUESTIONS.slice(0, 1);
    const said: (readonly string[])[] = [];
    for (const [index, question] of asked.entries()) {
      let seen = 0;
      const tick = (): boolean => {
        onProgress((index + seen / Math.max(1, recording.rows.length)) / asked.length);
        seen += FRAME_BARS;
        return true;
      };
      const run = { recording, ...question };
      said.push((await evaluateRun(session.value, framed, run, tick)).answers);
    }
    const rows = recording.rows.map((row, i) => [row, rowOf(said, i)] as const);
    return ok({ rows: new Map(rows), dataSha256: recording.sha256 });
  } finally {
    await session.value.close();
  }
}

/** A comparison is no certificate: a hundredth of the answers is computed again, as in `sdk signals`. */
const SAMPLE = { rate: 0.01, seed: "compare", beginningsMax: 100 } as const;
/** Bars that share a crossing, for progress only. */
const FRAME_BARS = 64;

function rowOf([entries, buys, sells]: readonly (readonly string[])[], i: number): RowAnswer {
  return { entry: entries?.[i] ?? "N", exitBuy: buys?.[i] ?? null, exitSell: sells?.[i] ?? null };
}

/** A fault is no signal: the host would quarantine the strategy, and here it simply does nothing. */
export function barAnswersOf({ entry, exitBuy, exitSell }: RowAnswer): BarAnswers {
  const parsed = parseAnswer(entry);
  const signal = parsed.ok && parsed.value.kind === "entry" ? parsed.value.signal : null;
  return { entry: signal, exit: { Buy: exitBuy === "X1", Sell: exitSell === "X1" } };
}

/** One text for one decision: equal texts are equal decisions. */
export function decisionText({ entry, exitBuy, exitSell }: RowAnswer): string {
  const exits = [exitBuy === "X1" ? "leave long" : "", exitSell === "X1" ? "leave short" : ""];
  return [entry, ...exits.filter((each) => each !== "")].join(", ").slice(0, 400);
}
