import type { RiskEnvelope } from "../contract/approval.ts";
import type { Timeframe } from "../contract/candles.ts";
import type { StrategyManifest } from "../contract/manifest.ts";
import type { Overlay } from "../contract/overlay.ts";
import type { Environment } from "../contract/primitives.ts";
import type { EntrySignal } from "../contract/signal.ts";
import type { Book } from "./book.ts";
import type { E8 } from "./e8.ts";
import type { InstrumentRules, RiskTier } from "./instrument.ts";
import type { Levels } from "./levels.ts";
import type { EffectiveLimits, Limits } from "./limits.ts";
import type { Refused } from "./result.ts";
import type { Size } from "./sizing.ts";

/** Everything an entry is judged by, read once: plain data, so that the same input always gives the same answer. */
export interface EntryInput {
  readonly slot: string;
  readonly account: string;
  readonly environment: Environment;
  /** A journalled consent to live orders is in force. Paper needs none. */
  readonly armed: boolean;
  readonly approvalSha256: string;
  readonly bundleSha256: string;
  /** The limits a person signed for this slot. */
  readonly envelope: RiskEnvelope;
  /** `[exit]` of the manifest. */
  readonly exitRules: StrategyManifest["exit"];
  /** `[entry] type` of the manifest. */
  readonly entryType: StrategyManifest["entry"]["type"];
  readonly signal: EntrySignal;
  readonly rules: InstrumentRules;
  readonly timeframe: Timeframe;
  /** Number of the bar that was evaluated. */
  readonly bar: number;
  /** Bar time: the close of that bar. */
  readonly nowMs: number;
  /** How long after the close the decision was ready. */
  readonly decisionDelayMs: number;
  /** This machine's clock minus the venue's; null when it could not be measured. */
  readonly clockSkewMs: number | null;
  /** Close of the bar: levels and quantity are computed from it. */
  readonly referencePriceE8: E8;
  readonly markPriceE8: E8 | null;
  readonly book: Book;
  readonly bankrollSettingE8: E8;
  /** Venue equity; null when it is not known. */
  readonly equityE8: E8 | null;
  /** Venue equity minus wallet balance: what open positions would win or lose now. */
  readonly unrealisedE8: E8;
  readonly limits: Limits;
  readonly overlays: readonly Overlay[];
  /** Bars since a carry bar filled a gap, 0 on one; null when there is none in the window. */
  readonly barsSinceCarry: number | null;
  readonly quarantined: boolean;
  /** Rises only after a proven rejection. */
  readonly attempt: number;
}

/** An input with what was derived for every gate: overlays applied, the book brought to `nowMs`. */
export interface EntryRequest extends EntryInput {
  readonly effective: EffectiveLimits;
  /** Of the signal, or 1. */
  readonly strengthE8: E8;
}

/** An entry with its protection, before anything is known of its size. */
export interface ProtectedEntry extends EntryRequest {
  readonly takeProfitPctE8: E8;
  readonly stopLossPctE8: E8;
  readonly levels: Levels;
}

/** The whole entry, as the last gates see it. */
export interface SizedEntry extends ProtectedEntry {
  readonly bankrollE8: E8;
  readonly leverageE8: E8;
  readonly tier: RiskTier;
  readonly size: Size;
}

/** One rule: null lets the entry pass. A gate decides on its argument alone and changes nothing. */
export type Gate<Entry> = (entry: Entry) => Refused | null;
