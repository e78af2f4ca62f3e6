import { printable } from "#host/terminal/escape.ts";
import type { Rule, Said } from "../rule.ts";
import { scriptsOf } from "../text/scripts.ts";
import type { Token } from "../text/tokens.ts";

/** From here on a number is a date, a price or a digest rather than a period or a threshold. */
const LARGE = 1e6;
const TABLE_ENTRIES = 32;
const LONG_TEXT = 120;
/** Text without spaces that could hold bytes. */
const PACKED = /^(?:[A-Za-z0-9+/=_-]{40,}|(?:[0-9a-fA-F]{2}){20,})$/;

function valueOf(text: string): number {
  return Number(text.replaceAll("_", "").replace(/n$/, ""));
}

function literalSaid(file: string, { kind, text, line }: Token): Said | null {
  const report = (message: string): Said => ({ verdict: "report", file, line, message });
  if (kind === "number" && Math.abs(valueOf(text)) >= LARGE) {
    return report(`the number ${printable(text, 40)}: what is it?`);
  }
  if (kind !== "string" && kind !== "regexp") return null;
  if (PACKED.test(text))
    return report(`${text.length} characters that could hold packed data: ${printable(text, 40)}`);
  return text.length > LONG_TEXT ? report(`a text of ${text.length} characters`) : null;
}

/** Lists of literals between brackets, by the line where they begin: entries are literals, at any depth inside. */
function tablesSaid(file: string, tokens: readonly Token[]): Said[] {
  const said: Said[] = [];
  const open: { line: number; literals: number }[] = [];
  for (const token of tokens) {
    if (token.kind === "punctuation" && /[[{(]/.test(token.text)) {
      open.push({ line: token.line, literals: 0 });
    } else if (token.kind === "punctuation" && /[\]})]/.test(token.text)) {
      const closed = open.pop();
      const around = open.at(-1);
      if (closed === undefined || token.text === ")") continue;
      if (token.text === "]" && closed.literals > TABLE_ENTRIES) {
        const message = `a table of ${closed.literals} literals, shown above ${TABLE_ENTRIES}`;
        const { literals: used, line } = closed;
        said.push({ verdict: "report", file, line, message, used, allowed: TABLE_ENTRIES });
      } else if (around !== undefined) around.literals += closed.literals;
    } else if (token.kind === "number" || token.kind === "string") {
      const innermost = open.at(-1);
      if (innermost !== undefined) innermost.literals += 1;
    }
  }
  return said;
}

export const literals: Rule = {
  id: "literals",
  line: "numbers from a million, tables over 32 entries, long and packed texts are shown to the signer",
  proves:
    "that a person can look at every place where dates, prices or a history could be written down",
  cannotProve:
    "that a small table or an arithmetic of small numbers holds no history: time-shift and unrelated-prices ask that",
  remedy: "",
  structure(subject) {
    const said = scriptsOf(subject).flatMap(({ file, tokens }) => [
      ...tokens.flatMap((token) => literalSaid(file, token) ?? []),
      ...tablesSaid(file, tokens),
    ]);
    return said.length > 0 ? said : [{ verdict: "pass", message: "nothing to look at" }];
  },
};
