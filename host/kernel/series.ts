import { COLUMNS, type Candle, type Columns, type SideColumn } from "../contract/candles.ts";
import { runningSha256, sha256Hex, type RunningDigest } from "./digest.ts";
import { assert } from "./result.ts";
import { anchorOf } from "./timeframe.ts";

/** Eight float64 and the carry flag. */
const ROW_BYTES = 65;

/**
 * The bars of one series that one slot needs: anchor … newest, at most 2 · lookback (decision A3).
 *
 * Bars come in order, one by one. Columns that were given out never change, not even when the window moves on: a
 * frame may be encoded later than it was asked for.
 */
export class Series {
  readonly lookback: number;
  /** Column-major storage of the bars #base … #base + 2L − 1. Replaced, never shifted, when the anchor moves. */
  #columns: Columns;
  #base = 0;
  #first: number | null = null;
  #newest: number | null = null;
  /** Digest of the bars #base … newest, and of those from the middle on: the next window's beginning. */
  #digest: RunningDigest = runningSha256();
  #nextDigest: RunningDigest = runningSha256();
  /** Carry bars of the window. */
  readonly #carries = new Set<number>();
  #newestCarry: number | null = null;
  readonly #unknown: Record<SideColumn, number | null> = { funding: null, oi: null };

  constructor(lookback: number) {
    assert(Number.isSafeInteger(lookback) && lookback >= 1, "lookback is a count of bars");
    this.lookback = lookback;
    this.#columns = emptyColumns(2 * lookback);
  }

  /** Number of the newest bar; null before the first. */
  get newest(): number | null {
    return this.#newest;
  }

  /** True when every bar of the newest bar's window is here: nothing may be evaluated before. */
  get ready(): boolean {
    return this.#first !== null && this.#first <= this.#base;
  }

