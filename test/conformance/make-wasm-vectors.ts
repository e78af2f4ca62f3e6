/** Writes the vectors in WebAssembly again: `node test/conformance/make-wasm-vectors.ts`. */
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeTree } from "#test/kit/signed-tree.ts";
import { FOLDER, wasmVectorFiles } from "./wasm-vectors.ts";

for (const name of readdirSync(FOLDER)) {
  if (name.startsWith("wasm-")) rmSync(join(FOLDER, name), { recursive: true });
}
writeTree(FOLDER, wasmVectorFiles());
