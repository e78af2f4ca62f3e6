/** Attacks in WebAssembly, one entry each: what it does, why somebody would, and where it ends. */
import { I32, op, section, sized, strategy, u32, vector, type Bytes } from "#test/kit/wasm.ts";

export interface WasmAttack {
  /** Two sentences: the attack, and what stops it. */
  readonly reason: string;
  readonly bytes: Uint8Array;
  readonly expect:
    | { readonly refusedAt: "load" | "entry"; readonly faults: readonly string[] }
    /** There is nothing to refuse: on every bar, by either compiler, one of these. */
    | { readonly answers: readonly string[] };
}

const NO: Bytes = op.i32(0);
const REASON = "because it is so";
const BUYS = `E1|B||||${REASON}`;

const atLoad = (problem: string): WasmAttack["expect"] => ({
  refusedAt: "load",
  faults: [`wasm_module_refused:${problem}`],
});
const atEntry = (...faults: readonly string[]): WasmAttack["expect"] => ({
  refusedAt: "entry",
  faults,
});
/** A strategy with one function more, which nobody calls: the check reads it all the same. */
const hides = (body: Bytes, locals: readonly Bytes[] = []): Uint8Array =>
  strategy(NO, { others: [{ params: [], results: [], body, locals }] });
/** 1 when a NaN that was just made has its sign set. */
const signOfNan: Bytes = [
  ...op.f64(0),
  ...op.f64(0),
  ...op.divideF64,
  ...op.bits,
  ...op.i64(63),
  ...op.i64Shift,
  ...op.wrap,
];
const global = (value: number): Bytes => [I32, 1, ...op.i32(value), ...op.end];
const ENDLESS = ["overran", "killed"] as const;

