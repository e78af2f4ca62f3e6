import { formatE8, mulDivFloor, ONE_E8 } from "../e8.ts";
import type { Gate, ProtectedEntry } from "../entry.ts";
import { refuse } from "../result.ts";

/** Take-profit distance ÷ stop distance. */
export const rewardRiskGate: Gate<ProtectedEntry> = (entry) => {
  const { takeProfitPctE8, stopLossPctE8, limits } = entry;
  if (takeProfitPctE8 * ONE_E8 >= limits.rewardRiskE8Min * stopLossPctE8) return null;
  const rewardRisk = formatE8(mulDivFloor(takeProfitPctE8, ONE_E8, stopLossPctE8));
  const limit = formatE8(limits.rewardRiskE8Min);
  return refuse("reward_risk_too_low", `reward for risk ${rewardRisk} is under ${limit}`, {
    detail: { rewardRisk, limit },
  });
};
