import { heldInstruments } from "../book.ts";
import type { EntryRequest, Gate } from "../entry.ts";
import { refuse } from "../result.ts";

/** Positions at once, over all slots of the account; an entry on its way counts as one. */
export const positionsGate: Gate<EntryRequest> = ({ book, limits: { positionsMax } }) => {
  const positions = heldInstruments(book).size;
  return positions < positionsMax
    ? null
    : refuse("positions_reached", `${positions} positions are open, limit ${positionsMax}`, {
        detail: { positions, limit: positionsMax },
      });
};
