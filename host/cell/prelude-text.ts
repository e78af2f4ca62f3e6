import { readFileSync } from "node:fs";
import { join } from "node:path";
import { preludeDigest } from "../kernel/prelude-digest.ts";
import { assert } from "../kernel/result.ts";

/** Files of the realm in the order of their needs: each uses only names of those before it. */
export const REALM_FILES = [
  "named-errors.js",
  "permits.js",
  "refused.js",
  "lockdown.js",
  "candles.js",
  "frame.js",
  "judge.js",
  "recording.js",
  "indicators/faults.js",
  "indicators/hostile.js",
  "indicators/arithmetic.js",
  "indicators/averages.js",
  "indicators/change.js",
  "indicators/extremes.js",
  "indicators/spread.js",
  "indicators/volume.js",
  "indicators/wilder.js",
  "indicators/kinds.js",
  "indicators/nodes.js",
  "indicators/descriptors.js",
  "indicators/validate.js",
  "indicators/callbacks.js",
  "indicators/slots.js",
  "indicators/cursors.js",
  "indicators/plan.js",
  "evaluator.js",
  "wasm.js",
  "prelude.js",
] as const;

/** Path of the child's entry; the launcher chain needs it absolute. */
export const CELL_PATH = join(import.meta.dirname, "cell.js");

interface Prelude {
  readonly text: string;
  readonly sha256: string;
}
let cached: Prelude | null = null;

/** The realm as one script whose value is the function `enter` of realm/prelude.js. */
export function realmText(): string {
  return prelude().text;
}

/**
 * Digest of all code that runs beside a plugin: cell.js and every realm file, names and bytes. It is part of the
 * engine that an approval names (decision A1), and it is taken from the bytes that are really sent to the cell.
 */
export function preludeSha256(): string {
  return prelude().sha256;
}

function prelude(): Prelude {
  cached ??= readPrelude();
  return cached;
}

function readPrelude(): Prelude {
  const files = REALM_FILES.map((name) => {
    return { name, text: readFileSync(join(import.meta.dirname, "realm", name), "utf8") };
  });
  const cell = { name: "cell.js", text: readFileSync(CELL_PATH, "utf8") };
  return { text: assemble(files), sha256: preludeDigest([cell, ...files]) };
}

/**
 * Joins modules into one script: imports go, because what they name is above; exports become plain declarations. Not
 * a bundler: what a reader sees in realm/ is what runs.
 *
 * @param files - In the order of their needs. Top-level names must differ between files; a clash is a syntax error.
 */
export function assemble(
  files: readonly { readonly name: string; readonly text: string }[],
): string {
  const parts = files.map(({ name, text }) => {
    const body = text
      .replaceAll(/^import \{[^{}]*\} from "[^"\n]+";\n/gm, "")
      .replaceAll(/^export (?=(?:const|function|class) )/gm, "");
    assert(!/^(?:import|export)\b/m.test(body), `${name} has only plain imports and exports`);
    return `// ${name}\n${body}`;
  });
  return `(function () {\n"use strict";\n${parts.join("\n")}\nreturn enter;\n})();\n`;
}