export const WASM_ATTACKS: Readonly<Record<string, WasmAttack>> = {
  "wasm-loops-for-ever_refuse": {
    reason:
      "A loop without an end. The isolate's time limit ends it, and the wall deadline if that does not.",
    bytes: strategy([...op.loop, ...op.br(0), ...op.end, ...NO]),
    expect: atEntry(...ENDLESS),
  },
  "wasm-fills-its-memory-for-ever_refuse": {
    reason:
      "A loop around one long instruction, which nothing can interrupt in the middle. The loop itself can be.",
    bytes: strategy([
      ...op.loop,
      ...NO,
      ...NO,
      ...op.i32(65_536),
      0xfc,
      11,
      0,
      ...op.br(0),
      ...op.end,
      ...NO,
    ]),
    expect: atEntry(...ENDLESS),
  },
  "wasm-calls-itself-for-ever_refuse": {
    reason:
      "Recursion without an end. The engine traps when the stack is used up, and no module can catch a trap.",
    bytes: strategy(op.call(2), { others: [{ params: [], results: [I32], body: op.call(2) }] }),
    expect: atEntry("trapped:stack"),
  },
  "wasm-grows-its-memory_refuse": {
    reason:
      "memory.grow: no limit of an isolate counts the memory of a module. The check finds the instruction.",
    bytes: hides([...NO, ...op.grow, ...op.drop]),
    expect: atLoad("memory_grow"),
  },
  "wasm-wants-a-gigabyte_refuse": {
    reason:
      "A memory of 16,384 pages, which every instance would get. The check knows one size, up to 256 pages.",
    bytes: strategy(NO, { memory: [1, ...u32(16_384), ...u32(16_384)] }),
    expect: atLoad("memory_bounds"),
  },
  "wasm-shares-its-memory_refuse": {
    reason: "A shared memory is a clock for whoever has a second thread. The check finds the flag.",
    bytes: strategy(NO, { memory: [3, 1, 1] }),
    expect: atLoad("memory_shared"),
  },
  "wasm-imports-a-function_refuse": {
    reason:
      "An import is a door to whoever gives it. Nothing is given, and the check refuses the section.",
    bytes: strategy(NO, {
      before: { 3: section(2, vector([[...sized([101]), ...sized([102]), 0, 0]])) },
    }),
    expect: atLoad("import"),
  },
  "wasm-starts-by-itself_refuse": {
    reason:
      "A start function runs while the module is set up, before anybody asked it. The check refuses it.",
    bytes: strategy(NO, {
      others: [{ params: [], results: [], body: [...op.loop, ...op.br(0), ...op.end] }],
      before: { 10: section(8, u32(2)) },
    }),
    expect: atLoad("start"),
  },
  "wasm-exports-its-table_refuse": {
    reason:
      "An exported table can be filled with functions from outside. The check refuses the export.",
    bytes: strategy(NO, {
      before: { 5: section(4, vector([[0x70, 1, 1, 1]])) },
      exports: [
        [...sized([...new TextEncoder().encode("memory")]), 2, 0],
        [...sized([116]), 1, 0],
      ],
    }),
    expect: atLoad("table_export"),
  },
  "wasm-uses-vectors_refuse": {
    reason:
      "Instructions on vectors, some of which may round differently on each processor. The check knows none.",
    bytes: hides([0xfd, 12, ...Array.from({ length: 16 }, () => 0), ...op.drop]),
    expect: atLoad("simd"),
  },
  "wasm-waits-for-a-word_refuse": {
    reason:
      "memory.atomic.wait32 sleeps, and that is a clock. The check refuses every atomic instruction.",
    bytes: hides([...NO, ...NO, ...op.i64(-1), 0xfe, 1, 2, 0, ...op.drop]),
    expect: atLoad("threads"),
  },
  "wasm-catches-its-own-trap_refuse": {
    reason:
      "Exceptions would let a module go on after a fault that depends on the machine. The check refuses try.",
    bytes: hides([0x06, 0x40, 0x19, 0x0b]),
    expect: atLoad("exceptions"),
  },
  "wasm-declares-four-billion-locals_refuse": {
    reason:
      "Six bytes that make a compiler reserve gigabytes. The check counts before anything compiles.",
    bytes: hides([], [[...u32(0xffff_ffff), I32]]),
    expect: atLoad("limit"),
  },
  "wasm-hides-a-section_refuse": {
    reason: "A custom section, in which anything can travel past a reader. A plugin has none.",
    bytes: strategy(NO, {
      before: { 99: section(0, sized([...new TextEncoder().encode("name")])) },
    }),
    expect: atLoad("section_unknown"),
  },
  "wasm-reads-behind-its-memory_refuse": {
    reason:
      "A load from beyond the last page, where other memory of the process may be. Every access is checked.",
    bytes: strategy([...op.i32(-4), ...op.loadI32(0x7fff_0000)]),
    expect: atEntry("trapped:out_of_bounds"),
  },
  "wasm-calls-through-a-hole_refuse": {
    reason:
      "A call through a table entry that nobody filled. The engine checks the entry and its type.",
    bytes: strategy([...NO, ...NO, ...NO, ...op.i32(3), ...op.callIndirect(1)], {
      before: { 5: section(4, vector([[0x70, 1, 9, 9]])) },
    }),
    expect: atEntry("trapped:table"),
  },
  "wasm-gives-up_refuse": {
    reason: "unreachable, at every bar. A trap is a fault and no signal.",
    bytes: strategy(op.unreachable),
    expect: atEntry("trapped:unreachable"),
  },
  "wasm-answers-three_refuse": {
    reason: "An answer that ABI 1 does not have, in the hope that somebody reads it as true.",
    bytes: strategy(op.i32(3)),
    expect: atEntry("entry_code_invalid"),
  },
  "wasm-gives-a-reason-that-is-none_refuse": {
    reason:
      "A reason outside the manifest's list, to have the journal say something that nobody signed.",
    bytes: strategy([...op.i32(0x7fff_ffff), ...op.setGlobal(0), ...op.i32(1)]),
    expect: atEntry("reason_invalid"),
  },
  "wasm-has-the-host-write-elsewhere_refuse": {
    reason:
      "alloc() answers with an address behind the memory, so that the host would write there. It looks first.",
    bytes: strategy(NO, {
      functions: [
        { params: [I32], results: [I32], body: op.i32(-65_536), export: "alloc" },
        { params: [I32, I32, I32], results: [I32], body: NO, export: "entry_signal" },
      ],
    }),
    expect: atEntry("alloc_invalid"),
  },
  "wasm-remembers-in-a-global_contained": {
    reason:
      "Buys at the second bar that it is asked about. Every bar has an instance of its own, so there is no second.",
    bytes: strategy([...op.global(2), ...op.i32(1), ...op.setGlobal(2)], {
      globals: [global(0), global(1_024), global(0)],
    }),
    expect: { answers: ["N"] },
  },
  "wasm-remembers-in-memory_contained": {
    reason:
      "Leaves a mark in its memory and looks for it at the next bar. The memory is the instance's.",
    bytes: strategy([...op.i32(8), ...op.loadI32(), ...op.i32(8), ...op.i32(1), ...op.storeI32()]),
    expect: { answers: ["N"] },
  },
  "wasm-spoils-its-columns_contained": {
    reason:
      "Buys where a price is no time, and overwrites the times. Columns are copied for every bar.",
    bytes: strategy([
      ...op.local(0),
      ...op.loadF64(),
      ...op.f64(1),
      ...op.lessF64,
      ...op.local(0),
      ...op.f64(0),
      ...op.storeF64(),
    ]),
    expect: { answers: ["N"] },
  },
  "wasm-looks-at-the-bits-of-nan_contained": {
    reason:
      "Decides by the sign of 0/0, which processors choose. Both compilers agree on one processor, and the approval names it.",
    bytes: strategy(signOfNan),
    expect: { answers: ["N", BUYS] },
  },
  "wasm-looks-for-a-clock-in-what-is-unknown_contained": {
    reason:
      "Decides by the bits of a column that its manifest does not declare. They are one pattern, on every bar.",
    bytes: strategy([...op.local(0), ...op.loadI32(8 * 20 * 7), ...op.i32(0), 0x47]),
    expect: { answers: ["N"] },
  },
};
