import { z } from "zod";
import { ask } from "./ask.ts";
import type { Deadlines } from "./limits.ts";
import type { CellPair } from "./pair.ts";
import { WHAT } from "./wire.ts";

const bytes = z.int().min(0);
const cellUsage = z.strictObject({
  /** Longest evaluation of one bar since the process started, milliseconds; of a frame of many bars its mean. */
  worstCallMs: z.number().finite().min(0),
  /** Heap of the resident isolate when the plugin had been loaded, and now; memory outside the heap included. */
  heapAfterLoadBytes: bytes,
  heapBytes: bytes,
  /** Of the whole process. */
  residentBytes: bytes,
});

/** What a plugin used. The cell says so itself: good for showing margins to an author, not for a limit. */
export type CellUsage = z.infer<typeof cellUsage>;

/** @returns Null when there is no process, or one that does not say; one that says nonsense is killed. */
export async function askUsage(pair: CellPair, deadlines: Deadlines): Promise<CellUsage | null> {
  const cell = pair.inUse();
  if (cell === null) return null;
  const { text } = await ask(cell, WHAT.usage, new Uint8Array(), deadlines.evaluateWallMs);
  const usage = parseUsage(text);
  if (usage === "malformed") await pair.drop();
  return usage === "malformed" ? null : usage;
}

/** Parses what a cell said of itself, as if a liar had said it. Null: it has nothing to tell, or is gone. */
export function parseUsage(text: string): CellUsage | null | "malformed" {
  if (text === "null" || text.startsWith("F:")) return null;
  try {
    const parsed = cellUsage.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : "malformed";
  } catch {
    return "malformed";
  }
}
