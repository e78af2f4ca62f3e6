import type { CodeTable } from "../codes.ts";

export const MARKET_CODES = {} as const satisfies CodeTable;
