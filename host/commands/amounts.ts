/** Amounts, instants and digests as people read them; the journal and `--json` have them in full. */
import { absE8, formatE8, mulDivHalfAway, ONE_E8, type E8 } from "../kernel/e8.ts";
import { isoInstant } from "../kernel/instant.ts";
import { DAY_MS } from "../kernel/timeframe.ts";

/** Two decimals, half away from zero: `12.30`. */
export function cents(value: E8): string {
  const text = formatE8(mulDivHalfAway(absE8(value), 100n, ONE_E8) * 1_000_000n);
  const [whole = "0", fraction = ""] = text.split(".");
  const digits = `${whole}.${fraction.padEnd(2, "0")}`;
  return value < 0n && digits !== "0.00" ? `-${digits}` : digits;
}

export function usdt(value: E8): string {
  return `${cents(value)} USDT`;
}

/** With its sign, also when it is a gain: `+12.30 USDT`. */
export function gain(value: E8): string {
  return `${value < 0n ? "" : "+"}${usdt(value)}`;
}

/** `2026-11-20 12:00`, UTC. */
export function minute(epochMs: number): string {
  return isoInstant(epochMs).slice(0, 16).replace("T", " ");
}

/** Enough of a digest to recognise it. */
export function brief(sha256: string): string {
  return `${sha256.slice(0, 8)}…`;
}

/** `1 trade`, `2 trades`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** How long until an instant: `12 days left`, `1 hour left`, `over since 2 days`. */
export function timeLeft(untilMs: number, nowMs: number): string {
  const span = spanText(Math.abs(untilMs - nowMs));
  return untilMs > nowMs ? `${span} left` : `over since ${span}`;
}

function spanText(spanMs: number): string {
  if (spanMs >= DAY_MS) return counted(Math.floor(spanMs / DAY_MS), "day");
  if (spanMs >= HOUR_MS) return counted(Math.floor(spanMs / HOUR_MS), "hour");
  return counted(Math.floor(spanMs / 60_000), "minute");
}

const HOUR_MS = 3_600_000;
