/**
 * JSON that has one text for one value: a strict parser and the RFC 8785 (JCS) serialiser.
 *
 * The parser refuses what JSON.parse silently repairs: duplicate keys (the last one would win), lone surrogates,
 * -0, integers a double cannot hold, and nesting deep enough to exhaust the stack.
 */
import { ok, refuse, type Refused, type Result } from "./result.ts";

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Deep enough for every shape of ours, shallow enough for any stack. */
export const JSON_DEPTH_MAX = 64;

/** Serialises a value made of plain JSON data as RFC 8785 says. Anything else is a bug of the caller. */
export function canonicalJson(value: Json): string {
  if (value === null) return "null";
  switch (typeof value) {
    case "boolean":
      return value ? "true" : "false";
    case "number":
      return canonicalNumber(value);
    case "string":
      return canonicalString(value);
    default:
      return Array.isArray(value) ? canonicalArray(value) : canonicalObject(value);
  }
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError("canonical JSON has no NaN and no infinity");
  if (Object.is(value, -0)) throw new TypeError("canonical JSON of ours has no negative zero");
  return String(value);
}

function canonicalString(value: string): string {
  if (!value.isWellFormed()) throw new TypeError("canonical JSON has no lone surrogates");
  return JSON.stringify(value);
}

function canonicalArray(values: readonly Json[]): string {
  let text = "[";
  for (let i = 0; i < values.length; i += 1) {
    const element = values[i];
    if (element === undefined) throw new TypeError("canonical JSON has no holes and no undefined");
    text += i === 0 ? canonicalJson(element) : `,${canonicalJson(element)}`;
  }
  return `${text}]`;
}

function canonicalObject(value: Json): string {
  if (!isJsonObject(value)) throw new TypeError("canonical JSON has plain objects only");
  // UTF-16 code unit order, which is what the default sort and RFC 8785 §3.2.3 both use.
  const keys = Object.keys(value).sort();
  let text = "{";
  let separator = "";
  for (const key of keys) {
    const member = value[key];
    if (member === undefined) throw new TypeError(`canonical JSON has no undefined: ${key}`);
    text += `${separator}${canonicalString(key)}:${canonicalJson(member)}`;
    separator = ",";
  }
  return `${text}}`;
}

export function isJsonObject(value: Json): value is JsonObject {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * Reads JSON text strictly.
 *
 * @returns The value with null-prototype objects. Refusal: json_invalid with the position, when the text is not
 *   JSON, has duplicate keys, lone surrogates, -0, an integer beyond 2^53 − 1, or more than 64 levels. A number that
 *   its canonical text writes with an exponent (1e+21 and above) is a double and no integer, as in RFC 8785 §3.2.2.
 */
export function parseJsonStrict(text: string): Result<Json> {
  const parser = new StrictParser(text);
  return parser.parse();
}

/** Reads text that must already be in canonical form: what was signed is the only spelling accepted. */
export function parseCanonicalJson(text: string): Result<Json> {
  const parsed = parseJsonStrict(text);
  if (!parsed.ok) return parsed;
  if (canonicalJson(parsed.value) !== text) {
    return refuse("json_not_canonical", "json was valid but not in canonical form");
  }
  return parsed;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SPACE = /[ \t\n\r]*/y;

/** Above this a canonical text has an exponent, so nobody takes it for a counted number. */
const EXPONENT_FROM = 1e21;

/** Whether a double holds what the text says, or at least says openly that it is approximate. */
function isFaithful(text: string, value: number): boolean {
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return true;
  return /[.eE]/.test(text) && Math.abs(value) >= EXPONENT_FROM;
}

class StrictParser {
  readonly #text: string;
  #at = 0;
  constructor(text: string) {
    this.#text = text;
  }

  parse(): Result<Json> {
    const value = this.#value(0);
    if (!value.ok) return value;
    this.#space();
    return this.#at === this.#text.length ? value : this.#refuse("text after the value");
  }

  #refuse(what: string): Refused {
    return refuse("json_invalid", `json had ${what} at character ${this.#at}`);
  }

  #space(): void {
    SPACE.lastIndex = this.#at;
    SPACE.exec(this.#text);
    this.#at = SPACE.lastIndex;
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return null;
    this.#at = pattern.lastIndex;
    return match[0];
  }

  #value(depth: number): Result<Json> {
    if (depth > JSON_DEPTH_MAX) return this.#refuse(`more than ${JSON_DEPTH_MAX} levels`);
    this.#space();
    switch (this.#text[this.#at]) {
      case "{":
        return this.#object(depth);
      case "[":
        return this.#array(depth);
      case '"':
        return this.#string();
      default:
        return this.#scalar();
    }
  }

  #scalar(): Result<Json> {
    for (const [word, value] of WORDS) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return ok(value);
      }
    }
    const text = this.#take(NUMBER);
    if (text === null) return this.#refuse("something that is not a value");
    const value = Number(text);
    if (!Number.isFinite(value)) return this.#refuse("a number too large for a double");
    if (Object.is(value, -0)) return this.#refuse("a negative zero");
    if (!isFaithful(text, value)) return this.#refuse("an integer beyond 2^53 - 1");
    return ok(value);
  }

  #string(): Result<string> {
    const literal = this.#take(STRING);
    if (literal === null) return this.#refuse("a malformed string");
    const value: unknown = JSON.parse(literal);
    if (typeof value !== "string" || !value.isWellFormed()) return this.#refuse("a lone surrogate");
    return ok(value);
  }

  #array(depth: number): Result<Json> {
    this.#at += 1;
    const values: Json[] = [];
    this.#space();
    if (this.#eat("]")) return ok(values);
    for (;;) {
      const value = this.#value(depth + 1);
      if (!value.ok) return value;
      values.push(value.value);
      this.#space();
      if (this.#eat("]")) return ok(values);
      if (!this.#eat(",")) return this.#refuse("a missing comma in an array");
    }
  }

  #object(depth: number): Result<Json> {
    this.#at += 1;
    // No prototype: a key named __proto__ is a key like any other.
    const members: { __proto__: null; [key: string]: Json } = { __proto__: null };
    this.#space();
    if (this.#eat("}")) return ok(members);
    for (;;) {
      this.#space();
      const key = this.#string();
      if (!key.ok) return key;
      if (Object.hasOwn(members, key.value))
        return this.#refuse(`the key ${JSON.stringify(key.value)} twice`);
      this.#space();
      if (!this.#eat(":")) return this.#refuse("a missing colon");
      const value = this.#value(depth + 1);
      if (!value.ok) return value;
      members[key.value] = value.value;
      this.#space();
      if (this.#eat("}")) return ok(members);
      if (!this.#eat(",")) return this.#refuse("a missing comma in an object");
    }
  }

  #eat(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }
}

const WORDS: readonly (readonly [string, null | boolean])[] = [
  ["null", null],
  ["true", true],
  ["false", false],
];
