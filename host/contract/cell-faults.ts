/**
 * Answer codes of the cell: `F:<code>` instead of a signal (decision A5). Closed, and precise enough that an author or
 * a model can repair the plugin from the code alone, because no text of the plugin's ever leaves the realm.
 *
 * The codes of indicators stand beside their validation, in host/cell/realm/indicators/faults.js; host/cell/faults.ts
 * joins the two tables.
 */
export interface CellFault {
  /** The refusal (codes/cell.ts) that the answer leads to. */
  readonly leads:
    | "plugin_threw"
    | "plugin_output_invalid"
    | "plugin_overran"
    | "plugin_killed"
    | "plugin_not_loaded"
    | "cell_answer_malformed"
    | "cell_answers_differ";
  readonly meaning: string;
  readonly remedy: string;
}

/** Codes at load: the module is not a plugin. */
const LOAD = {
  syntax: {
    leads: "plugin_not_loaded",
    meaning: "the bundle is not a JavaScript module",
    remedy: "build it with `sdk build`, which names the line",
  },
  import: {
    leads: "plugin_not_loaded",
    meaning: "the bundle imports another module",
    remedy: "bundle everything but leave nothing to import: a plugin is one file",
  },
  module_threw: {
    leads: "plugin_not_loaded",
    meaning: "the module threw while it was loaded, before any function was called",
    remedy:
      "move work from the top level into the functions; the realm has no Date, no console, no require",
  },
  export_missing: {
    leads: "plugin_not_loaded",
    meaning: "the module does not export the function that was asked for",
    remedy:
      "export function entrySignal (a strategy), score (a signal) or value (a factor); exitSignal where positions are to be left",
  },
  export_unknown: {
    leads: "plugin_not_loaded",
    meaning: "the module exports something that its kind does not have",
    remedy:
      "export indicators, and entrySignal and exitSignal (a strategy), score (a signal) or value (a factor); keep other names inside",
  },
  export_type: {
    leads: "plugin_not_loaded",
    meaning: "an export is not a function",
    remedy: "write export function entrySignal(candles, params, context) { … }",
  },
  wasm_not_compiled: {
    leads: "plugin_not_loaded",
    meaning: "the engine refuses the WebAssembly module, or cannot set it up",
    remedy: "build it with `sdk build`: its compiler makes modules that fit",
  },
} as const satisfies Record<string, CellFault>;

/** The plugin threw. Codes with a detail: `F:threw:TypeError`, `F:threw_determinism:Date`, `F:threw_column:oi`,
 * `F:undeclared_read:params`. */
const THREW = {
  threw: {
    leads: "plugin_threw",
    meaning: "the plugin threw; the detail is the engine's own name of the error",
    remedy:
      "TypeError is mostly a value that is not there, ReferenceError a name the realm does not have",
  },
  threw_determinism: {
    leads: "plugin_threw",
    meaning:
      "the plugin used something that would make equal bars give unequal answers; the detail names it",
    remedy:
      "time comes from candles.ts, chance from nowhere, other data from [inputs] of the manifest",
  },
  threw_column: {
    leads: "plugin_threw",
    meaning: "the plugin read a column that the manifest does not ask for; the detail names it",
    remedy: 'write needs = ["funding", "oi"] in manifest.toml, for an input in its own table',
  },
  threw_read_in_callback: {
    leads: "plugin_threw",
    meaning:
      "candles were read where no bar is being decided, as in a rolling() or scan() function",
    remedy: "give the function what it needs as a source",
  },
  undeclared_read: {
    leads: "plugin_threw",
    meaning:
      "the plugin asked params, context or candles for a name that they do not have; the detail says which, and only the conformance suite looks",
    remedy: "declare the parameter, the input or the column in manifest.toml, or remove the read",
  },
  trapped: {
    leads: "plugin_threw",
    meaning: "a WebAssembly plugin trapped; the detail says how",
    remedy:
      "unreachable is mostly assert() or a value out of range, out_of_bounds an index beyond the columns or alloc()",
  },
  alloc_invalid: {
    leads: "plugin_threw",
    meaning: "alloc() answered with an address that is not in memory or no multiple of 8",
    remedy: "give the first free byte, rounded up to 8, and declare enough pages for the lookback",
  },
  escaped: {
    leads: "plugin_threw",
    meaning: "an error came out of something that runs later, such as an async function",
    remedy: "write plain functions: there is nothing to wait for",
  },
} as const satisfies Record<string, CellFault>;

