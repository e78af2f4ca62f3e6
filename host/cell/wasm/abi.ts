/** ABI 1 (decision A9): what a plugin in WebAssembly exports, per kind. */
export type WasmKind = "strategy" | "signal" | "factor";

/** Number types as the binary has them. */
const I32 = 0x7f;
const F64 = 0x7c;

export interface Signature {
  readonly params: readonly number[];
  readonly results: readonly number[];
}

const ALLOC: Signature = { params: [I32], results: [I32] };
/** Columns, bars, params. */
const SEEN = [I32, I32, I32];
const DECISION: Signature = { params: SEEN, results: [I32] };
/** And the side of the position: 1 Buy, 2 Sell. */
const EXIT: Signature = { params: [...SEEN, I32], results: [I32] };
const NUMBER: Signature = { params: SEEN, results: [F64] };

export interface Abi {
  readonly functions: Readonly<Record<string, Signature>>;
  readonly optional: readonly string[];
  /** Exported globals: mutable, of type i32. */
  readonly globals: readonly string[];
}

export const ABI_1: Readonly<Record<WasmKind, Abi>> = {
  strategy: {
    functions: { alloc: ALLOC, entry_signal: DECISION, exit_signal: EXIT },
    optional: ["exit_signal"],
    globals: ["reason"],
  },
  signal: { functions: { alloc: ALLOC, score: NUMBER }, optional: [], globals: [] },
  factor: { functions: { alloc: ALLOC, value: NUMBER }, optional: [], globals: [] },
};
export const MEMORY_EXPORT = "memory";
export const REASON_TYPE = I32;
