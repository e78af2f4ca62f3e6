/**
 * Source code, made safe to look at: what a reader cannot see, or would see in another place than where it stands, is
 * written as `⟨U+202E⟩`. An attack that hides code from a reviewer is why (Boucher, Anderson, "Trojan Source", 2021).
 */
import { UNSEEN } from "./escape.ts";

/**
 * `invisible`: our notation stands for a character. `foreign`: a letter outside ASCII, which may look like one inside.
 */
export type Mark = "plain" | "invisible" | "foreign";

export interface Part {
  readonly text: string;
  readonly mark: Mark;
}

const PLAIN_ASCII = /^[\t -~]*$/;
/** Our own bracket: text must not be able to write the notation. Combining marks paint over their neighbours. */
const NOTED = /[⟨⟩\p{M}]/u;

/**
 * Splits one line into parts.
 *
 * @param line - Without its line feed; a tab stays a tab.
 * @returns Parts whose texts hold nothing invisible; empty for an empty line.
 */
export function visibleParts(line: string): readonly Part[] {
  if (line === "") return [];
  if (PLAIN_ASCII.test(line)) return [{ text: line, mark: "plain" }];
  const parts: { text: string; mark: Mark }[] = [];
  for (const point of line) {
    const mark = markOf(point);
    const text = mark === "invisible" ? notation(point) : point;
    const last = parts.at(-1);
    if (last?.mark === mark) last.text += text;
    else parts.push({ text, mark });
  }
  return parts;
}

/** One line as text alone. */
export function visible(line: string): string {
  return visibleParts(line)
    .map(({ text }) => text)
    .join("");
}

function markOf(point: string): Mark {
  if (PLAIN_ASCII.test(point)) return "plain";
  return UNSEEN.test(point) || NOTED.test(point) ? "invisible" : "foreign";
}

function notation(point: string): string {
  const hex = (point.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return `⟨U+${hex.padStart(4, "0")}⟩`;
}
