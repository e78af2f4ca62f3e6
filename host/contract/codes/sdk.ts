import type { CodeTable } from "../codes.ts";

export const SDK_CODES = {} as const satisfies CodeTable;
