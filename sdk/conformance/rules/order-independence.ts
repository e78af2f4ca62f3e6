import { prng } from "#host/kernel/prng.ts";
import { speaks } from "../probing/decisions.ts";
import { singleBars, worthAsking } from "../probing/rows.ts";
import type { Rule, Said } from "../rule.ts";
import { differenceSaid } from "../words.ts";

/** The orders in which a host, a replay and a back-test may come to the same bars. */
function orders(rows: readonly number[]): readonly { how: string; rows: readonly number[] }[] {
  return [
    { how: "forward, bar by bar", rows },
    { how: "in reverse order", rows: rows.toReversed() },
    { how: "in shuffled order", rows: shuffled(rows) },
    { how: "each twice in a row", rows: rows.flatMap((row) => [row, row]) },
  ];
}

function shuffled(rows: readonly number[]): readonly number[] {
  const random = prng("order-independence");
  return rows
    .map((row) => ({ row, at: random.next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ row }) => row);
}

/** Of a recording; five crossings each. */
const ROWS_MAX = 60;

export const orderIndependence: Rule = {
  id: "order-independence",
  line: "answers do not depend on the order in which bars are asked",
  proves:
    "forward, reverse, shuffled and repeated give the same answer for every bar that was asked",
  cannotProve:
    "that no longer or rarer order would matter; fresh isolates in live trading end that too",
  remedy:
    "compute each answer from candles, params and context alone; remove module-level let and caches",
  async behaviour(lab) {
    const { quick, plugin } = lab.subject;
    const recordings = lab.recordings.slice(0, quick ? 1 : lab.recordings.length);
    const max = Math.min(ROWS_MAX, Math.ceil(singleBars(plugin.lookback, quick) / 5));
    const said: Said[] = [];
    for (const recording of recordings) {
      const reference = await lab.reference(recording);
      const speaking = reference.rows.filter((_, k) => speaks(reference.answers[k] ?? ""));
      const rows = worthAsking(recording, speaking, max);
      for (const order of orders(rows)) {
        lab.tell(`${recording.name} ${order.how}`);
        const run = { recording, rows: order.rows, barByBar: true };
        const found = lab.differences(reference, await lab.run(run), recording);
        const failed = differenceSaid(found, recording, order.how);
        if (failed !== null) said.push(failed);
      }
    }
    if (said.length > 0) return said;
    return [{ verdict: "pass", message: `four orders on ${recordings.length} markets` }];
  },
};
