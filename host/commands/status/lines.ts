import { printable } from "../../terminal/escape.ts";

export type Line = readonly [name: string, value: string];

/** Names padded to one width, so that values stand under each other in every block. */
export function lines(rows: readonly Line[], indent = ""): string {
  return rows
    .map(([name, value]) => `${indent}${name.padEnd(13)}${printable(value, 400)}`)
    .join("\n");
}
