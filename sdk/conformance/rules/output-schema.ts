import { parseAnswer, type CellAnswer } from "#host/cell/answer.ts";
import { ANSWER_FAULTS } from "#host/cell/faults.ts";
import type { PluginManifest } from "#host/contract/manifest.ts";
import type { EntrySignal } from "#host/contract/signal.ts";
import type { Lab, Question, Recording } from "../lab.ts";
import { ENDING } from "../../signals/evaluate.ts";
import type { Rule, Said } from "../rule.ts";
import { barName, questionName } from "../words.ts";

/** The first bar of one kind of wrong answer, and how many there are. */
interface Wrong {
  readonly what: string;
  readonly place: string;
  readonly remedy: string | undefined;
  count: number;
}

class Wrongs {
  readonly #found = new Map<string, Wrong>();
  /** A fault ended a run: to go on would cost seconds for every bar. */
  ended = false;

  add(what: string, place: () => string, remedy: string | undefined): void {
    const known = this.#found.get(what);
    if (known !== undefined) known.count += 1;
    else this.#found.set(what, { what, place: place(), remedy, count: 1 });
  }

  said(): Said[] {
    return [...this.#found.values()].map(({ what, place, remedy, count }) => ({
      verdict: "fail",
      message: `${place}: ${what}${count > 1 ? ` (and at ${count - 1} more bars)` : ""}`,
      ...(remedy === undefined ? {} : { remedy }),
      used: count,
      allowed: 0,
    }));
  }
}

/** What is wrong with an answer on an ordinary market; null when nothing is. */
function whatIsWrong(answer: CellAnswer, manifest: PluginManifest | null) {
  if (answer.kind === "entry") return wrongLevel(answer.signal, manifest);
  if (answer.kind !== "fault") return null;
  const { code, detail } = answer;
  const fault = ANSWER_FAULTS.get(code);
  const name = detail === null ? code : `${code}:${detail}`;
  return { what: `F:${name}: ${fault?.meaning ?? "a fault"}`, remedy: fault?.remedy };
}

/** Decision A5: a level outside the manifest's range is refused by the host, never clamped. */
function wrongLevel({ slPct, tpPct }: EntrySignal, manifest: PluginManifest | null) {
  if (manifest?.risk === undefined) return null;
  const levels = [
    ["slPct", slPct, manifest.risk.sl_pct, "sl_pct"],
    ["tpPct", tpPct, manifest.risk.tp_pct, "tp_pct"],
  ] as const;
  for (const [name, value, stated, key] of levels) {
    const range = typeof stated === "number" ? { min: stated, max: stated } : stated;
    if (value === undefined || (range.min <= value && value <= range.max)) continue;
    const what = `${name} is outside ${range.min} … ${range.max}, which ${key} of the manifest allows`;
    const remedy = `return null where the level does not fit, or widen ${key} = { default, min, max }`;
    return { what, remedy };
  }
  return null;
}

async function look(lab: Lab, recording: Recording, question: Question, wrongs: Wrongs) {
  const { rows, answers } = await lab.reference(recording, question);
  for (const [k, text] of answers.entries()) {
    const parsed = parseAnswer(text);
    const answer = parsed.ok ? parsed.value : null;
    const wrong =
      answer === null
        ? { what: "an answer that the judge cannot give", remedy: undefined }
        : whatIsWrong(answer, lab.subject.manifest);
    // The bars behind a fault that ended the run say nothing of their own.
    if (wrong === null || text === "F:skipped") continue;
    wrongs.ended ||= answer?.kind === "fault" && ENDING.has(answer.code);
    const place = () => `${questionName(question)} at ${barName(recording, rows[k] ?? -1)}`;
    wrongs.add(wrong.what, place, wrong.remedy);
  }
  return rows.length;
}

export const outputSchema: Rule = {
  id: "output-schema",
  line: "every answer on ordinary markets is one; levels lie in the manifest's ranges",
  proves:
    "no bar of any regime or file was a fault, and slPct and tpPct were allowed wherever given",
  cannotProve: "that no market makes it throw: hostile-markets tries the worst we know",
  remedy: "return null or a signal on every path; the code names what was wrong",
  async behaviour(lab) {
    const wrongs = new Wrongs();
    let bars = 0;
    for (const recording of lab.recordings) {
      for (const question of lab.questions) {
        lab.tell(recording.name);
        bars += await look(lab, recording, question, wrongs);
        if (wrongs.ended) return wrongs.said();
      }
    }
    const said = wrongs.said();
    return said.length > 0 ? said : [{ verdict: "pass", message: `${bars} answers, no fault` }];
  },
};
