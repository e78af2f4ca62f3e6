/**
 * How a cell of the conformance suite differs from the host's: a plugin must answer the same in all of them, because it
 * must not depend on what they change. The host sets none of it.
 */
export interface CellVariant {
  /** V8 may compile to machine code. */
  readonly jit?: boolean;
  /** `--stack-size`: how deep a plugin can call before it sees a RangeError, KiB. V8's own default is 984. */
  readonly stackKb?: number;
  /** Heap ceiling of the isolate, MB. */
  readonly heapMb?: number;
  /** Instead of the empty environment. */
  readonly environment?: Readonly<Partial<Record<"TZ" | "LANG" | "LC_ALL", string>>>;
  /** Params, context and candles notice a read of a name that they do not have: `F:undeclared_read:<which>`. */
  readonly recordReads?: boolean;
  /** So many bars after the last evaluated one are sent, where the frame has them: a plugin must not see them. */
  readonly laterBars?: number;
  /** For modules in wasm; the host uses liftoff. */
  readonly wasmCompiler?: "liftoff" | "turbofan";
}
