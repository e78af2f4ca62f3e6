import type { EntryRequest, Gate } from "../entry.ts";
import { refuse } from "../result.ts";

/** Of the policy, not of the approval: one line stops a pair in every slot. */
export const pairGate: Gate<EntryRequest> = ({ rules: { id }, limits: { pairs } }) =>
  pairs.includes(id)
    ? null
    : refuse("pair_not_active", `${id} is not one of the ${pairs.length} active pairs`, {
        detail: { instrument: id, active: pairs.length },
      });
