import type { CodeTable } from "../codes.ts";

/**
 * What the host says about a plugin's code. The first four group the answer codes of cell-faults.ts, which tell an
 * author what to change.
 */
export const CELL_CODES = {
  plugin_threw: {
    is: "refusal",
    meaning:
      "the plugin threw, or one of its indicators was used against its rules; that is no signal",
    remedy:
      "reproduce the bar with `sdk signals` and repair the plugin; the answer's code says what it did",
  },
  plugin_output_invalid: {
    is: "refusal",
    meaning: "the plugin answered something that is not a signal; that is no signal",
    remedy: "return null, or exactly { side, rationale } with optional strength, slPct, tpPct",
  },
  plugin_overran: {
    is: "refusal",
    meaning:
      "an evaluation used up its time limit or its heap twice, the second time in a new process",
    remedy:
      "look at fewer bars, or let an indicator do the counting; `sdk check` shows the margins",
  },
  plugin_killed: {
    is: "refusal",
    meaning: "the process that ran the plugin had to be killed or died, twice",
    remedy:
      "read the plugin as an attack; if it is none, remove what allocates or loops inside one built-in call",
  },
  plugin_not_loaded: {
    is: "refusal",
    meaning: "the plugin's module cannot be loaded in the cell",
    remedy:
      "run `sdk check`; the answer's code says what is wrong with the module or its indicators",
  },
  bundle_too_large: {
    is: "refusal",
    meaning: "the bundle has more bytes than a plugin may have",
    remedy:
      "leave libraries out: indicators come from #plugin and are not part of the bundle's size",
  },
  wasm_module_refused: {
    is: "refusal",
    meaning: "the WebAssembly module has something that a plugin may not have, at the byte named",
    remedy:
      "change the source and build it with `sdk build`; host/cell/README.md lists what is refused",
  },
  cell_answer_malformed: {
    is: "refusal",
    meaning:
      "a cell answered something that its judge cannot say: its process can no longer be trusted",
    remedy: "quarantine the plugin, keep its bundle for an investigation, and restart the host",
  },
  cell_answers_differ: {
    is: "refusal",
    meaning:
      "the same bytes got another answer in a fresh isolate: the plugin keeps state between calls",
    remedy: "remove what the module remembers; use scan() for values that follow from earlier bars",
  },
  cell_not_started: {
    is: "refusal",
    meaning: "the cell's process did not become ready",
    remedy: "run `host audit`: it starts a cell and names the wall or the file that is missing",
  },
  cell_wall_missing: {
    is: "refusal",
    meaning: "this machine cannot put a wall around plugin code that live trading requires",
    remedy:
      "`host audit` names the wall; use a Linux that allows user namespaces, or stay on paper",
  },
} as const satisfies CodeTable;
