import type { EntryRequest, Gate } from "../entry.ts";
import { refuse } from "../result.ts";

export const quarantineGate: Gate<EntryRequest> = ({ quarantined, slot }) =>
  quarantined ? refuse("quarantined", `slot ${slot} is in quarantine`, { detail: { slot } }) : null;
