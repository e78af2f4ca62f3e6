import type { RiskPolicy } from "../../contract/config.ts";
import type { Line } from "./lines.ts";

/** What a risk policy allows, as rows below its name. */
export function limitLines(policy: RiskPolicy): readonly Line[] {
  const rows = [
    `leverage at most ${policy.leverage_max}, margin ${policy.margin_fraction_pct} % of bankroll per entry`,
    `at most ${policy.positions_max} positions, ${policy.position_notional_pct_max} % of bankroll each, ${policy.total_notional_pct_max} % together`,
    `stops at ${policy.daily_loss_pct_max} % lost in a day, ${policy.loss_streak_max} losses in a row, ${policy.entries_per_hour_max} entries in an hour`,
    ...policy.drawdown.map((tier) => `from ${tier.at_pct} % drawdown: ${tierText(tier)}`),
  ];
  return rows.map((row) => ["", row]);
}

function tierText({ size_multiplier, cooldown_hours }: RiskPolicy["drawdown"][number]): string {
  const size = size_multiplier === "0" ? "no entries" : `entries × ${size_multiplier}`;
  return cooldown_hours === 0 ? size : `${size} for ${cooldown_hours} hours`;
}
