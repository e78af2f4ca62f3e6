import { WASM_LIMITS, type WasmProblem } from "./problems.ts";

/** The first thing that was wrong, and the byte where it stands. */
export interface Found {
  readonly problem: WasmProblem;
  readonly offset: number;
  readonly what: string;
}

/**
 * Reads a binary that somebody made to break its reader. Never throws and never goes back: after the first problem
 * every read answers 0 and `ok` is false, so a loop over n hostile entries ends at the first bad one, and each entry
 * costs at least a byte.
 */
export class WasmReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #end: number;
  #found: Found | null = null;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#end = bytes.length;
  }

  get at(): number {
    return this.#at;
  }
  get ok(): boolean {
    return this.#found === null;
  }
  /** Whether bytes are left and nothing is wrong yet. */
  get more(): boolean {
    return this.#found === null && this.#at < this.#end;
  }
  get found(): Found | null {
    return this.#found;
  }

  refuse(problem: WasmProblem, what: string, offset = this.#at): void {
    this.#found ??= { problem, offset, what };
  }

  byte(): number {
    if (!this.ok) return 0;
    if (this.#at >= this.#end) {
      this.refuse("malformed", "the bytes end early");
      return 0;
    }
    this.#at += 1;
    return this.#bytes[this.#at - 1] ?? 0;
  }

  /** Passes over so many bytes. */
  skip(count: number): void {
    if (!this.ok) return;
    if (count > this.#end - this.#at) this.refuse("malformed", "the bytes end early");
    else this.#at += count;
  }

  /** An unsigned number of up to 32 bits. */
  u32(): number {
    const from = this.#at;
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        if (value > 0xffff_ffff) break;
        return this.ok ? value : 0;
      }
    }
    this.refuse("malformed", "a number has more than 32 bits", from);
    return 0;
  }

  /** A count of entries that follow; each takes a byte at least, so more than there are bytes is a lie. */
  count(max: number, what: string): number {
    const from = this.#at;
    const count = this.u32();
    if (count > max) this.refuse("limit", `${count} ${what}, at most ${max}`, from);
    return this.ok ? count : 0;
  }

  /** A signed number of up to `bits` bits; 32, 33 and 64 occur. Its value, as far as a double holds it. */
  signed(bits: 32 | 33 | 64): number {
    const from = this.#at;
    const bytesMax = Math.ceil(bits / 7);
    let value = 0n;
    for (let i = 0; i < bytesMax; i += 1) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << BigInt(7 * i);
      if (byte >= 0x80) continue;
      const wide = BigInt.asIntN(7 * (i + 1), value);
      if (BigInt.asIntN(bits, wide) !== wide) break;
      return this.ok ? Number(wide) : 0;
    }
    this.refuse("malformed", `a number has more than ${bits} bits`, from);
    return 0;
  }

  /** A name in printable ASCII: ABI 1 has no other, and a finding shows it. */
  name(): string {
    const from = this.#at;
    const length = this.count(WASM_LIMITS.nameBytes, "bytes of a name");
    let text = "";
    for (let i = 0; i < length && this.ok; i += 1) {
      const byte = this.byte();
      if (byte < 0x20 || byte > 0x7e)
        this.refuse("export_unknown", "a name is not plain text", from);
      text += String.fromCharCode(byte);
    }
    return this.ok ? text : "";
  }

  /** Reads a part of so many bytes, all of it and nothing more. */
  part(size: number, what: string, read: () => void): void {
    if (!this.ok) return;
    const from = this.#at;
    const outer = this.#end;
    if (size > outer - from) return this.refuse("malformed", `${what} is longer than what is left`);
    this.#end = from + size;
    read();
    if (this.ok && this.#at !== this.#end) {
      this.refuse("malformed", `${what} is longer than what is in it`);
    }
    this.#end = outer;
  }
}
