// Decides what a plugin answered and says it in one primitive string (decision A5). Nothing else leaves the realm.
//
// It reads descriptors, never properties, so it runs no code of the plugin: a getter is a bad answer, not a call.

/** Bounds shared with host/contract/signal.ts; a test compares them. */
export const RATIONALE_MAX = 280;
export const SL_PCT_MAX = 50;
export const TP_PCT_MAX = 100;

const ENTRY_KEYS = ["side", "rationale", "strength", "slPct", "tpPct"];

/**
 * @param {unknown} answer - Whatever entrySignal returned.
 * @returns {string} `N`, `E1|B|strength|sl|tp|rationale` or `F:<code>`.
 */
export function judgeEntry(answer) {
  if (answer === null) return "N";
  if (answer === undefined) return "F:answer_missing";
  if (typeof answer !== "object") return "F:answer_type";
  const prototype = Object.getPrototypeOf(answer);
  if (prototype !== Object.prototype && prototype !== null) return "F:answer_prototype";
  /** @type {Record<string, unknown>} */
  const own = Object.create(null);
  for (const key of Reflect.ownKeys(answer)) {
    if (typeof key !== "string" || !ENTRY_KEYS.includes(key)) return "F:answer_key";
    const property = Reflect.getOwnPropertyDescriptor(answer, key);
    if (property === undefined || !Object.hasOwn(property, "value")) return "F:answer_accessor";
    own[key] = property.value;
  }
  return judgeFields(own);
}

/** @param {Record<string, unknown>} own */
function judgeFields({ side, rationale, strength, slPct, tpPct }) {
  if (side !== "Buy" && side !== "Sell") return "F:side_invalid";
  if (typeof rationale !== "string") return "F:rationale_type";
  // The length comes first: it is free, and half a gigabyte is not worth reading.
  if (rationale.length < 1 || rationale.length > RATIONALE_MAX) return "F:rationale_length";
  if (!isOneLine(rationale)) return "F:rationale_characters";
  if (!isWithin(strength, 1)) return "F:strength_invalid";
  if (!isWithin(slPct, SL_PCT_MAX)) return "F:sl_pct_invalid";
  if (!isWithin(tpPct, TP_PCT_MAX)) return "F:tp_pct_invalid";
  return `E1|${side === "Buy" ? "B" : "S"}|${text(strength)}|${text(slPct)}|${text(tpPct)}|${rationale}`;
}

/**
 * Whether a person and a terminal see what is there: no control or format characters (bidirectional overrides among
 * them), no line or paragraph separators, no halves of characters, and nothing that shows as nothing: variation
 * selectors can carry a whole text to a reader that is a program. One of them makes emoji and stays.
 *
 * @param {string} line
 */
function isOneLine(line) {
  let ascii = true;
  for (let i = 0; i < line.length; i += 1) {
    const unit = line.charCodeAt(i);
    if (unit < 0x20 || unit === 0x7f) return false;
    if (unit > 0x7f) ascii = false;
  }
  // The pattern costs more than all the rest of the judge, so it is made only where it is needed.
  return (
    ascii ||
    !/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u2800]|(?!\ufe0f)\p{Default_Ignorable_Code_Point}/u.test(
      line,
    )
  );
}

/**
 * @param {unknown} value
 * @param {number} max
 */
function isWithin(value, max) {
  return value === undefined || (typeof value === "number" && value > 0 && value <= max);
}

/** @param {unknown} value - A number, in its shortest text that reads back as the same bits, or nothing. */
function text(value) {
  return typeof value === "number" ? String(value) : "";
}

/** Of the absolute value: a score is within -1 … 1, a factor's value any finite number. */
const VALUE_MAX = { signal: 1, factor: Number.MAX_VALUE };

/**
 * @param {unknown} answer - Whatever score or value returned.
 * @param {"signal" | "factor"} kind
 * @returns {string} `V<number>`, `V-` or `F:<code>`.
 */
export function judgeValue(answer, kind) {
  if (answer === null) return "V-";
  if (typeof answer !== "number") return "F:value_type";
  const max = VALUE_MAX[kind];
  // NaN is not within anything. A zero loses its sign as text.
  return answer >= -max && answer <= max ? `V${answer}` : "F:value_range";
}

/**
 * @param {unknown} answer - Whatever exitSignal returned.
 * @returns {string} `X0`, `X1` or `F:<code>`.
 */
export function judgeExit(answer) {
  if (typeof answer !== "boolean") return "F:exit_type";
  return answer ? "X1" : "X0";
}
