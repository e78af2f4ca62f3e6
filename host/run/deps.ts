/** What the run needs from outside, as arguments: built once, in the command line. */
import type { Engine } from "../contract/approval.ts";
import type { E8 } from "../kernel/e8.ts";
import type { InstrumentRules } from "../kernel/instrument.ts";
import type { Limits } from "../kernel/limits.ts";
import type { Result } from "../kernel/result.ts";
import type { BarDrivenVenue, Clock, Feed, Journal, Subscription } from "../ports.ts";
import type { AccountPaths } from "../workspace/paths.ts";
import type { CellPort } from "./cell-port.ts";
import type { TrustSource } from "./trust.ts";
import type { Loaded } from "../cell/window-spec.ts";

export interface Lease {
  release(): void;
}

/** `full`: recorded or simulated steps, as fast as they can be decided. `wall`: as time passes. */
export type Pace = "full" | "wall";

/** What a judgement needs: the signed files, the clock, and what witnesses left. */
export type Judging = Pick<RunDeps, "trust" | "clock" | "checkpoints" | "lateHours">;

export interface RunDeps {
  readonly clock: Clock;
  readonly trust: TrustSource;
  readonly engine: Engine;
  /** Of the draft config/risk.toml: what limits entries as long as no policy is signed. */
  readonly limits: Limits;
  readonly configSha256: string;
  readonly riskSha256: string;
  /** Checkpoints of an account, newest first; null when no witness is configured. */
  readonly checkpoints: ((account: string) => readonly Uint8Array[]) | null;
  /** After so many hours without one they are late. */
  readonly lateHours: number;
  takeLease(paths: AccountPaths, account: string): Result<Lease>;
  openJournal(paths: AccountPaths, account: string): Result<Journal>;
  openVenue(paths: AccountPaths, account: string, bankrollE8: E8): BarDrivenVenue;
  openCell(loaded: Loaded, tickSize: number, pace: Pace): Promise<Result<CellPort>>;
  /** Rules of an instrument at an instant; null when nobody knows them. */
  instrument(id: string, atMs: number): InstrumentRules | null;
  bankrollE8(account: string): E8;
  /** Refusals: what the feed says of its data. */
  openFeed(subscriptions: readonly Subscription[], pace: Pace): Result<Feed>;
}
