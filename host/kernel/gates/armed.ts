import type { EntryRequest, Gate } from "../entry.ts";
import { refuse } from "../result.ts";

/** Real money moves only after a person consented; paper needs no consent (decision B2). */
export const armedGate: Gate<EntryRequest> = ({ environment, armed, account }) =>
  environment === "paper" || armed
    ? null
    : refuse("not_armed", `account ${account} is live and not armed`, { detail: { account } });
