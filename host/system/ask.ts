/** One question at the terminal of a process. */
import { createInterface } from "node:readline";

/** Answers null without a terminal: nobody is there to ask. */
export function askAtTerminal({
  stdin,
  stderr,
}: Pick<NodeJS.Process, "stdin" | "stderr">): (question: string) => Promise<string | null> {
  return (question) => {
    if (!stdin.isTTY) return Promise.resolve(null);
    const lines = createInterface({ input: stdin, output: stderr });
    return new Promise((answered) => {
      lines.once("close", () => answered(null));
      lines.question(question, (answer) => {
        answered(answer);
        lines.close();
      });
    });
  };
}
