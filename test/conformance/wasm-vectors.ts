/** The vectors in WebAssembly as files: `<attack>/plugin.wasm`, what is expected of it, and why. */
import { join } from "node:path";
import { WASM_ATTACKS } from "./wasm-attacks.ts";

export const FOLDER = join(import.meta.dirname, "hostile");

/** Path below hostile/ → bytes. */
export function wasmVectorFiles(): ReadonlyMap<string, Uint8Array> {
  const utf8 = (text: string) => new TextEncoder().encode(text);
  return new Map(
    Object.entries(WASM_ATTACKS).flatMap(([name, { bytes, expect, reason }]) => {
      const title = name.replace(/_.*/, "").replaceAll("-", " ");
      return [
        [`${name}/plugin.wasm`, bytes] as const,
        [`${name}/expect.json`, utf8(`${JSON.stringify(expect, null, 2)}\n`)] as const,
        [`${name}/README.md`, utf8(`# ${title}\n\n${reason}\n`)] as const,
      ];
    }),
  );
}
