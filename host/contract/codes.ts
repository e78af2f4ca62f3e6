/**
 * Every code Bulkhead can refuse or fail with. Closed: a code that is not here does not compile.
 *
 * One file per area under codes/; `host explain CODE` prints meaning and remedy.
 */
import { CELL_CODES } from "./codes/cell.ts";
import { CONTRACT_CODES } from "./codes/contract.ts";
import { ENGINE_CODES } from "./codes/engine.ts";
import { GATE_CODES } from "./codes/gates.ts";
import { JOURNAL_CODES } from "./codes/journal.ts";
import { KEYS_CODES } from "./codes/keys.ts";
import { MARKET_CODES } from "./codes/market.ts";
import { REVIEW_CODES } from "./codes/review.ts";
import { RUN_CODES } from "./codes/run.ts";
import { SDK_CODES } from "./codes/sdk.ts";
import { STATEMENT_CODES } from "./codes/statements.ts";
import { TRUST_CODES } from "./codes/trust.ts";
import { VENUE_CODES } from "./codes/venue.ts";
import { WORKSPACE_CODES } from "./codes/workspace.ts";

/** `refusal`: a rule said no. `fault`: the world failed. */
export interface CodeEntry {
  readonly is: "refusal" | "fault";
  readonly meaning: string;
  readonly remedy: string;
}
export interface CodeTable {
  readonly [code: string]: CodeEntry;
}

export const CODES = {
  ...CONTRACT_CODES,
  ...ENGINE_CODES,
  ...WORKSPACE_CODES,
  ...TRUST_CODES,
  ...STATEMENT_CODES,
  ...KEYS_CODES,
  ...REVIEW_CODES,
  ...CELL_CODES,
  ...MARKET_CODES,
  ...GATE_CODES,
  ...RUN_CODES,
  ...VENUE_CODES,
  ...JOURNAL_CODES,
  ...SDK_CODES,
} as const satisfies CodeTable;

type Codes = typeof CODES;
export type Code = keyof Codes;
export type RefusalCode = { [C in Code]: Codes[C]["is"] extends "refusal" ? C : never }[Code];
export type FaultCode = { [C in Code]: Codes[C]["is"] extends "fault" ? C : never }[Code];
