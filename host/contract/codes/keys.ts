import type { CodeTable } from "../codes.ts";

export const KEYS_CODES = {} as const satisfies CodeTable;
