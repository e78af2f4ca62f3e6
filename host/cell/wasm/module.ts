/** Reads the sections of a binary into what the rules need to know of it. */
import { readValueType, refuseType, walkFunction } from "./instructions.ts";
import { WASM_LIMITS } from "./problems.ts";
import type { Signature } from "./abi.ts";
import type { WasmReader } from "./reader.ts";

export interface WasmExport {
  readonly name: string;
  /** 0 function, 1 table, 2 memory, 3 global. */
  readonly kind: number;
  readonly index: number;
  readonly offset: number;
}
export interface WasmGlobal {
  readonly type: number;
  readonly mutable: boolean;
}

/** Of a module whose bytes are in order. Types are looked up by index; one that is not there is the engine's refusal. */
export class WasmModule {
  readonly types: Signature[] = [];
  /** Type of each function. */
  readonly functions: number[] = [];
  readonly globals: WasmGlobal[] = [];
  readonly exports: WasmExport[] = [];
  /** Pages of each memory. */
  readonly memories: number[] = [];
  bodies = 0;
  segments = 0;
  /** What the data count section says; null without one. */
  dataCount: number | null = null;
}

/** Sections in the order that the format gives them, by id. */
const ORDER = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

const SECTIONS: ReadonlyMap<number, (reader: WasmReader, module: WasmModule) => void> = new Map([
  [1, readTypes],
  [2, (reader) => reader.refuse("import", "an import section")],
  [3, readFunctions],
  [4, readTable],
  [5, readMemories],
  [13, (reader) => reader.refuse("exceptions", "a section of tags")],
  [6, readGlobals],
  [7, readExports],
  [8, (reader) => reader.refuse("start", "a start section")],
  [9, readElements],
  [12, (reader, module) => void (module.dataCount = reader.u32())],
  [10, readCode],
  [11, readData],
]);

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

export function readModule(reader: WasmReader): WasmModule {
  const module = new WasmModule();
  for (const expected of HEADER) {
    if (reader.byte() !== expected) reader.refuse("not_wasm", "the first bytes", 0);
  }
  let last = -1;
  while (reader.more) {
    const offset = reader.at;
    const id = reader.byte();
    const size = reader.u32();
    const read = SECTIONS.get(id);
    const place = ORDER.indexOf(id);
    if (read === undefined) reader.refuse("section_unknown", sectionName(id), offset);
    else if (place <= last) reader.refuse("section_order", `section ${id}`, offset);
    else reader.part(size, `section ${id}`, () => read(reader, module));
    last = place;
  }
  return module;
}

function sectionName(id: number): string {
  return id === 0 ? "a custom section, which is not run and not read" : `section ${id}`;
}

function readTypes(reader: WasmReader, module: WasmModule): void {
  const count = reader.count(WASM_LIMITS.types, "types");
  for (let i = 0; i < count && reader.ok; i += 1) {
    const offset = reader.at;
    const form = reader.byte();
    if (form !== 0x60) refuseType(reader, form >= 0x4e && form <= 0x5f ? 0x5f : form, offset);
    const params = readValueTypes(reader, WASM_LIMITS.params, "parameters");
    const at = reader.at;
    const results = readValueTypes(reader, WASM_LIMITS.params, "results");
    if (results.length > 1) reader.refuse("multi_value", `${results.length} results`, at);
    module.types.push({ params, results });
  }
}

function readValueTypes(reader: WasmReader, max: number, what: string): number[] {
  const count = reader.count(max, what);
  const types: number[] = [];
  for (let i = 0; i < count && reader.ok; i += 1) types.push(readValueType(reader));
  return types;
}

function readFunctions(reader: WasmReader, module: WasmModule): void {
  const count = reader.count(WASM_LIMITS.functions, "functions");
  for (let i = 0; i < count && reader.ok; i += 1) module.functions.push(reader.u32());
}

function readTable(reader: WasmReader): void {
  const offset = reader.at;
  const count = reader.u32();
  if (count > 1) reader.refuse("table", `${count} tables`, offset);
  for (let i = 0; i < count && reader.ok; i += 1) {
    const at = reader.at;
    const type = reader.byte();
    if (type !== 0x70) reader.refuse("reference_types", `a table of 0x${type.toString(16)}`, at);
    const flags = reader.byte();
    if (flags > 1) reader.refuse("malformed", `limits of kind ${flags}`, at);
    reader.count(WASM_LIMITS.tableEntries, "entries of a table");
    if (flags === 1) reader.u32();
  }
}

