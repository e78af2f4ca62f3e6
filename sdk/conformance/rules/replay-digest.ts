import { answersDigest } from "../answers-digest.ts";
import type { Rule } from "../rule.ts";

export const replayDigest: Rule = {
  id: "replay-digest",
  line: "a second process gives every answer again, to the byte",
  proves:
    "the digest over row and answer of all markets and questions is equal in two processes; it is the certificate's answersSha256",
  cannotProve: "that another machine gives it: a host replays its own journal for that",
  remedy: "see the finding of determinism: it names the bar",
  async behaviour(lab) {
    lab.tell("every market in a second process");
    const first = await answersDigest(lab);
    const second = await answersDigest({
      recordings: lab.recordings,
      questions: lab.questions,
      reference: (recording, question) => lab.run({ recording, ...question, process: "replay" }),
    });
    return first === second
      ? [{ verdict: "pass", message: `answers ${first.slice(0, 12)}… twice` }]
      : [
          {
            verdict: "fail",
            message: `answers ${first.slice(0, 12)}…, then ${second.slice(0, 12)}…`,
          },
        ];
  },
};
