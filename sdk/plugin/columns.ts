import type { ColumnName, Descriptor, InputColumn, Source } from "./types.ts";

/** A column as an indicator, to be read with `.at()`. `null` is the main series. */
export function col(column: ColumnName | InputColumn): Descriptor {
  return typeof column === "string"
    ? { kind: "column", input: null, column }
    : { kind: "column", ...column };
}

/** A column of an input, or of the main series when no input is named. */
export function columnOf(column: ColumnName, input?: string): Source {
  return input === undefined ? column : { input, column };
}
