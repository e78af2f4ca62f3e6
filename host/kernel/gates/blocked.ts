import type { EntryRequest, Gate } from "../entry.ts";
import { refuse } from "../result.ts";

/** A halt, or an overlay of another source that stops every entry. */
export const blockedGate: Gate<EntryRequest> = ({ effective: { entriesBlocked } }) =>
  entriesBlocked === null
    ? null
    : refuse(entriesBlocked.code, `entries are stopped by overlay ${entriesBlocked.overlay}`, {
        detail: { overlay: entriesBlocked.overlay },
      });
