import type { CodeTable } from "../codes.ts";

export const VENUE_CODES = {} as const satisfies CodeTable;
