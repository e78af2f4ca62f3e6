import type { EntryRequest, Gate } from "../entry.ts";
import { refuse } from "../result.ts";

/** Limit entries are refused by name until resting orders are built (decision A5). */
export const entryTypeGate: Gate<EntryRequest> = ({ entryType }) =>
  entryType === "market"
    ? null
    : refuse("entry_type_unsupported", `entry type was ${entryType}, this release has market`, {
        detail: { entryType, supported: "market" },
      });
