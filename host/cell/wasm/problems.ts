/**
 * What can be wrong with a binary: a closed list, each with what to change in the source. The refusal is
 * `wasm_module_refused` with one of these as `detail.problem` and the byte where it stands.
 */
export const WASM_PROBLEMS = {
  not_wasm: "the file is not a WebAssembly module of version 1",
  malformed: "the bytes do not fit the format",
  section_unknown: "it has a section that a plugin does not need",
  section_order: "its sections are doubled or out of order",
  import: "it imports something; a plugin is given numbers and nothing else",
  start:
    "it has a start function; write constants at the top level, and set the rest up in alloc()",
  memory_count: "it does not have exactly one memory of its own",
  memory_bounds: "its memory has no fixed size of at most 256 pages; minimum and maximum are equal",
  memory_shared: "its memory is shared",
  memory_64: "its memory has 64-bit addresses",
  memory_grow: "it can grow its memory; use no `new`, no arrays of changing length and no strings",
  multi_memory: "it names a second memory",
  table: "it has more than one table of functions, or one over the limit",
  table_export: "it exports a table",
  export_unknown: "it exports something that ABI 1 does not have",
  export_missing: "it lacks an export of ABI 1",
  export_type: "an export has another type than in ABI 1",
  global_initial: "a constant is made of more than one constant instruction",
  segment: "a segment is passive, declared or outside its memory",
  simd: "it uses vectors of SIMD",
  threads: "it uses atomics",
  exceptions: "it uses exceptions",
  gc: "it uses types of the garbage-collected kind",
  tail_call: "it uses tail calls",
  reference_types: "it uses references other than a table of functions",
  bulk_tables:
    "it uses an instruction on segments or tables; memory.copy and memory.fill are enough",
  multi_value: "a function answers with more than one value",
  opcode_unknown: "it has an instruction that this version does not know",
  limit: "it has more of something than a plugin may have",
} as const;

export type WasmProblem = keyof typeof WASM_PROBLEMS;

/** Ceilings of a binary, each with its reason. */
export const WASM_LIMITS = {
  /** 16 MiB (decision A9). No limit of an isolate counts wasm memory, so the number stands in the binary. */
  pages: 256,
  /** A strategy has ten; the standard library's mathematics brings some more. */
  functions: 1_000,
  /** Of one function, parameters too. Three bytes can declare four billion. */
  locals: 1_000,
  params: 16,
  types: 1_000,
  globals: 1_000,
  tableEntries: 1_000,
  segments: 1_000,
  /** Blocks within blocks: engines walk them by recursion. */
  nesting: 200,
  nameBytes: 32,
} as const;
