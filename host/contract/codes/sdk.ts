import type { CodeTable } from "../codes.ts";

export const SDK_CODES = {
  plugin_missing: {
    is: "refusal",
    meaning: "there is no plugin of this id and no file or folder of this name",
    remedy: "name a folder of plugins/, or a path; sdk new ID makes a folder",
  },
  plugin_exists: {
    is: "refusal",
    meaning: "a folder of this id exists already",
    remedy: "choose another id, or change the plugin that is there and raise its version",
  },
  plugin_id_invalid: {
    is: "refusal",
    meaning: "a plugin's id was not kebab-case, or not the name of its folder",
    remedy:
      "use lower case letters, digits and single dashes, at most 48, begin with a letter, and name the folder so too",
  },
  plugin_files_invalid: {
    is: "refusal",
    meaning: "a plugin folder held something else than a few plain files",
    remedy: "keep manifest.toml, one signal.ts, other scripts and README.md; no symbolic links",
  },
  plugin_source_too_large: {
    is: "refusal",
    meaning: "a plugin's source had more bytes than a person would review",
    remedy: "leave tables and libraries out: indicators come from #plugin",
  },
  plugin_text_invalid: {
    is: "refusal",
    meaning: "a source had bytes that are not UTF-8, or characters that a reader cannot see",
    remedy: "remove the character, or write it as an escape such as \\u200b inside a string",
  },
  plugin_kind_unsupported: {
    is: "refusal",
    meaning: "the manifest asks for something that its schema knows and this version does not do",
    remedy: 'use kind = "strategy", module = "js", market entries and no assets',
  },
  plugin_import_forbidden: {
    is: "refusal",
    meaning: "a source imported something else than #plugin or another script of its own folder",
    remedy: 'import from "#plugin", or from "./name.ts" inside the folder; copy small functions in',
  },
  plugin_syntax_invalid: {
    is: "refusal",
    meaning: "a source was not a module that can be parsed",
    remedy: "mend the line named",
  },
  plugin_language_forbidden: {
    is: "refusal",
    meaning: "a source used import(), require(), import.meta, await or an async function",
    remedy: "write plain functions: a plugin answers at once and there is nothing to wait for",
  },
  plugin_types_invalid: {
    is: "refusal",
    meaning: "a source did not pass the type check",
    remedy: "mend the line named; the types of #plugin say what a plugin gets and answers",
  },
  plugin_exports_invalid: {
    is: "refusal",
    meaning: "the exports were not those of the plugin's kind",
    remedy:
      "export entrySignal (a strategy), score (a signal) or value (a factor), and where needed exitSignal and indicators; nothing else",
  },
  version_signed: {
    is: "refusal",
    meaning: "this version of the plugin is signed already, over other bytes",
    remedy: "raise version in manifest.toml: what is signed never changes",
  },
  build_not_finished: {
    is: "refusal",
    meaning: "the bundler did not end, or died, over this source, or is not installed",
    remedy:
      "make deeply nested or generated code flat; where the message says that a package is missing, run npm ci --include=optional",
  },
  assemblyscript_missing: {
    is: "refusal",
    meaning: "a plugin in WebAssembly is to be built, and its compiler is not installed",
    remedy: "npm install --save-optional --save-exact assemblyscript@0.28.20",
  },
  build_not_reproducible: {
    is: "refusal",
    meaning: "bundling the same source twice gave different bytes",
    remedy: "this is a defect of the builder: keep the source and report it; do not sign",
  },
  data_timeframe_differs: {
    is: "refusal",
    meaning: "the bars of the data are of another timeframe than the plugin's",
    remedy: "use data of the timeframe in manifest.toml",
  },
  data_timeframe_unknown: {
    is: "refusal",
    meaning: "the data has too few bars, or bars too irregular, to tell their timeframe",
    remedy: "use a file with at least two neighbouring bars of a known timeframe",
  },
  check_refused: {
    is: "refusal",
    meaning: "a rule of the conformance suite failed: the plugin earns no certificate",
    remedy: "mend what each failed finding names, then run sdk check again",
  },
  option_conflict: {
    is: "refusal",
    meaning: "an option says what the manifest has to say",
    remedy: "leave the option out, or change manifest.toml",
  },
  signals_stopped: {
    is: "refusal",
    meaning: "a run over data was ended before the last bar: too many bars had a fault",
    remedy: "repair what the first faults name; their codes are in host explain and sdk contract",
  },
  compare_timeframe_differs: {
    is: "refusal",
    meaning:
      "two strategies decide bars of timeframes that no one candle file makes up: neither divides the other",
    remedy: "compare without --data, on the simulated market, or with --against none",
  },
  compare_no_bars: {
    is: "refusal",
    meaning: "the data has no bar that both strategies can decide",
    remedy: "use more bars: each needs twice its lookback before its first decision",
  },
} as const satisfies CodeTable;
