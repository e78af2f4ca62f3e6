import type { EntryRequest, Gate } from "../entry.ts";
import { refuse } from "../result.ts";

/** Entries per hour, over all slots of the account, counted when intended: a loop that is rejected counts too. */
export const entryRateGate: Gate<EntryRequest> = ({ book, limits: { entriesPerHourMax } }) => {
  const entries = book.entryTimesMs.length;
  return entries < entriesPerHourMax
    ? null
    : refuse(
        "entry_rate_reached",
        `${entries} entries in the last hour, limit ${entriesPerHourMax}`,
        {
          detail: { entries, limit: entriesPerHourMax },
        },
      );
};
