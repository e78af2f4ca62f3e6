import { COLUMNS } from "../contract/candles.ts";
import { entrySignal, type EntrySignal } from "../contract/signal.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";
import { isFaultCode, type CellFaultCode } from "./faults.ts";
import { readRefused } from "./realm/refused.js";

/** One answer of the cell, parsed. A fault carries its code, and a detail out of a closed list where its code has one. */
export type CellAnswer =
  | { readonly kind: "none" }
  | { readonly kind: "entry"; readonly signal: EntrySignal }
  | { readonly kind: "exit"; readonly exit: boolean }
  /** Of a signal or a factor; null: none at this bar. */
  | { readonly kind: "value"; readonly value: number | null }
  | { readonly kind: "fault"; readonly code: CellFaultCode; readonly detail: string | null };

/** Details that may follow a code: engine words and our own, never the plugin's. */
const DETAILS: Partial<Record<CellFaultCode, readonly string[]>> = {
  threw: [
    "Error",
    "EvalError",
    "RangeError",
    "ReferenceError",
    "SyntaxError",
    "TypeError",
    "URIError",
    "other",
  ],
  threw_determinism: [...readRefused().keys()],
  threw_column: COLUMNS,
  trapped: ["unreachable", "out_of_bounds", "division", "conversion", "table", "stack", "other"],
  undeclared_read: ["params", "context", "candles"],
};

/**
 * Parses what a cell said, as if a liar had said it.
 *
 * @param text - `N`, `E1|B|strength|sl|tp|rationale`, `X0`, `X1`, `V<number>`, `V-` or `F:<code>` with an optional `:<detail>` (decision A5).
 * @returns The answer. Refusals: cell_answer_malformed when the text is anything else, down to a number that is not
 *   in its shortest form: one answer has one text, because digests cover the text.
 */
export function parseAnswer(text: string): Result<CellAnswer> {
  const answer = readAnswer(text);
  if (answer !== null) return ok(answer);
  return refuse("cell_answer_malformed", "the cell's answer was none that the judge can give", {
    detail: { characters: text.length },
  });
}

function readAnswer(text: string): CellAnswer | null {
  if (text === "N") return { kind: "none" };
  if (text === "X0" || text === "X1") return { kind: "exit", exit: text === "X1" };
  if (text.startsWith("F:")) return readFault(text.slice(2));
  if (text.startsWith("E1|")) return readEntry(text);
  if (text.startsWith("V")) return readValue(text.slice(1));
  return null;
}

function readFault(text: string): CellAnswer | null {
  const colon = text.indexOf(":");
  const code = colon < 0 ? text : text.slice(0, colon);
  const detail = colon < 0 ? null : text.slice(colon + 1);
  if (!isFaultCode(code)) return null;
  const details = DETAILS[code];
  const fits = detail === null ? details === undefined : details?.includes(detail) === true;
  return fits ? { kind: "fault", code, detail } : null;
}

function readEntry(text: string): CellAnswer | null {
  const [, side, strength, slPct, tpPct, ...rest] = text.split("|");
  if (side !== "B" && side !== "S") return null;
  const numbers = {
    strength: readNumber(strength),
    slPct: readNumber(slPct),
    tpPct: readNumber(tpPct),
  };
  if (Object.values(numbers).includes(null)) return null;
  const parsed = entrySignal.safeParse({
    side: side === "B" ? "Buy" : "Sell",
    rationale: rest.join("|"), // a rationale may contain the separator: it comes last
    ...numbers,
  });
  if (!parsed.success) return null;
  return { kind: "entry", signal: withoutAbsent(parsed.data) };
}

function readValue(text: string): CellAnswer | null {
  if (text === "-") return { kind: "value", value: null };
  const value = text === "" ? null : readNumber(text);
  return typeof value === "number" && Number.isFinite(value) ? { kind: "value", value } : null;
}

/** @returns undefined for an absent number, null for a text that is not a number's shortest form. */
function readNumber(text: string | undefined): number | null | undefined {
  if (text === undefined) return null;
  if (text === "") return undefined;
  const value = Number(text);
  return String(value) === text ? value : null;
}

/** An absent number is an absent key, so that equal signals are equal objects. */
function withoutAbsent({ side, rationale, strength, slPct, tpPct }: EntrySignal): EntrySignal {
  return {
    side,
    rationale,
    ...(strength === undefined ? {} : { strength }),
    ...(slPct === undefined ? {} : { slPct }),
    ...(tpPct === undefined ? {} : { tpPct }),
  };
}
