import { speaks } from "../probing/decisions.ts";
import { singleBars, worthAsking } from "../probing/rows.ts";
import type { LabAnswers } from "../lab.ts";
import type { Rule, Said } from "../rule.ts";
import { differenceSaid } from "../words.ts";

const ROWS_MAX = 120;

/** Bars that follow one that was asked in the same crossing: those that a write would reach. */
function withNeighbours(answers: LabAnswers, rows: readonly number[]): readonly number[] {
  const known = new Set(answers.rows);
  const wanted = new Set(rows.flatMap((row) => [row, row + 1]));
  return [...wanted].filter((row) => known.has(row)).toSorted((a, b) => a - b);
}

export const inputIntegrity: Rule = {
  id: "input-integrity",
  line: "what a call writes into columns, params or context reaches no other call",
  proves:
    "bars asked alone answer as they do behind neighbours that were asked in the same crossing",
  cannotProve: "that the plugin does not write: it may, into its own copies, and nobody sees it",
  remedy: "copy before changing: [...candles.close], and never assign to params or context",
  async behaviour(lab) {
    const { quick, plugin } = lab.subject;
    const recordings = lab.recordings.slice(0, quick ? 1 : lab.recordings.length);
    const max = Math.min(ROWS_MAX, Math.ceil(singleBars(plugin.lookback, quick) / 3));
    const said: Said[] = [];
    for (const recording of recordings) {
      const reference = await lab.reference(recording);
      const speaking = reference.rows.filter((_, k) => speaks(reference.answers[k] ?? ""));
      const rows = withNeighbours(reference, worthAsking(recording, speaking, Math.ceil(max / 2)));
      lab.tell(`${recording.name} without neighbours`);
      const alone = await lab.run({ recording, rows, barByBar: true });
      const found = lab.differences(reference, alone, recording);
      const failed = differenceSaid(found, recording, "when the bar was asked alone");
      if (failed !== null) said.push(failed);
    }
    if (said.length > 0) return said;
    return [
      { verdict: "pass", message: `with and without neighbours on ${recordings.length} markets` },
    ];
  },
};
