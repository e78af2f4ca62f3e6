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

interface Open {
  readonly line: number;
  literals: number;
}

/** Arrays of many literals, at any depth inside, by the line where they begin. */
function tablesSaid(file: string, tokens: readonly Token[]): Said[] {
  const said: Said[] = [];
  const open: Open[] = [];
  for (const { kind, text, line } of tokens) {
    const innermost = open.at(-1);
    if (kind === "number" || kind === "string") {
      if (innermost !== undefined) innermost.literals += 1;
    } else if (/^[[{(]$/.test(text)) open.push({ line, literals: 0 });
    else if (/^[\]})]$/.test(text)) said.push(...closed(file, text, open));
  }
  return said;
}

/** What of a table is not shown itself counts for the one around it; arguments of a call are nobody's entries. */
function closed(file: string, bracket: string, open: Open[]): Said[] {
  const inner = open.pop();
  if (inner === undefined || bracket === ")") return [];
  const { literals: used, line } = inner;
  if (bracket === "]" && used > TABLE_ENTRIES) {
    const message = `a table of ${used} literals, shown above ${TABLE_ENTRIES}`;
    return [{ verdict: "report", file, line, message, used, allowed: TABLE_ENTRIES }];
  }
  const around = open.at(-1);
  if (around !== undefined) around.literals += used;
  return [];
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
