import type { EntryRequest, Gate } from "../entry.ts";
import { refuse } from "../result.ts";

export const sideGate: Gate<EntryRequest> = ({ signal: { side }, effective: { blockedSides } }) =>
  blockedSides.includes(side)
    ? refuse("side_blocked", `${side} entries are blocked by an overlay`, { detail: { side } })
    : null;
