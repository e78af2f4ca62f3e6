/** The risk envelope of an approval against the manifest it approves: a signature may tighten, never widen. */
import type { RiskEnvelope } from "../../contract/approval.ts";
import type { ManifestRisk } from "../../contract/manifest.ts";
import { e8, e8OfNumber, formatE8, type E8 } from "../../kernel/e8.ts";

type PctRange = RiskEnvelope["takeProfitPct"];
type ManifestPct = ManifestRisk["tp_pct"];

/** What the manifest declares, in the words of an approval: the widest envelope that may be signed. */
export function riskOf(risk: ManifestRisk): RiskEnvelope {
  return {
    leverageMax: decimal(risk.leverage),
    takeProfitPct: rangeOf(risk.tp_pct),
    stopLossPct: rangeOf(risk.sl_pct),
    trigger: risk.trigger,
    trailingPct: decimalOrNull(risk.trailing_pct),
    breakevenPct: decimalOrNull(risk.breakeven_pct),
    timeStopBars: risk.time_stop_bars ?? null,
    maxNotionalPct: decimalOrNull(risk.max_notional_pct),
  };
}

/**
 * Names the first way in which an envelope allows more than the manifest.
 *
 * Brakes (trailing stop, break-even, time stop, notional limit) may be added or tightened, never removed or loosened.
 *
 * @returns Fact and limit, such as `leverageMax 8 is over 5`; null when it is no wider.
 */
export function widening(envelope: RiskEnvelope, manifest: ManifestRisk): string | null {
  const widest = riskOf(manifest);
  if (envelope.trigger !== widest.trigger) {
    return `trigger ${envelope.trigger} is not ${widest.trigger}`;
  }
  return (
    over("leverageMax", envelope.leverageMax, widest.leverageMax) ??
    outside("takeProfitPct", envelope.takeProfitPct, widest.takeProfitPct) ??
    outside("stopLossPct", envelope.stopLossPct, widest.stopLossPct) ??
    looser("trailingPct", envelope.trailingPct, widest.trailingPct) ??
    looser("breakevenPct", envelope.breakevenPct, widest.breakevenPct) ??
    looser("timeStopBars", textOrNull(envelope.timeStopBars), textOrNull(widest.timeStopBars)) ??
    looser("maxNotionalPct", envelope.maxNotionalPct, widest.maxNotionalPct)
  );
}

function over(name: string, value: string, limit: string): string | null {
  return e8(value) <= e8(limit) ? null : `${name} ${value} is over ${limit}`;
}

/** A range inside the other; its own order too, since no schema has looked at that. */
function outside(name: string, range: PctRange, widest: PctRange): string | null {
  const least = e8(range.min);
  const most = e8(range.max);
  const usual = e8(range.default);
  if (least > usual || usual > most) {
    return `${name} ${shown(range)} has its default outside its own bounds`;
  }
  return least >= e8(widest.min) && most <= e8(widest.max)
    ? null
    : `${name} ${shown(range)} is outside ${shown(widest)}`;
}

/** null is no brake at all, which is looser than any. */
function looser(name: string, value: string | null, limit: string | null): string | null {
  if (limit === null) return null;
  if (value === null) return `${name} was removed, the manifest has ${limit}`;
  return over(name, value, limit);
}

function shown(range: PctRange): string {
  return `${range.min} … ${range.default} … ${range.max}`;
}

function rangeOf(pct: ManifestPct): PctRange {
  if (typeof pct === "number") {
    const text = decimal(pct);
    return { default: text, min: text, max: text };
  }
  return { default: decimal(pct.default), min: decimal(pct.min), max: decimal(pct.max) };
}

function decimal(value: number): string {
  const exact: E8 = e8OfNumber(value);
  return formatE8(exact);
}

function decimalOrNull(value: number | undefined): string | null {
  return value === undefined ? null : decimal(value);
}

function textOrNull(value: number | null): string | null {
  return value === null ? null : String(value);
}
