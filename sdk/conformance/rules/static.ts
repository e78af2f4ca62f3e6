import { printable } from "#host/terminal/escape.ts";
import type { Rule, Said } from "../rule.ts";
import { scriptsOf } from "../text/scripts.ts";
import type { Token } from "../text/tokens.ts";

/** A name has letters of one of these; digits, $ and _ belong to both. Look-alikes of a letter (ａ, ﬁ) are none. */
const ONE_SCRIPT =
  /^(?:[\p{Script=Latin}\p{Script=Common}]*|[\p{Script=Greek}\p{Script=Common}]*)$/u;

/** Members by which scripts leave their objects; the realm has taken their powers away. */
const MEMBERS: ReadonlyMap<string, string> = new Map([
  ["constructor", "leads to the function that makes functions; the realm has cut it off"],
  ["buffer", "would show the bytes behind a column; here it shows a copy's, or throws"],
  ["caller", "is undefined in the realm"],
  ["arguments", "of a function is undefined in the realm"],
  ["__proto__", "changes what an object inherits from; write a plain object instead"],
]);

function nameSaid(file: string, { text, line }: Token): Said | null {
  if (text.includes("\\")) {
    const message = `the name ${printable(text, 60)} is written with an escape`;
    return { verdict: "fail", file, line, message, remedy: "write the letter itself" };
  }
  if (ONE_SCRIPT.test(text) && text.normalize("NFKC") === text) return null;
  const letters = Array.from(text).filter((letter) => !/\p{ASCII}/u.test(letter));
  const codes = letters.map((letter) => `U+${(letter.codePointAt(0) ?? 0).toString(16)}`);
  const message = `the name ${printable(text, 60)} has letters of another script: ${codes.slice(0, 4).join(", ")}`;
  return { verdict: "fail", file, line, message, remedy: "use Latin letters, or Greek ones alone" };
}

/** `x.constructor`, `x?.buffer`, `x["__proto__"]`. */
function memberSaid(file: string, tokens: readonly Token[], at: number): Said | null {
  const token = tokens[at];
  const why = token === undefined ? undefined : MEMBERS.get(token.text);
  if (token === undefined || why === undefined || !isMember(tokens, at)) return null;
  const message = `.${token.text} ${why}`;
  return { verdict: "report", file, line: token.line, message };
}

function isMember(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.text;
  if (tokens[at]?.kind === "name") return before === "." || before === "?.";
  return before === "[" && tokens[at + 1]?.text === "]" && endsValue(tokens[at - 2]);
}

/** `[…]` behind a value is a member, elsewhere an array. */
function endsValue(token: Token | undefined): boolean {
  return token !== undefined && (token.kind === "name" || token.text === ")" || token.text === "]");
}

function scriptSaid(file: string, tokens: readonly Token[]): Said[] {
  const said: Said[] = [];
  for (const [at, token] of tokens.entries()) {
    const found = token.kind === "name" ? nameSaid(file, token) : null;
    if (found !== null) said.push(found);
    const member = memberSaid(file, tokens, at);
    if (member !== null) said.push(member);
    if (token.kind === "number" && token.text.endsWith("n")) {
      const message = `${printable(token.text, 40)} is a BigInt: its cost grows with its value`;
      said.push({ verdict: "report", file, line: token.line, message });
    }
  }
  return said;
}

export const staticText: Rule = {
  id: "static",
  line: "names are of one script, Latin or Greek; BigInt and members that leave objects are pointed out",
  proves:
    "no two names look alike while being different ones, and the reader sees where the text reaches out",
  cannotProve: "anything about what runs: this is for the reader, the realm is the boundary",
  remedy: "rename it with Latin letters",
  structure(subject) {
    const scripts = scriptsOf(subject);
    const said = scripts.flatMap(({ file, tokens }) => scriptSaid(file, tokens));
    if (said.some(({ verdict }) => verdict === "fail")) return said;
    const names = scripts.flatMap(({ tokens }) => tokens.filter(({ kind }) => kind === "name"));
    return [
      { verdict: "pass", message: `${names.length} names in ${scripts.length} scripts` },
      ...said,
    ];
  },
};
