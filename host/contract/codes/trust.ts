import type { CodeTable } from "../codes.ts";

export const TRUST_CODES = {} as const satisfies CodeTable;
