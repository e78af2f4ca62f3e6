/** The question before a signature: no default yes, and the answer is what the person believes to be signing. */
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import type { Keyboard, SignPorts } from "./ports.ts";

const LINE_BYTES_MAX = 512;

/**
 * Asks to type some words.
 *
 * @param required - Without a terminal there is no signature. Otherwise only a terminal is asked: a demo has none.
 * @returns Refusals: terminal_missing, not_confirmed.
 */
export async function confirm(
  ports: SignPorts,
  words: string,
  required: boolean,
): Promise<Result<true>> {
  const { keyboard } = ports;
  if (!keyboard.isTerminal) {
    return required
      ? refuse("terminal_missing", `"${words}" is typed at a terminal, and there is none`)
      : ok(true);
  }
  ports.tell(`type ${words} to sign: `);
  const typed = (await readLine(keyboard)).trim().replaceAll(/\s+/g, " ");
  return typed === words
    ? ok(true)
    : refuse("not_confirmed", `the answer was not "${words}", so nothing was signed`);
}

/** The terminal echoes and edits the line itself. */
async function readLine(keyboard: Keyboard): Promise<string> {
  let line = "";
  while (line.length < LINE_BYTES_MAX) {
    const chunk = await keyboard.read();
    if (chunk === null) return "";
    line += Buffer.from(chunk).toString("utf8");
    if (/[\r\n]/.test(line)) break;
  }
  return line;
}