  /** Bars still to come until `ready`; 0 when it is. Of an empty series: what the best start needs. */
  get barsNeeded(): number {
    if (this.ready) return 0;
    if (this.#first === null || this.#newest === null) return this.lookback + 1;
    return (Math.ceil(this.#first / this.lookback) + 1) * this.lookback - this.#newest;
  }

  /** Adds the next bar. A bar that does not follow the newest one is the caller's to sort out (gaps.ts). */
  push(bar: number, candle: Candle, carry = false): void {
    assert(this.#newest === null || bar === this.#newest + 1, "bars come in order, without a hole");
    if (this.#first === null) {
      this.#first = bar;
      this.#base = anchorOf(bar, this.lookback);
    } else if (bar % this.lookback === 0) {
      this.#advance(anchorOf(bar, this.lookback));
    }
    this.#newest = bar;
    this.#store(bar, candle, carry);
    const row = this.#encode(bar - this.#base);
    this.#digest.update(row);
    if (bar >= this.#base + this.lookback) this.#nextDigest.update(row);
  }

  /** Puts a corrected bar in the place of the one that was seen; decisions already made keep theirs (decision C4). */
  revise(bar: number, candle: Candle): void {
    assert(this.holds(bar) && this.#newest !== null, "a revised bar is in the window");
    const before = this.#columns;
    this.#columns = emptyColumns(2 * this.lookback);
    for (const name of COLUMNS) this.#columns[name].set(before[name]);
    this.#carries.delete(bar);
    if (bar === this.#newestCarry) this.#newestCarry = [...this.#carries].at(-1) ?? null;
    this.#store(bar, candle, false);
    this.#unknown.funding = this.#lastUnknown("funding");
    this.#unknown.oi = this.#lastUnknown("oi");
    this.#digestAgain();
  }

  /** Forgets everything: after a hole too wide to fill the window begins anew. */
  restart(): void {
    this.#columns = emptyColumns(2 * this.lookback);
    this.#first = null;
    this.#newest = null;
    this.#digest = runningSha256();
    this.#nextDigest = runningSha256();
    this.#carries.clear();
    this.#newestCarry = null;
    this.#unknown.funding = null;
    this.#unknown.oi = null;
  }

  /** First bar of the newest bar's window. */
  get anchor(): number {
    assert(this.#newest !== null, "an empty series has no anchor");
    return this.#base;
  }

  holds(bar: number): boolean {
    if (this.#first === null || this.#newest === null) return false;
    return bar >= Math.max(this.#first, this.#base) && bar <= this.#newest;
  }

  /** The bar as held; null when it is not in the window. */
  candle(bar: number): Candle | null {
    if (!this.holds(bar)) return null;
    const at = bar - this.#base;
    const value = (name: keyof Candle): number => this.#columns[name][at] ?? Number.NaN;
    const side = (name: SideColumn): number | null =>
      Number.isNaN(value(name)) ? null : value(name);
    return {
      ts: value("ts"),
      open: value("open"),
      high: value("high"),
      low: value("low"),
      close: value("close"),
      volume: value("volume"),
      funding: side("funding"),
      oi: side("oi"),
    };
  }

  isCarry(bar: number): boolean {
    return this.#carries.has(bar);
  }

  /**
   * Columns of anchor … newest, oldest first: index i is bar `anchor + i`. Their content is final; later bars are
   * written behind their end.
   */
  window(): Columns {
    assert(this.ready && this.#newest !== null, "the window is complete");
    const length = this.#newest - this.#base + 1;
    return mapColumns(length, (name) => this.#columns[name].subarray(0, length));
  }

  /** sha256 of the rows anchor … newest, hex: what a decision at the newest bar was made from. */
  digest(): string {
    assert(this.ready, "the window is complete");
    return this.#digest.current();
  }

  /** 0 on a carry bar, 1 on the bar after it; null when none was seen. */
  get barsSinceCarry(): number | null {
    if (this.#newest === null || this.#newestCarry === null) return null;
    return this.#newest - this.#newestCarry;
  }

  /** Carry bars at the end of the series, in a row. */
  get carryRun(): number {
    let run = 0;
    while (this.#newest !== null && this.#carries.has(this.#newest - run)) run += 1;
    return run;
  }

  /** Carry bars of the newest bar's window, and its length. */
  get carryShare(): { readonly carries: number; readonly bars: number } {
    const bars = this.#newest === null ? 0 : this.#newest - this.#base + 1;
    return { carries: this.#carries.size, bars };
  }

  /** Newest bar of the window whose value is not known; null when all are. */
  newestUnknown(column: SideColumn): number | null {
    const bar = this.#unknown[column];
    return bar !== null && bar >= this.#base ? bar : null;
  }

  #advance(base: number): void {
    const before = this.#columns;
    const kept = this.lookback;
    this.#columns = emptyColumns(2 * kept);
    for (const name of COLUMNS) this.#columns[name].set(before[name].subarray(kept, 2 * kept));
    this.#base = base;
    this.#digest = this.#nextDigest;
    this.#nextDigest = runningSha256();
    for (const bar of this.#carries) if (bar < base) this.#carries.delete(bar);
  }

  #store(bar: number, candle: Candle, carry: boolean): void {
    const at = bar - this.#base;
    // + 0 turns -0 into 0: the journal cannot say -0, and a replay must see the same bits.
    for (const name of COLUMNS) this.#columns[name][at] = (candle[name] ?? Number.NaN) + 0;
    if (carry) {
      this.#carries.add(bar);
      this.#newestCarry = bar;
    }
    if (candle.funding === null) this.#unknown.funding = bar;
    if (candle.oi === null) this.#unknown.oi = bar;
  }

  #lastUnknown(column: SideColumn): number | null {
    for (let bar = this.#newest ?? -1; this.holds(bar); bar -= 1) {
      if (Number.isNaN(this.#columns[column][bar - this.#base])) return bar;
    }
    return null;
  }

  #digestAgain(): void {
    this.#digest = runningSha256();
    this.#nextDigest = runningSha256();
    for (let bar = this.#base; bar <= (this.#newest ?? -1); bar += 1) {
      if (!this.holds(bar)) continue;
      const row = this.#encode(bar - this.#base);
      this.#digest.update(row);
      if (bar >= this.#base + this.lookback) this.#nextDigest.update(row);
    }
  }

  /** Canonical bytes of one bar: float64 little-endian in column order, one NaN, then 1 for a carry bar. */
  #encode(at: number): Uint8Array {
    const bytes = new Uint8Array(ROW_BYTES);
    const view = new DataView(bytes.buffer);
    let offset = 0;
    for (const name of COLUMNS) {
      const value = this.#columns[name][at] ?? Number.NaN;
      // NaN has many bit patterns and setFloat64 may write any of them.
      if (Number.isNaN(value)) view.setBigUint64(offset, CANONICAL_NAN, true);
      else view.setFloat64(offset, value, true);
      offset += 8;
    }
    bytes[offset] = this.#carries.has(at + this.#base) ? 1 : 0;
    return bytes;
  }
}

const CANONICAL_NAN = 0x7ff8_0000_0000_0000n;

/**
 * The `inputs` of a decision: the main window's digest, and those of the other inputs in the manifest's order.
 *
 * @param inputs - Digests at the newest visible bar of each input; empty for a strategy without inputs.
 */
export function windowsDigest(main: string, inputs: readonly string[]): string {
  return inputs.length === 0 ? main : sha256Hex([main, ...inputs].join("\n"));
}

function emptyColumns(length: number): Columns {
  return mapColumns(length, () => new Float64Array(length));
}

function mapColumns(length: number, column: (name: keyof Candle) => Float64Array): Columns {
  return {
    length,
    ts: column("ts"),
    open: column("open"),
    high: column("high"),
    low: column("low"),
    close: column("close"),
    volume: column("volume"),
    funding: column("funding"),
    oi: column("oi"),
  };
}
