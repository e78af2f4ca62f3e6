import { expect, it } from "vitest";
import {
  F64,
  I32,
  MEMORY,
  name,
  op,
  section,
  sized,
  strategy,
  u32,
  vector,
} from "#test/kit/wasm.ts";
import { data, doing, nested, NO, problemOf, threeZeros, withImport, withTable } from "./kit.ts";

it.each<[attack: string, bytes: Uint8Array, problem: string]>([
  ["nothing", Uint8Array.of(), "malformed"],
  ["a script", new TextEncoder().encode("export const a = 1;"), "not_wasm"],
  ["a component", Uint8Array.of(0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0), "not_wasm"],
  ["the header alone", Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0), "memory_count"],
  ["an imported function", strategy(NO, withImport([0, 0])), "import"],
  ["an imported memory", strategy(NO, withImport([2, 1, 1, 1])), "import"],
  ["an empty import section", strategy(NO, { before: { 3: section(2, [0]) } }), "import"],
  ["a start function", strategy(NO, { before: { 10: section(8, [0]) } }), "start"],
  ["no memory", strategy(NO, { memory: [] }), "malformed"],
  [
    "two memories",
    strategy(NO, {
      before: {
        5: section(
          5,
          vector([
            [1, 1, 1],
            [1, 1, 1],
          ]),
        ),
      },
      memory: [1, 1, 1],
    }),
    "section_order",
  ],
  [
    "a gigabyte of memory",
    strategy(NO, { memory: [1, ...u32(16_384), ...u32(16_384)] }),
    "memory_bounds",
  ],
  ["one page too many", strategy(NO, { memory: [1, ...u32(257), ...u32(257)] }), "memory_bounds"],
  ["room to grow", strategy(NO, { memory: [1, 1, 2] }), "memory_bounds"],
  ["no maximum", strategy(NO, { memory: [0, 1] }), "memory_bounds"],
  ["a shared memory", strategy(NO, { memory: [3, 1, 1] }), "memory_shared"],
  ["a memory of 64 bits", strategy(NO, { memory: [5, 1, 1] }), "memory_64"],
  ["pages of another size", strategy(NO, { memory: [9, 1, 1, 0] }), "malformed"],
  ["memory.grow", doing([...NO, ...op.grow, ...op.drop]), "memory_grow"],
  ["memory.grow after a return", doing([0x0f, ...NO, ...op.grow, ...op.drop]), "memory_grow"],
  ["a second memory in memory.size", doing([0x3f, 1, ...op.drop]), "multi_memory"],
  ["a load that names its memory", doing([...NO, 0x28, 0x42, 0, 0, ...op.drop]), "multi_memory"],
  ["a vector", doing([0xfd, 12, ...Array.from({ length: 16 }, () => 0), ...op.drop]), "simd"],
  ["a vector as a local", doing([], [[1, 0x7b]]), "simd"],
  [
    "a vector as a parameter",
    strategy(NO, { others: [{ params: [0x7b], results: [], body: [] }] }),
    "simd",
  ],
  ["an atomic load", doing([...NO, 0xfe, 0x10, 2, 0, ...op.drop]), "threads"],
  ["a shared global", strategy(NO, { globals: [[I32, 3, ...NO, ...op.end]] }), "threads"],
  ["try and catch", doing([0x06, 0x40, 0x07, 0, 0x0b]), "exceptions"],
  ["try_table", doing([0x1f, 0x40, 0, 0x0b]), "exceptions"],
  ["a tag", strategy(NO, { before: { 6: section(13, vector([[0, 0]])) } }), "exceptions"],
  ["a tail call", doing([0x12, 0]), "tail_call"],
  ["a tail call through the table", doing([0x13, 0, 0]), "tail_call"],
  ["call_ref", doing([0x14, 0]), "gc"],
  ["struct.new", doing([0xfb, 0, 0, ...op.drop]), "gc"],
  ["a type of structures", strategy(NO, { before: { 1: section(1, vector([[0x5f, 0]])) } }), "gc"],
  ["a recursive type", strategy(NO, { before: { 1: section(1, vector([[0x4e, 0]])) } }), "gc"],
  ["ref.null", doing([0xd0, 0x70, ...op.drop]), "reference_types"],
  ["table.set", doing([...NO, 0xd0, 0x70, 0x26, 0]), "reference_types"],
  ["table.grow", doing([0xfc, 15, 0]), "reference_types"],
  ["a table of anything", strategy(NO, withTable([0x6f, 1, 1, 1])), "reference_types"],
  [
    "two tables",
    strategy(NO, {
      before: {
        5: section(
          4,
          vector([
            [0x70, 0, 1],
            [0x70, 0, 1],
          ]),
        ),
      },
    }),
    "table",
  ],
  ["a table of four billion", strategy(NO, withTable([0x70, 0, ...u32(0xffff_ffff)])), "limit"],
  [
    "an exported table",
    strategy(NO, {
      ...withTable(),
      exports: [
        [...name("memory"), MEMORY, 0],
        [...name("t"), 1, 0],
      ],
    }),
    "table_export",
  ],
  ["a passive segment", strategy(NO, { data: [[1, ...sized([1])]] }), "segment"],
  ["data beyond the memory", strategy(NO, { data: [data(65_530, 8)] }), "segment"],
  ["data before the memory", strategy(NO, { data: [data(-1, 1)] }), "segment"],
  [
    "data where a global says",
    strategy(NO, { data: [[0, ...op.global(0), ...op.end, 0]] }),
    "global_initial",
  ],
  ["a declared segment of functions", strategy(NO, withTable(undefined, [3, 0, 0])), "segment"],
  ["memory.init", doing([...threeZeros, 0xfc, 8, 0, 0]), "bulk_tables"],
  [
    "two results",
    strategy(NO, { others: [{ params: [], results: [I32, I32], body: [...NO, ...NO] }] }),
    "multi_value",
  ],
  ["an instruction nobody knows", doing([0xc5]), "opcode_unknown"],
  ["an instruction behind the prefix that nobody knows", doing([0xfc, 31]), "opcode_unknown"],
  [
    "a custom section",
    strategy(NO, { before: { 99: section(0, name("sourceMappingURL")) } }),
    "section_unknown",
  ],
  ["a section of the future", strategy(NO, { before: { 99: section(14, []) } }), "section_unknown"],
  [
    "two sections of types",
    strategy(NO, { before: { 3: section(1, vector([])) } }),
    "section_order",
  ],
  ["blocks in blocks in blocks", doing(nested(200)), "limit"],
  ["four billion locals", doing([], [[...u32(0xffff_ffff), F64]]), "limit"],
  [
    "a thousand and one functions",
    strategy(NO, {
      others: Array.from({ length: 1_001 }, () => ({ params: [], results: [], body: [] })),
    }),
    "limit",
  ],
  ["a branch table of four billion", doing([...NO, 0x0e, ...u32(0xffff_ffff), 0]), "malformed"],
  ["a number of 36 bits", doing([0x10, 0xff, 0xff, 0xff, 0xff, 0x1f]), "malformed"],
  ["a constant of 33 bits", doing([0x41, 0xff, 0xff, 0xff, 0xff, 0x0f, ...op.drop]), "malformed"],
  ["a body that goes on after its end", doing([0x0b]), "malformed"],
  ["a body without an end", strategy([...NO, 0x02, 0x40]), "malformed"],
  [
    "segments that were not announced",
    strategy(NO, { before: { 10: section(12, [1]) } }),
    "malformed",
  ],
  [
    "a name in other letters",
    strategy(NO, { exports: [[...sized([0xc3, 0xa4]), MEMORY, 0]] }),
    "export_unknown",
  ],
])("%s", (_, bytes, problem) => {
  expect(problemOf(bytes)).toBe(problem);
});
