import type { CodeTable } from "../codes.ts";

export const JOURNAL_CODES = {} as const satisfies CodeTable;
