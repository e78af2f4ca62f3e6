import type { Lab, Question, Recording } from "../lab.ts";
import type { Rule, Said } from "../rule.ts";
import { barName, differenceSaid } from "../words.ts";

const FAULT = "F:undeclared_read";
const WHAT: Readonly<Record<string, string>> = {
  params: "a parameter that the manifest does not declare",
  context: "a member of context that does not exist",
  candles: "a column that the manifest does not ask for",
};

export const undeclaredReads: Rule = {
  id: "undeclared-reads",
  line: "params, context and candles are read only by names that are declared",
  proves:
    "on every bar asked, recording stand-ins saw no read of another name, and changed no answer",
  cannotProve: "what a branch reads that no bar of the reference data enters",
  remedy:
    "declare the parameter in [params] (of a bare script: give it with --params), the column in needs; there is no account, mode or clock to find",
  async behaviour(lab) {
    // ABI 1 has no names: a binary gets eight columns and its parameters as numbers, in one order.
    if (lab.subject.plugin.module === "wasm") {
      return [{ verdict: "pass", message: "a binary gets numbers in one order, and no names" }];
    }
    const { quick } = lab.subject;
    const recordings = quick ? lab.recordings.slice(0, 1) : lab.recordings;
    const questions = quick ? lab.questions.slice(0, 1) : lab.questions;
    const said: Said[] = [];
    for (const recording of recordings) {
      for (const question of questions) {
        const failed = await recorded(lab, recording, question);
        if (failed !== null) said.push(failed);
      }
    }
    const message = `every read on ${recordings.length} markets is of a declared name`;
    return said.length > 0 ? said : [{ verdict: "pass", message }];
  },
};

/** One run with recording stand-ins: a read of another name, or an answer that they changed. */
async function recorded(lab: Lab, recording: Recording, question: Question): Promise<Said | null> {
  lab.tell(recording.name);
  const run = await lab.run({ recording, ...question, variant: { recordReads: true } });
  const at = run.answers.findIndex((each) => each.startsWith(FAULT));
  if (at >= 0) {
    const what = run.answers[at]?.split(":")[2] ?? "";
    const place = barName(recording, run.rows[at] ?? -1);
    return { verdict: "fail", message: `${place}: it reads ${WHAT[what] ?? what}` };
  }
  const reference = await lab.reference(recording, question);
  const found = lab.differences(reference, run, recording);
  return differenceSaid(found, recording, "while its reads are recorded");
}
