/**
 * A script as a list of words, for the rules that speak to its reader.
 *
 * Not a parser and no boundary: whatever it misreads, the bundler, the realm and the other rules still hold. It knows
 * comments, strings, templates, regular expressions, numbers and names, in time linear in the text.
 */
export interface Token {
  readonly kind: "name" | "number" | "string" | "regexp" | "punctuation";
  /** As written; of a string without its quotes. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

const NAME_START = /[\p{ID_Start}$_\\#]/u;
const NAME = /[\p{ID_Continue}$\u200c\u200d]|\\u\{[0-9a-fA-F]*\}|\\u[0-9a-fA-F]{0,4}|[\\#]/uy;
const NUMBER =
  /0[xXoObB][0-9a-fA-F_]+n?|(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9_]+)?n?/y;
/** Words after which a slash begins a regular expression and is no division. */
const BEFORE_REGEXP = new Set([
  "return",
  "typeof",
  "case",
  "in",
  "of",
  "do",
  "else",
  "void",
  "delete",
  "instanceof",
  "new",
  "throw",
  "yield",
]);

export function tokensOf(text: string): readonly Token[] {
  return new Reader(text).read();
}

class Reader {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  /** Depths of braces at which a template goes on. */
  readonly #templates: number[] = [];
  #at = 0;
  #line = 1;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): readonly Token[] {
    while (this.#at < this.#text.length) this.#step();
    return this.#tokens;
  }

  #step(): void {
    const here = this.#text[this.#at] ?? "";
    const next = this.#text[this.#at + 1] ?? "";
    if (/\s/.test(here)) this.#advance(1);
    else if (here === "/") this.#slash(next);
    else if (here === '"' || here === "'") this.#string(here);
    else if (here === "`") this.#template(this.#at + 1);
    else if (/^(?:[0-9]|\.[0-9])/.test(here + next)) this.#number();
    else if (NAME_START.test(this.#character())) this.#name();
    else this.#punctuation(here);
  }

  #slash(next: string): void {
    if (next === "/") this.#advanceTo("\n", 0);
    else if (next === "*") this.#advanceTo("*/", 2);
    else if (this.#regexpMayBegin()) this.#regexp();
    else this.#punctuation("/");
  }

  /** The one that begins here, whole even when it takes two code units. */
  #character(): string {
    return String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
  }

  #push(kind: Token["kind"], text: string, line: number): void {
    this.#tokens.push({ kind, text, line });
  }

  #advance(count: number): void {
    for (let i = 0; i < count; i += 1) {
      if (this.#text[this.#at] === "\n") this.#line += 1;
      this.#at += 1;
    }
  }

  #advanceTo(end: string, more: number): void {
    const found = this.#text.indexOf(end, this.#at + more);
    this.#advance((found < 0 ? this.#text.length : found + more) - this.#at);
  }

  #string(quote: string): void {
    const { start, line } = { start: this.#at + 1, line: this.#line };
    let end = start;
    while (end < this.#text.length && this.#text[end] !== quote && this.#text[end] !== "\n") {
      end += this.#text[end] === "\\" ? 2 : 1;
    }
    this.#push("string", this.#text.slice(start, end), line);
    this.#advance(Math.min(end + 1, this.#text.length) - this.#at);
  }

  /** One piece of a template, up to its end or to the next `${`. */
  #template(start: number): void {
    const line = this.#line;
    let end = start;
    while (end < this.#text.length && this.#text[end] !== "`") {
      if (this.#text[end] === "$" && this.#text[end + 1] === "{") break;
      end += this.#text[end] === "\\" ? 2 : 1;
    }
    this.#push("string", this.#text.slice(start, end), line);
    const goesOn = this.#text[end] === "$";
    if (goesOn) this.#templates.push(this.#depth);
    this.#advance(Math.min(end + (goesOn ? 2 : 1), this.#text.length) - this.#at);
  }

  #number(): void {
    NUMBER.lastIndex = this.#at;
    const found = NUMBER.exec(this.#text)?.[0] ?? this.#text[this.#at] ?? "";
    this.#push("number", found, this.#line);
    this.#advance(found.length);
  }

  #name(): void {
    const start = this.#at;
    let end = start + this.#character().length;
    if (this.#text[start] === "\\") end = start;
    for (;;) {
      NAME.lastIndex = end;
      const found = NAME.exec(this.#text)?.[0] ?? "";
      if (found === "") break;
      end += found.length;
    }
    this.#push("name", this.#text.slice(start, end), this.#line);
    this.#advance(Math.max(1, end - start));
  }

  #regexpMayBegin(): boolean {
    const last = this.#tokens.at(-1);
    if (last === undefined) return true;
    if (last.kind === "punctuation") return !/[)\]}]/.test(last.text);
    return last.kind === "name" && BEFORE_REGEXP.has(last.text);
  }

  #regexp(): void {
    let end = this.#at + 1;
    let inClass = false;
    while (end < this.#text.length && this.#text[end] !== "\n") {
      const here = this.#text[end];
      if (here === "/" && !inClass) break;
      if (here === "[") inClass = true;
      else if (here === "]") inClass = false;
      end += here === "\\" ? 2 : 1;
    }
    this.#push("regexp", this.#text.slice(this.#at + 1, end), this.#line);
    this.#advance(Math.min(end + 1, this.#text.length) - this.#at);
  }

  #punctuation(here: string): void {
    if (here === "}" && this.#templates.at(-1) === this.#depth) {
      this.#templates.pop();
      this.#template(this.#at + 1);
      return;
    }
    if (here === "{") this.#depth += 1;
    if (here === "}") this.#depth -= 1;
    const whole = this.#text.startsWith("?.", this.#at) ? "?." : here;
    this.#push("punctuation", whole, this.#line);
    this.#advance(whole.length);
  }
}
