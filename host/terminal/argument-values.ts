import type { ArgumentType } from "../contract/commands.ts";
import { parseJsonStrict, type Json } from "../kernel/canonical-json.ts";

export type ArgumentValue = string | number | boolean | { readonly json: Json };

/** The part of an option or a positional that bounds its value. */
export interface ValueRule {
  readonly type?: ArgumentType;
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
}

export type Read =
  | { readonly ok: true; readonly value: ArgumentValue }
  /** What the value should have been, such as `a whole number from 1`. */
  | { readonly ok: false; readonly wanted: string };

/** A person's argument, not a document: longer is a mistake, such as a shell glob gone wrong. */
const TEXT_LENGTH_MAX = 65_536;

/** Turns the text of one argument into the value its rule asks for. */
export function readValue(rule: ValueRule, text: string): Read {
  if (text.length > TEXT_LENGTH_MAX)
    return { ok: false, wanted: `at most ${TEXT_LENGTH_MAX} characters` };
  if (rule.choices !== undefined && !rule.choices.includes(text)) {
    return { ok: false, wanted: `one of ${rule.choices.join(", ")}` };
  }
  switch (rule.type ?? "string") {
    case "string":
      return text === ""
        ? { ok: false, wanted: "a text that is not empty" }
        : { ok: true, value: text };
    case "integer":
      return readNumber(rule, text, /^-?\d{1,16}$/, "a whole number");
    case "number":
      return readNumber(rule, text, /^-?\d{1,16}(?:\.\d{1,17})?$/, "a plain decimal number");
    case "json": {
      const parsed = parseJsonStrict(text);
      return parsed.ok
        ? { ok: true, value: { json: parsed.value } }
        : { ok: false, wanted: `json (${parsed.refusal.message})` };
    }
    case "boolean":
      return { ok: false, wanted: "no value" };
  }
}

function readNumber(rule: ValueRule, text: string, pattern: RegExp, noun: string): Read {
  const wanted = noun + boundsText(rule);
  const value = Number(text);
  const inside = value >= (rule.min ?? -Infinity) && value <= (rule.max ?? Infinity);
  const exact = rule.type !== "integer" || Number.isSafeInteger(value);
  return pattern.test(text) && inside && exact && !Object.is(value, -0)
    ? { ok: true, value }
    : { ok: false, wanted };
}

function boundsText({ min, max }: ValueRule): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` from ${min}`;
  return max === undefined ? "" : ` up to ${max}`;
}
