/** Writes test/conformance/trust again: `node test/conformance/make-trust-vectors.ts`. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { writeTree } from "#test/kit/signed-tree.ts";
import { vectorFiles } from "./attacks/vectors.ts";

const folder = join(import.meta.dirname, "trust");
rmSync(folder, { recursive: true, force: true });
writeTree(folder, vectorFiles());
