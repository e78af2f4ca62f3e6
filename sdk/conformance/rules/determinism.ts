import type { Lab, LabRun, Question, Recording } from "../lab.ts";
import { longRun } from "../probing/long-run.ts";
import { singleBars, spread, worthAsking } from "../probing/rows.ts";
import type { Rule, Said } from "../rule.ts";
import { differenceSaid, questionName } from "../words.ts";
import { speaks } from "../probing/decisions.ts";

/** A fresh isolate costs 3 ms, a fresh process 60 ms: the nearest way is asked most. */
const ROWS_MAX = 60;
const FRESH_MAX = 20;
/** Markets that are asked in a process of their own; replay-digest asks all of them in one, in a quick look too. */
const ALONE_MAX = 2;

interface Way {
  readonly how: string;
  readonly run: Omit<LabRun, "recording">;
}

/** Ways to ask the same question again, from the nearest to the farthest. */
function ways(rows: readonly number[], alone: string | null): readonly Way[] {
  const process = "determinism";
  const near = [
    { how: "when asked again in the same context", run: { rows: [...rows, ...rows], process } },
    { how: "in a fresh isolate", run: { rows: spread(rows, FRESH_MAX), fresh: true, process } },
  ];
  return alone === null
    ? near
    : [...near, { how: "in a fresh process", run: { rows, process: `alone ${alone}` } }];
}

async function askAgain(
  lab: Lab,
  recording: Recording,
  question: Question,
  alone: string | null,
): Promise<Said[]> {
  const reference = await lab.reference(recording, question);
  const { quick, plugin } = lab.subject;
  const speaking = reference.rows.filter((_, k) => speaks(reference.answers[k] ?? ""));
  const max = Math.min(ROWS_MAX, Math.ceil(singleBars(plugin.lookback, quick) / 4));
  const rows = worthAsking(recording, speaking, max);
  const said: Said[] = [];
  for (const { how, run } of ways(rows, alone)) {
    lab.tell(`${recording.name} ${how}`);
    const again = await lab.run({ recording, ...question, ...run });
    const found = lab.differences(reference, again, recording);
    const failed = differenceSaid(found, recording, how);
    if (failed !== null) said.push(failed);
  }
  return said;
}

export const determinism: Rule = {
  id: "determinism",
  line: "equal bars get equal answers: in the same context, a fresh isolate, a fresh process",
  proves: "on sampled bars, those with signals first, all three give the reference's bytes",
  cannotProve:
    "that a bar nobody asked about is answered the same, nor anything of what counts more than 2,500 bars in succession: a host contains that (cell_answers_differ)",
  remedy:
    "keep nothing between calls: no counters, caches or arrays at module level; what follows from earlier bars is scan()",
  async behaviour(lab) {
    const recordings = lab.subject.quick ? lab.recordings.slice(0, 1) : lab.recordings;
    const [first, ...exits] = lab.questions;
    const said: Said[] = [];
    for (const [i, recording] of recordings.entries()) {
      const alone = i < ALONE_MAX && !lab.subject.quick ? recording.name : null;
      if (first !== undefined) said.push(...(await askAgain(lab, recording, first, alone)));
      // Exits share all code with entries but their own few lines: one market each.
      const exit = exits[i];
      if (exit !== undefined) said.push(...(await askAgain(lab, recording, exit, null)));
    }
    const late = await longRun(lab);
    if (late !== null) said.push(late);
    if (said.length > 0) return said;
    const asked = lab.questions.map(questionName).join(", ");
    const times = lab.subject.quick ? "twice" : "three times";
    return [
      { verdict: "pass", message: `${asked} on ${recordings.length} markets, asked ${times}` },
    ];
  },
};
