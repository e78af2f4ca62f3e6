/** A tiny assembler: modules for tests, byte by byte, so that a test can state one thing that is wrong. */

export const I32 = 0x7f;
export const I64 = 0x7e;
export const F64 = 0x7c;
export const FUNCTION = 0;
export const MEMORY = 2;
export const GLOBAL = 3;

export type Bytes = readonly number[];

/** LEB128 of an unsigned number. */
export function u32(value: number): Bytes {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...u32(Math.floor(value / 0x80))];
}
/** LEB128 of a signed one. */
export function s32(value: number): Bytes {
  return value >= -64 && value < 64
    ? [value & 0x7f]
    : [(value & 0x7f) | 0x80, ...s32(Math.floor(value / 0x80))];
}
export function f64(value: number): Bytes {
  return [...new Uint8Array(Float64Array.of(value).buffer)];
}
export function vector(entries: readonly Bytes[]): Bytes {
  return [...u32(entries.length), ...entries.flat()];
}
export function sized(bytes: Bytes): Bytes {
  return [...u32(bytes.length), ...bytes];
}
export function section(id: number, bytes: Bytes): Bytes {
  return [id, ...sized(bytes)];
}
export function name(text: string): Bytes {
  return sized([...new TextEncoder().encode(text)]);
}

/** Instructions by what they do. */
export const op = {
  unreachable: [0x00],
  end: [0x0b],
  loop: [0x03, 0x40],
  br: (depth: number) => [0x0c, ...u32(depth)],
  call: (index: number) => [0x10, ...u32(index)],
  callIndirect: (type: number) => [0x11, ...u32(type), 0],
  drop: [0x1a],
  local: (index: number) => [0x20, ...u32(index)],
  global: (index: number) => [0x23, ...u32(index)],
  setGlobal: (index: number) => [0x24, ...u32(index)],
  loadI32: (offset = 0) => [0x28, 2, ...u32(offset)],
  loadF64: (offset = 0) => [0x2b, 3, ...u32(offset)],
  storeI32: (offset = 0) => [0x36, 2, ...u32(offset)],
  storeF64: (offset = 0) => [0x39, 3, ...u32(offset)],
  grow: [0x40, 0],
  i32: (value: number) => [0x41, ...s32(value)],
  f64: (value: number) => [0x44, ...f64(value)],
  add: [0x6a],
  and: [0x71],
  shift: [0x76],
  divide: [0x6d],
  lessI32: [0x48],
  lessF64: [0x63],
  greaterF64: [0x64],
  divideF64: [0xa3],
  wrap: [0xa7],
  i64Shift: [0x88],
  i64: (value: number) => [0x42, ...s32(value)],
  bits: [0xbd],
  truncate: [0xaa],
} as const;

export interface Fn {
  readonly params: readonly number[];
  readonly results: readonly number[];
  /** Without the last `end`. */
  readonly body: Bytes;
  readonly export?: string;
  readonly locals?: readonly Bytes[];
}

export interface ModuleText {
  readonly functions: readonly Fn[];
  /** Of the one memory: flags, minimum, maximum. */
  readonly memory?: Bytes;
  /** Type, mutability, constant instruction. The first is exported as `reason`. */
  readonly globals?: readonly Bytes[];
  readonly exports?: readonly Bytes[];
  /** Put before the section with this id. */
  readonly before?: Readonly<Record<number, Bytes>>;
  readonly data?: readonly Bytes[];
}

const REASON: Bytes = [I32, 1, ...op.i32(0), ...op.end];

/** The bytes of a module. Sections that have nothing in them are left out. */
export function assemble(text: ModuleText): Uint8Array<ArrayBuffer> {
  const { functions, before = {}, globals = [REASON], data = [] } = text;
  const exported = functions.flatMap((fn, i) =>
    fn.export === undefined ? [] : [[...name(fn.export), FUNCTION, ...u32(i)]],
  );
  const exports = text.exports ?? [
    [...name("memory"), MEMORY, 0],
    [...name("reason"), GLOBAL, 0],
    ...exported,
  ];
  const sections: readonly (readonly [number, Bytes])[] = [
    [
      1,
      vector(functions.map(({ params, results }) => [0x60, ...sized(params), ...sized(results)])),
    ],
    [3, vector(functions.map((_, i) => u32(i)))],
    [5, vector([text.memory ?? [1, 1, 1]])],
    [6, vector(globals)],
    [7, vector(exports)],
    [
      10,
      vector(functions.map(({ body, locals = [] }) => sized([...vector(locals), ...body, 0x0b]))),
    ],
    [11, data.length === 0 ? [] : vector(data)],
  ];
  const parts = sections.flatMap(([id, bytes]) => [
    ...(before[id] ?? []),
    ...(bytes.length === 0 ? [] : section(id, bytes)),
  ]);
  return Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...parts, ...(before[99] ?? [])]);
}

/** Bump allocation behind the first kilobyte: the second global is the first free byte. */
export const BUMP: Fn = {
  params: [I32],
  results: [I32],
  body: [...op.global(1), ...op.global(1), ...op.local(0), ...op.add, ...op.setGlobal(1)],
  export: "alloc",
};
const TOP: Bytes = [I32, 1, ...op.i32(1024), ...op.end];

/** A strategy whose entry_signal has this body, and an exit_signal if one is given. */
export function strategy(
  body: Bytes,
  more: Partial<ModuleText> & { readonly exit?: Bytes; readonly others?: readonly Fn[] } = {},
): Uint8Array<ArrayBuffer> {
  const { exit, others = [], ...text } = more;
  const seen = [I32, I32, I32];
  return assemble({
    globals: [REASON, TOP],
    functions: [
      BUMP,
      { params: seen, results: [I32], body, export: "entry_signal" },
      ...(exit === undefined
        ? []
        : [{ params: [...seen, I32], results: [I32], body: exit, export: "exit_signal" }]),
      ...others,
    ],
    ...text,
  });
}

/** A signal or a factor: one function from what is seen to a number. */
export function valued(kind: "signal" | "factor", body: Bytes): Uint8Array<ArrayBuffer> {
  const exported = kind === "signal" ? "score" : "value";
  return assemble({
    globals: [REASON, TOP],
    exports: [
      [...name("memory"), MEMORY, 0],
      [...name("alloc"), FUNCTION, 0],
      [...name(exported), FUNCTION, 1],
    ],
    functions: [BUMP, { params: [I32, I32, I32], results: [F64], body, export: exported }],
  });
}
