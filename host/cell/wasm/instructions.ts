/** Walks the instructions of one function: every opcode, with everything that follows it. */
import type { WasmReader } from "./reader.ts";
import { WASM_LIMITS, type WasmProblem } from "./problems.ts";

/** What follows an opcode. A problem instead: the instruction is not allowed. */
type Shape =
  | "plain"
  | "block"
  | "index"
  | "branches"
  | "call_table"
  | "select_type"
  | "memory"
  | "zero"
  | "two_zeros"
  | "i32"
  | "i64"
  | "f32"
  | "f64"
  | { readonly refused: WasmProblem; readonly name: string };

const refused = (problem: WasmProblem, name: string): Shape => ({ refused: problem, name });
const range = (from: number, to: number, shape: Shape): [number, Shape][] =>
  Array.from({ length: to - from + 1 }, (_, i) => [from + i, shape]);

const ELSE = 0x05;
const END = 0x0b;

/** The core instructions of WebAssembly 1, sign extension, and by name what a newer engine would take. */
const OPCODES: ReadonlyMap<number, Shape> = new Map<number, Shape>([
  ...range(0x00, 0x01, "plain"), // unreachable, nop
  ...range(0x02, 0x04, "block"), // block, loop, if
  [ELSE, "plain"],
  ...range(0x06, 0x0a, refused("exceptions", "try, catch or throw")),
  [END, "plain"],
  ...range(0x0c, 0x0d, "index"), // br, br_if
  [0x0e, "branches"],
  [0x0f, "plain"], // return
  [0x10, "index"], // call
  [0x11, "call_table"],
  ...range(0x12, 0x13, refused("tail_call", "return_call")),
  [0x14, refused("gc", "call_ref")],
  [0x15, refused("tail_call", "return_call_ref")],
  ...range(0x18, 0x19, refused("exceptions", "delegate or catch_all")),
  ...range(0x1a, 0x1b, "plain"), // drop, select
  [0x1c, "select_type"],
  [0x1f, refused("exceptions", "try_table")],
  ...range(0x20, 0x24, "index"), // local.get … global.set
  ...range(0x25, 0x26, refused("reference_types", "table.get or table.set")),
  ...range(0x28, 0x3e, "memory"), // loads and stores
  [0x3f, "zero"], // memory.size
  [0x40, refused("memory_grow", "memory.grow")],
  [0x41, "i32"],
  [0x42, "i64"],
  [0x43, "f32"],
  [0x44, "f64"],
  ...range(0x45, 0xc4, "plain"), // comparisons, arithmetic, conversions, sign extension
  ...range(0xd0, 0xd2, refused("reference_types", "an instruction on references")),
  ...range(0xd3, 0xd6, refused("gc", "an instruction on references")),
  [0xfb, refused("gc", "an instruction on objects")],
  [0xfd, refused("simd", "an instruction on vectors")],
  [0xfe, refused("threads", "an atomic instruction")],
]);

/** Behind the prefix 0xfc. */
const BULK_OPCODES: ReadonlyMap<number, Shape> = new Map<number, Shape>([
  ...range(0, 7, "plain"), // conversions that do not trap
  [8, refused("bulk_tables", "memory.init")],
  [9, refused("bulk_tables", "data.drop")],
  [10, "two_zeros"], // memory.copy
  [11, "zero"], // memory.fill
  ...range(12, 14, refused("bulk_tables", "table.init, elem.drop or table.copy")),
  ...range(15, 17, refused("reference_types", "table.grow, table.size or table.fill")),
]);
const PREFIX = 0xfc;

/** Reads the instructions up to the end of the part that the reader is in. */
export function walkFunction(reader: WasmReader): void {
  let depth = 1;
  while (reader.more && depth > 0) {
    const offset = reader.at;
    const opcode = reader.byte();
    if (opcode === PREFIX) {
      walkPrefixed(reader, offset);
      continue;
    }
    const shape = OPCODES.get(opcode);
    if (shape === undefined) reader.refuse("opcode_unknown", `0x${opcode.toString(16)}`, offset);
    else readImmediates(reader, shape, offset);
    if (shape === "block") depth += 1;
    if (opcode === END) depth -= 1;
    if (depth > WASM_LIMITS.nesting) {
      reader.refuse("limit", `blocks are nested deeper than ${WASM_LIMITS.nesting}`, offset);
    }
  }
  if (depth > 0) reader.refuse("malformed", "a function has no end");
}

function walkPrefixed(reader: WasmReader, offset: number): void {
  const opcode = reader.u32();
  const shape = BULK_OPCODES.get(opcode);
  if (shape === undefined) reader.refuse("opcode_unknown", `0xfc ${opcode}`, offset);
  else readImmediates(reader, shape, offset);
}

function readImmediates(reader: WasmReader, shape: Shape, offset: number): void {
  if (typeof shape === "object") return reader.refuse(shape.refused, shape.name, offset);
  switch (shape) {
    case "plain":
      return;
    case "block":
      return readBlockType(reader);
    case "index":
      reader.u32();
      return;
    case "branches":
      return readBranches(reader);
    case "call_table":
      reader.u32();
      return readZero(reader, "reference_types", "a second table");
    case "select_type":
      return readSelectType(reader);
    case "memory":
      return readMemory(reader);
    case "zero":
      return readZero(reader);
    case "two_zeros":
      readZero(reader);
      return readZero(reader);
    case "i32":
      reader.signed(32);
      return;
    case "i64":
      reader.signed(64);
      return;
    case "f32":
      return reader.skip(4);
    case "f64":
      return reader.skip(8);
  }
}

/** Nothing, one of the four number types, or a function type of this module. */
function readBlockType(reader: WasmReader): void {
  const offset = reader.at;
  const type = reader.signed(33);
  if (type >= 0 || type === -64 || (type >= -4 && type <= -1)) return;
  refuseType(reader, type & 0x7f, offset);
}

function readBranches(reader: WasmReader): void {
  const count = reader.u32();
  for (let i = 0; i <= count && reader.ok; i += 1) reader.u32();
}

function readSelectType(reader: WasmReader): void {
  const count = reader.u32();
  for (let i = 0; i < count && reader.ok; i += 1) readValueType(reader);
}

/** Alignment and offset; bit 6 of the alignment says that a memory's number follows. */
function readMemory(reader: WasmReader): void {
  const offset = reader.at;
  const alignment = reader.u32();
  if (alignment >= 64) reader.refuse("multi_memory", "an access names its memory", offset);
  reader.u32();
}

function readZero(
  reader: WasmReader,
  problem: WasmProblem = "multi_memory",
  what = "a second memory",
): void {
  const offset = reader.at;
  if (reader.byte() !== 0) reader.refuse(problem, what, offset);
}

/** One of the four number types. Returns its byte. */
export function readValueType(reader: WasmReader): number {
  const offset = reader.at;
  const type = reader.byte();
  if (type < 0x7c || type > 0x7f) refuseType(reader, type, offset);
  return type;
}

/** Names the proposal that a type belongs to. */
export function refuseType(reader: WasmReader, type: number, offset: number): void {
  const shown = `0x${type.toString(16)}`;
  if (type === 0x7b) reader.refuse("simd", "the type of vectors", offset);
  else if (type === 0x69) reader.refuse("exceptions", "the type of exceptions", offset);
  else if (type >= 0x6f && type <= 0x70) {
    reader.refuse("reference_types", `the type ${shown}`, offset);
  } else if (type >= 0x5c && type <= 0x78) reader.refuse("gc", `the type ${shown}`, offset);
  else reader.refuse("malformed", `the type ${shown}`, offset);
}
