import type { CodeTable } from "../codes.ts";

export const GATE_CODES = {} as const satisfies CodeTable;
