/** @import { IndicatorFault } from "./types.ts" */

/**
 * Every way an author's indicators can be wrong: what it means and how to mend it. Closed: a code that is not here is
 * never answered. Load refuses with the first group, an evaluation with the second.
 *
 * @satisfies {Readonly<Record<string, { meaning: string, remedy: string }>>}
 */
export const INDICATOR_FAULTS = {
  indicators_not_a_record: {
    meaning: "indicators() did not return a plain object of named descriptors",
    remedy: 'return an object such as { fast: ema("close", 12) }',
  },
  indicator_name_invalid: {
    meaning:
      "an indicator's name is not a plain identifier of at most 32 letters, digits and underscores",
    remedy: "rename it; a group of indicators may be one level deep",
  },
  indicator_not_plain: {
    meaning: "a descriptor is not plain data: an accessor, a symbol, a foreign prototype or a trap",
    remedy: "use the constructors of #plugin and change nothing on what they return",
  },
  indicator_kind_unknown: {
    meaning: "a descriptor names a kind that does not exist in this api version",
    remedy: "sdk contract lists the indicators; rolling() and scan() express the others",
  },
  indicator_fields_wrong: {
    meaning: "a descriptor lacks a field of its kind or has one too many",
    remedy: "use the constructors of #plugin",
  },
  indicator_source_invalid: {
    meaning: "a source is neither a column name, nor { input, column }, nor a descriptor",
    remedy: 'write "close", { input: "daily", column: "close" } or another indicator',
  },
  indicator_number_invalid: {
    meaning: "an operand or a start value is not a finite number",
    remedy: "check the parameters that it is made of",
  },
  indicator_period_invalid: {
    meaning: "a period is not a whole number in its range",
    remedy: "write a whole number of bars; round parameters that can be fractions",
  },
  indicator_column_not_declared: {
    meaning: "a column does not exist or the manifest does not ask for it",
    remedy: 'funding and oi need needs = ["funding", "oi"] in manifest.toml',
  },
  indicator_input_unknown: {
    meaning: "the manifest has no input of this name",
    remedy: "add [inputs.<name>] to manifest.toml or correct the name",
  },
  indicator_callback_invalid: {
    meaning: "rolling() or scan() was not given a function",
    remedy: "pass a function of the window, or of the state and the values",
  },
  indicator_mixes_series: {
    meaning: "one indicator takes bars of two series, which do not line up",
    remedy: "declare one indicator for each series and combine their values in entrySignal",
  },
  indicator_cycle: {
    meaning: "a descriptor contains itself",
    remedy: "use the constructors of #plugin",
  },
  indicator_too_deep: {
    meaning: "descriptors are nested deeper than 16",
    remedy: "compute a part of it in entrySignal or in one scan()",
  },
  indicator_too_many: {
    meaning: "there are more than 64 descriptors or names",
    remedy: "drop those that no decision reads",
  },
  indicator_warm_up_over_lookback: {
    meaning: "an indicator has no value within the lookback",
    remedy: "raise lookback in manifest.toml or shorten the period",
  },

  indicator_offset_invalid: {
    meaning: ".at() was not given a negative whole number",
    remedy: ".at(-1) is the bar being decided, .at(-2) the one before; later bars do not exist yet",
  },
  indicator_offset_too_deep: {
    meaning: ".at(-k) asks for a bar that may lie before the indicator's first value",
    remedy: "raise lookback in manifest.toml or read a newer bar",
  },
  indicator_read_in_callback: {
    meaning: "a rolling() or scan() function read an indicator",
    remedy: "give the function what it needs as a source",
  },
  indicator_answer_invalid: {
    meaning: "a rolling() or scan() function answered something else than a finite number or null",
    remedy: "answer null where there is no value; check for division by zero",
  },
  indicator_state_invalid: {
    meaning: "a scan() function left something else than finite numbers in its state",
    remedy: "keep finite numbers in the list, one for each start value",
  },
};

/** @typedef {keyof typeof INDICATOR_FAULTS} IndicatorFaultCode */

/**
 * @param {IndicatorFaultCode} code
 * @param {string} fact - What was found, where; lower case, the fact and then the limit.
 * @returns {IndicatorFault}
 */
export function indicatorFault(code, fact) {
  return { code, message: fact };
}

/**
 * Shows a value of the plugin's in a message without running plugin code: only primitives are turned into text.
 *
 * @param {unknown} value
 * @returns {string}
 */
export function describeHostile(value) {
  if (typeof value === "string")
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "number" || typeof value === "boolean" || value === null)
    return String(value);
  if (value === undefined) return "nothing";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
