import type { CodeTable } from "../codes.ts";

export const CELL_CODES = {} as const satisfies CodeTable;
