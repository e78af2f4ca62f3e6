import { runningSha256 } from "#host/kernel/digest.ts";
import type { LabAnswers, Question, Recording } from "./lab.ts";

/** What digests need of a lab. */
export interface Answering {
  readonly recordings: readonly Recording[];
  readonly questions: readonly Question[];
  reference(recording: Recording, question: Question): Promise<LabAnswers>;
}

/** Digest of every answer on every recording, in order: what a replay must give again. */
export async function answersDigest(lab: Answering): Promise<string> {
  const digest = runningSha256();
  const text = new TextEncoder();
  for (const recording of lab.recordings) {
    for (const question of lab.questions) {
      digest.update(text.encode(`${recording.name} ${question.fn} ${question.side ?? ""}\n`));
      const answers = await lab.reference(recording, question);
      digest.update(text.encode(answerLines(answers)));
    }
  }
  return digest.current();
}

/** `row:answer`, one line each. */
function answerLines({ rows, answers }: LabAnswers): string {
  return rows.map((row, k) => `${row}:${answers[k] ?? ""}\n`).join("");
}
