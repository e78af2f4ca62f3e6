/**
 * Whether a binary may be compiled at all. Asked before any engine sees it: by the build, and again by the host.
 *
 * Reads every byte. What it does not know it refuses, so a feature that a newer engine brings is refused before anybody
 * has thought about it. Types within functions are the engine's to check, and it does when it compiles.
 */
import { ok, refuse, type Result } from "../../kernel/result.ts";
import { CELL_LIMITS } from "../limits.ts";
import { ABI_1, MEMORY_EXPORT, REASON_TYPE, type Signature, type WasmKind } from "./abi.ts";
import { readModule, type WasmExport, type WasmModule } from "./module.ts";
import { WASM_PROBLEMS } from "./problems.ts";
import { WasmReader, type Found } from "./reader.ts";

/** What a reader of a finding wants to know of a module that passed. */
export interface WasmFacts {
  readonly pages: number;
  readonly functions: number;
  readonly exports: readonly string[];
}

/**
 * @param bytes - Anybody's.
 * @returns Refusals: bundle_too_large · wasm_module_refused, whose detail has the problem and the byte it stands at.
 */
export function checkWasm(bytes: Uint8Array, kind: WasmKind): Result<WasmFacts> {
  const limit = CELL_LIMITS.bundleBytes;
  if (bytes.length > limit) {
    const message = `module of ${bytes.length} bytes is over ${limit}`;
    return refuse("bundle_too_large", message, { detail: { bytes: bytes.length, limit } });
  }
  const reader = new WasmReader(bytes);
  const module = readModule(reader);
  checkWhole(reader, module, kind);
  if (reader.found !== null) return refuseModule(reader.found);
  return ok({
    pages: module.memories[0] ?? 0,
    functions: module.functions.length,
    exports: module.exports.map(({ name }) => name),
  });
}

function refuseModule({ problem, offset, what }: Found): Result<never> {
  const message = `byte ${offset}: ${what}: ${WASM_PROBLEMS[problem]}`;
  return refuse("wasm_module_refused", message, { detail: { problem, offset } });
}

function checkWhole(reader: WasmReader, module: WasmModule, kind: WasmKind): void {
  if (module.memories.length !== 1) {
    reader.refuse("memory_count", `${module.memories.length} memories`, 0);
  }
  if (module.bodies !== module.functions.length) {
    reader.refuse("malformed", `${module.functions.length} functions, ${module.bodies} with code`);
  }
  if (module.dataCount !== null && module.dataCount !== module.segments) {
    reader.refuse("malformed", `${module.dataCount} segments announced, ${module.segments} there`);
  }
  checkExports(reader, module, kind);
}

function checkExports(reader: WasmReader, module: WasmModule, kind: WasmKind): void {
  const { functions, optional, globals } = ABI_1[kind];
  const missing = new Set([MEMORY_EXPORT, ...Object.keys(functions), ...globals]);
  for (const each of module.exports) {
    const known = missing.delete(each.name);
    if (!known) reader.refuse("export_unknown", `"${each.name}"`, each.offset);
    else if (!fits(each, module, kind)) {
      reader.refuse("export_type", `"${each.name}"`, each.offset);
    }
  }
  const [first] = [...missing].filter((name) => !optional.includes(name));
  if (first !== undefined) reader.refuse("export_missing", `"${first}"`, 0);
}

/** Kinds of exports, as the binary numbers them. */
const FUNCTION = 0;
const MEMORY = 2;
const GLOBAL = 3;

function fits({ name, kind, index }: WasmExport, module: WasmModule, of: WasmKind): boolean {
  if (name === MEMORY_EXPORT) return kind === MEMORY && index === 0;
  if (ABI_1[of].globals.includes(name)) {
    const global = module.globals[index];
    return kind === GLOBAL && global?.mutable === true && global.type === REASON_TYPE;
  }
  const wanted = ABI_1[of].functions[name];
  const type = module.types[module.functions[index] ?? -1];
  return kind === FUNCTION && wanted !== undefined && sameSignature(type, wanted);
}

function sameSignature(found: Signature | undefined, wanted: Signature): boolean {
  return (
    found !== undefined &&
    String(found.params) === String(wanted.params) &&
    String(found.results) === String(wanted.results)
  );
}
