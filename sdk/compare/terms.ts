/** Under which limits a strategy is simulated: what was signed, or what its manifest declares. */
import type { RiskEnvelope } from "#host/contract/approval.ts";
import type { ManifestRisk } from "#host/contract/manifest.ts";
import { e8OfNumber, formatE8 } from "#host/kernel/e8.ts";

/** A candidate has no signed envelope yet: the widest that could be signed. */
export function declaredRisk(risk: ManifestRisk): RiskEnvelope {
  return {
    leverageMax: decimal(risk.leverage),
    takeProfitPct: rangeOf(risk.tp_pct),
    stopLossPct: rangeOf(risk.sl_pct),
    trigger: risk.trigger,
    trailingPct: risk.trailing_pct === undefined ? null : decimal(risk.trailing_pct),
    breakevenPct: risk.breakeven_pct === undefined ? null : decimal(risk.breakeven_pct),
    timeStopBars: risk.time_stop_bars ?? null,
    maxNotionalPct: risk.max_notional_pct === undefined ? null : decimal(risk.max_notional_pct),
  };
}

function rangeOf(pct: ManifestRisk["tp_pct"]): RiskEnvelope["takeProfitPct"] {
  if (typeof pct === "number")
    return { default: decimal(pct), min: decimal(pct), max: decimal(pct) };
  return { default: decimal(pct.default), min: decimal(pct.min), max: decimal(pct.max) };
}

function decimal(value: number): string {
  return formatE8(e8OfNumber(value));
}
