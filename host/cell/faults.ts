import { CELL_FAULTS, type CellFault } from "../contract/cell-faults.ts";
import { INDICATOR_FAULTS } from "./realm/indicators/faults.js";

/** Every code that can follow `F:`. */
export type CellFaultCode = keyof typeof CELL_FAULTS | keyof typeof INDICATOR_FAULTS;

/** Codes an evaluation raises; the other codes of indicators refuse the load. */
const INDICATORS_AT_WORK: ReadonlySet<string> = new Set([
  "indicator_offset_invalid",
  "indicator_offset_too_deep",
  "indicator_read_in_callback",
  "indicator_answer_invalid",
  "indicator_state_invalid",
]);

const table = new Map<string, CellFault>(Object.entries(CELL_FAULTS));
for (const [code, text] of Object.entries(INDICATOR_FAULTS)) {
  const leads = INDICATORS_AT_WORK.has(code) ? "plugin_threw" : "plugin_not_loaded";
  table.set(code, { leads, ...text });
}

/** Code → meaning, remedy, and the refusal it leads to: for `host explain` and for the findings of `sdk check`. */
export const ANSWER_FAULTS: ReadonlyMap<string, CellFault> = table;

export function isFaultCode(code: string): code is CellFaultCode {
  return ANSWER_FAULTS.has(code);
}
