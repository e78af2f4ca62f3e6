import { riskPolicy, type RiskPolicy } from "../contract/config.ts";
import type { Result } from "../kernel/result.ts";
import { parseToml } from "./toml.ts";

/** Reads the text of a risk policy. Refusal: config_invalid, with the line. */
export function readPolicy(text: string): Result<RiskPolicy> {
  return parseToml(text, "risk policy", riskPolicy);
}
