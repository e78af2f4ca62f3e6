import { heldInstruments } from "../book.ts";
import type { EntryRequest, Gate } from "../entry.ts";
import { refuse } from "../result.ts";

/** One position per instrument; an entry on its way counts as one. */
export const flatGate: Gate<EntryRequest> = ({ book, rules: { id } }) =>
  heldInstruments(book).has(id)
    ? refuse("not_flat", `a position or an entry in ${id} is open`, { detail: { instrument: id } })
    : null;
