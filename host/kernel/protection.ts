import type { RiskEnvelope } from "../contract/approval.ts";
import type { EntrySignal } from "../contract/signal.ts";
import { e8, e8OfNumber, formatE8, type E8 } from "./e8.ts";
import { ok, refuse, type Result } from "./result.ts";

/** How far take-profit and stop-loss are from the price, percent of the price. */
export interface ProtectionPct {
  readonly takeProfitPctE8: E8;
  readonly stopLossPctE8: E8;
}

/**
 * The distances of one entry: the signal's where it names them, else the signed defaults.
 *
 * A value outside the signed range is refused and never clamped (decision A5): a clamped stop would be a strategy that
 * nobody wrote and nobody tested. Refusals: signal_stop_out_of_range, signal_target_out_of_range.
 */
export function protectionPctOf(
  signal: Pick<EntrySignal, "slPct" | "tpPct">,
  envelope: Pick<RiskEnvelope, "stopLossPct" | "takeProfitPct">,
): Result<ProtectionPct> {
  const stop = within(signal.slPct, envelope.stopLossPct);
  if (!stop.inside) {
    return refuse("signal_stop_out_of_range", `stop ${stop.message}`, { detail: stop.detail });
  }
  const target = within(signal.tpPct, envelope.takeProfitPct);
  if (!target.inside) {
    return refuse("signal_target_out_of_range", `take-profit ${target.message}`, {
      detail: target.detail,
    });
  }
  return ok({ takeProfitPctE8: target.pctE8, stopLossPctE8: stop.pctE8 });
}

type Within =
  | { readonly inside: true; readonly pctE8: E8 }
  | {
      readonly inside: false;
      readonly message: string;
      readonly detail: { pct: string; min: string; max: string };
    };

function within(value: number | undefined, range: RiskEnvelope["stopLossPct"]): Within {
  const pctE8 = value === undefined ? e8(range.default) : e8OfNumber(value);
  if (e8(range.min) <= pctE8 && pctE8 <= e8(range.max)) return { inside: true, pctE8 };
  const pct = formatE8(pctE8);
  const { min, max } = range;
  return {
    inside: false,
    message: `distance ${pct} % is not within ${min} and ${max}`,
    detail: { pct, min, max },
  };
}