/** The answer is not one. */
const ANSWER = {
  answer_missing: {
    leads: "plugin_output_invalid",
    meaning: "entrySignal returned nothing",
    remedy: "return null where there is no signal, on every path",
  },
  answer_type: {
    leads: "plugin_output_invalid",
    meaning: "entrySignal returned neither null nor an object",
    remedy: "return null or { side, rationale }",
  },
  answer_prototype: {
    leads: "plugin_output_invalid",
    meaning:
      "entrySignal returned an array, a promise, an instance of a class or another special object",
    remedy: "return an object literal",
  },
  answer_key: {
    leads: "plugin_output_invalid",
    meaning: "the signal has a key that is none of side, rationale, strength, slPct, tpPct",
    remedy: "drop it; levels are slPct and tpPct, in percent of the price",
  },
  answer_accessor: {
    leads: "plugin_output_invalid",
    meaning: "a key of the signal is a getter",
    remedy: "return plain values",
  },
  side_invalid: {
    leads: "plugin_output_invalid",
    meaning: 'side is not "Buy" or "Sell"',
    remedy: 'write "Buy" to go long and "Sell" to go short, with a capital',
  },
  rationale_type: {
    leads: "plugin_output_invalid",
    meaning: "rationale is not a string",
    remedy: "say in one sentence why, for the person who reads the journal",
  },
  rationale_length: {
    leads: "plugin_output_invalid",
    meaning: "rationale has not 1 to 280 characters",
    remedy: "say it shorter",
  },
  rationale_characters: {
    leads: "plugin_output_invalid",
    meaning:
      "rationale contains a line break, a control, format or bidirectional character, or half of one",
    remedy: "write one plain line",
  },
  strength_invalid: {
    leads: "plugin_output_invalid",
    meaning: "strength is not a number above 0 and at most 1",
    remedy: "leave it out, or clamp it: it can only shrink a position",
  },
  sl_pct_invalid: {
    leads: "plugin_output_invalid",
    meaning: "slPct is not a number above 0 and at most 50",
    remedy: "percent of the price: 1.5 is 1.5 %; check for division by zero",
  },
  tp_pct_invalid: {
    leads: "plugin_output_invalid",
    meaning: "tpPct is not a number above 0 and at most 100",
    remedy: "percent of the price: 3 is 3 %; check for division by zero",
  },
  entry_code_invalid: {
    leads: "plugin_output_invalid",
    meaning: "entry_signal() answered with a number other than 0, 1 and 2",
    remedy: "return 0 for no signal, 1 for Buy, 2 for Sell",
  },
  exit_code_invalid: {
    leads: "plugin_output_invalid",
    meaning: "exit_signal() answered with a number other than 0 and 1",
    remedy: "return 1 to leave and 0 to stay",
  },
  reason_invalid: {
    leads: "plugin_output_invalid",
    meaning: "the global `reason` is no index of the manifest's rationales",
    remedy: "set reason before each answer of 1 or 2; the first of the rationales is 0",
  },
  exit_type: {
    leads: "plugin_output_invalid",
    meaning: "exitSignal did not return true or false",
    remedy: "return a comparison, on every path",
  },
  value_type: {
    leads: "plugin_output_invalid",
    meaning: "score or value returned neither a number nor null",
    remedy: "return a number, or null where there is none at this bar, on every path",
  },
  value_range: {
    leads: "plugin_output_invalid",
    meaning: "score returned a number outside -1 ... 1, or value one that is not finite",
    remedy: "clamp it, and return null where a division has no result",
  },
} as const satisfies Record<string, CellFault>;

/** What the cell or the host says about an evaluation that gave no answer. */
const CELL = {
  overran: {
    leads: "plugin_overran",
    meaning: "the evaluation used up its time limit",
    remedy: "look at fewer bars, or declare an indicator: it is computed once for all bars",
  },
  heap_full: {
    leads: "plugin_overran",
    meaning: "the isolate's heap ceiling was reached",
    remedy: "keep nothing between calls and no copies of columns",
  },
  killed: {
    leads: "plugin_killed",
    meaning: "the cell did not answer by its wall deadline and was killed",
    remedy:
      "find the built-in call that cannot be interrupted, such as fill or indexOf over a huge length",
  },
  died: {
    leads: "plugin_killed",
    meaning:
      "the cell's process ended by itself, mostly for memory that its isolate does not count",
    remedy: "find what grows without bound: a Map, a string, an array length",
  },
  answer_malformed: {
    leads: "cell_answer_malformed",
    meaning: "the cell said something that its judge cannot say",
    remedy: "quarantine the plugin and keep its bundle: this is what a break-out looks like",
  },
  answers_differ: {
    leads: "cell_answers_differ",
    meaning: "a fresh isolate gave another answer for the same bytes",
    remedy: "remove what the module remembers between calls",
  },
  skipped: {
    leads: "plugin_killed",
    meaning: "an earlier bar of the same frame ended its evaluation, so this one was not evaluated",
    remedy: "see the fault of the earlier bar",
  },
} as const satisfies Record<string, CellFault>;

export const CELL_FAULTS = { ...LOAD, ...THREW, ...ANSWER, ...CELL } as const satisfies Record<
  string,
  CellFault
>;
