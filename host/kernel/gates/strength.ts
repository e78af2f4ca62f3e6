import { formatE8 } from "../e8.ts";
import type { EntryRequest, Gate } from "../entry.ts";
import { refuse } from "../result.ts";

/** Weaker than an overlay asks for. */
export const strengthGate: Gate<EntryRequest> = ({ strengthE8, effective: { minStrengthE8 } }) => {
  if (strengthE8 >= minStrengthE8) return null;
  const strength = formatE8(strengthE8);
  const limit = formatE8(minStrengthE8);
  return refuse("strength_too_low", `strength ${strength} is under ${limit}`, {
    detail: { strength, limit },
  });
};