function readMemories(reader: WasmReader, module: WasmModule): void {
  const count = reader.u32();
  for (let i = 0; i < count && reader.ok; i += 1) {
    const offset = reader.at;
    const flags = reader.byte();
    if ((flags & 2) !== 0) reader.refuse("memory_shared", "a shared memory", offset);
    if ((flags & 4) !== 0) reader.refuse("memory_64", "a memory of 64 bits", offset);
    if (flags > 7) reader.refuse("malformed", `limits of kind ${flags}`, offset);
    if (flags === 0) reader.refuse("memory_bounds", "a memory without a maximum", offset);
    const min = reader.u32();
    const max = reader.u32();
    if (min !== max || max > WASM_LIMITS.pages) {
      reader.refuse(
        "memory_bounds",
        `${min} to ${max} pages, at most ${WASM_LIMITS.pages}`,
        offset,
      );
    }
    module.memories.push(min);
  }
}

function readGlobals(reader: WasmReader, module: WasmModule): void {
  const count = reader.count(WASM_LIMITS.globals, "globals");
  for (let i = 0; i < count && reader.ok; i += 1) {
    const type = readValueType(reader);
    const at = reader.at;
    const mutable = reader.byte();
    if (mutable > 1) reader.refuse(mutable < 4 ? "threads" : "malformed", "a shared global", at);
    module.globals.push({ type, mutable: mutable === 1 });
    readConstant(reader);
  }
}

/** One constant instruction and the end. Returns the value of an i32, and null of another type. */
function readConstant(reader: WasmReader): number | null {
  const offset = reader.at;
  const opcode = reader.byte();
  let value: number | null = null;
  if (opcode === 0x41) value = reader.signed(32);
  else if (opcode === 0x42) reader.signed(64);
  else if (opcode === 0x43) reader.skip(4);
  else if (opcode === 0x44) reader.skip(8);
  else reader.refuse("global_initial", `begins with 0x${opcode.toString(16)}`, offset);
  if (reader.byte() !== 0x0b) reader.refuse("global_initial", "goes on after a constant", offset);
  return value;
}

function readExports(reader: WasmReader, module: WasmModule): void {
  const count = reader.count(WASM_LIMITS.nameBytes, "exports");
  for (let i = 0; i < count && reader.ok; i += 1) {
    const offset = reader.at;
    const name = reader.name();
    const kind = reader.byte();
    const index = reader.u32();
    if (kind === 1) reader.refuse("table_export", `"${name}"`, offset);
    if (kind > 3) reader.refuse("export_unknown", `"${name}" of kind ${kind}`, offset);
    module.exports.push({ name, kind, index, offset });
  }
}

function readElements(reader: WasmReader): void {
  const count = reader.count(WASM_LIMITS.segments, "segments");
  for (let i = 0; i < count && reader.ok; i += 1) {
    const offset = reader.at;
    const flags = reader.u32();
    if (flags !== 0) reader.refuse("segment", `a segment of functions of kind ${flags}`, offset);
    readConstant(reader);
    const functions = reader.count(WASM_LIMITS.tableEntries, "functions of a segment");
    for (let k = 0; k < functions && reader.ok; k += 1) reader.u32();
  }
}

function readCode(reader: WasmReader, module: WasmModule): void {
  module.bodies = reader.count(WASM_LIMITS.functions, "functions");
  for (let i = 0; i < module.bodies && reader.ok; i += 1) {
    const size = reader.u32();
    reader.part(size, `function ${i}`, () => {
      readLocals(reader);
      walkFunction(reader);
    });
  }
}

function readLocals(reader: WasmReader): void {
  const groups = reader.count(WASM_LIMITS.locals, "groups of locals");
  let locals = 0;
  for (let i = 0; i < groups && reader.ok; i += 1) {
    const offset = reader.at;
    locals += reader.u32();
    if (locals > WASM_LIMITS.locals) {
      reader.refuse("limit", `${locals} locals, at most ${WASM_LIMITS.locals}`, offset);
    }
    readValueType(reader);
  }
}

const PAGE_BYTES = 65_536;

function readData(reader: WasmReader, module: WasmModule): void {
  module.segments = reader.count(WASM_LIMITS.segments, "segments");
  const memoryBytes = (module.memories[0] ?? 0) * PAGE_BYTES;
  for (let i = 0; i < module.segments && reader.ok; i += 1) {
    const offset = reader.at;
    const flags = reader.u32();
    if (flags !== 0) reader.refuse("segment", `a segment of data of kind ${flags}`, offset);
    const at = readConstant(reader) ?? -1;
    const bytes = reader.u32();
    if (at < 0 || at + bytes > memoryBytes) {
      reader.refuse("segment", `data at ${at} to ${at + bytes} of ${memoryBytes} bytes`, offset);
    }
    reader.skip(bytes);
  }
}
