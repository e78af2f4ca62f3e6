/**
 * Numbers and tables in a source that a reader should stop at: knowledge of past prices can be written down as code.
 *
 * A scanner, not a parser: it knows strings, comments and brackets. A regular expression with a quote in it may mislead
 * it, and then too much or too little is highlighted; nothing is ever hidden.
 */

/** From here on a number is no period and no percentage; epoch milliseconds and packed data are. */
const NUMBER_MIN = 1_000_000;
/** More digits than any indicator needs. */
const DIGITS_MAX = 12;
const TABLE_ENTRIES_MAX = 32;
/** A rationale fits; a packed table does not. */
const TEXT_LENGTH_MAX = 80;

export interface Literal {
  /** From 1. */
  readonly line: number;
  readonly what: string;
}

export interface Range {
  /** Index of a UTF-16 unit in the line; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
}

const NUMBER =
  /(?<![\w$.])(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?)n?/g;

/** Where in a line the large numbers are. */
export function largeNumbersIn(line: string): readonly Range[] {
  return [...line.matchAll(NUMBER)]
    .filter(([text]) => isLarge(text))
    .map(({ index, 0: text }) => ({ from: index, to: index + text.length }));
}

function isLarge(text: string): boolean {
  const plain = text.replaceAll("_", "").replace(/n$/, "");
  const digits = /^0[xXbBoO]/.test(plain)
    ? 0
    : plain.replace(/[eE].*$/, "").replace(/\D/g, "").length;
  return Math.abs(Number(plain)) >= NUMBER_MIN || digits > DIGITS_MAX;
}

/** Every literal of a text that deserves a look, in order of lines. */
export function literalsOf(text: string): readonly Literal[] {
  const lines = text.split("\n");
  const numbers = lines.flatMap((line, index) =>
    largeNumbersIn(line).map(({ from, to }) => ({
      line: index + 1,
      what: `number ${line.slice(from, to).slice(0, 40)}`,
    })),
  );
  return [...numbers, ...bracketsAndTexts(text)].toSorted((a, b) => a.line - b.line);
}

interface Open {
  readonly line: number;
  readonly bracket: string;
  commas: number;
}

const TOKEN =
  /\n|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|"(?:[^"\\\n]|\\[^])*"?|'(?:[^'\\\n]|\\[^])*'?|`(?:[^`\\]|\\[^])*`?|[[\]{}(),]/g;

function bracketsAndTexts(text: string): readonly Literal[] {
  const found: Literal[] = [];
  const open: Open[] = [];
  let line = 1;
  for (const [token] of text.matchAll(TOKEN)) {
    const first = token.charAt(0);
    if ("[{(".includes(first)) open.push({ line, bracket: first, commas: 0 });
    else if ("]})".includes(first)) noteTable(found, open.pop());
    else if (first === ",") countComma(open.at(-1));
    else if (`"'\``.includes(first) && token.length - 2 > TEXT_LENGTH_MAX) {
      found.push({ line, what: `text of ${token.length - 2} characters` });
    }
    line += token.split("\n").length - 1;
  }
  for (const left of open) noteTable(found, left);
  return found;
}

function countComma(open: Open | undefined): void {
  if (open !== undefined) open.commas += 1;
}

function noteTable(found: Literal[], closed: Open | undefined): void {
  if (closed === undefined || closed.commas < TABLE_ENTRIES_MAX) return;
  found.push({ line: closed.line, what: `table of ${closed.commas + 1} entries` });
}
