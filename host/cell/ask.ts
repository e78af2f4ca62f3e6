import type { Cell } from "./cells.ts";
import type { Deadlines } from "./limits.ts";
import type { CellPair } from "./pair.ts";
import type { What } from "./wire.ts";

/** Faults of decision C8: the work is repeated once, in another process, with the same bytes. */
export const REPEATED: ReadonlySet<string> = new Set([
  "F:overran",
  "F:heap_full",
  "F:killed",
  "F:died",
]);

/** The text a request came to, and the evidence when it is the host's own word for silence or noise. */
export interface Said {
  readonly text: string;
  /** Last words of a process, printable; empty when there were none. */
  readonly why: string;
}

/** Sends one request to the cell in use. The text of a reply is not checked yet. */
export async function ask(
  cell: Cell,
  what: What,
  payload: Uint8Array,
  wallMs: number,
): Promise<Said> {
  const started = await cell.started;
  if (!started.ok) return { text: "F:died", why: started.why };
  const outcome = await cell.process.request(what, payload, wallMs);
  switch (outcome.kind) {
    case "reply":
      return { text: outcome.text, why: "" };
    case "killed":
      return { text: "F:killed", why: `no answer in ${wallMs} ms` };
    case "died":
      return { text: "F:died", why: outcome.why };
    case "malformed":
      return { text: "F:answer_malformed", why: "it did not speak as a cell" };
  }
}

/**
 * As decision C8 says: evaluation is pure, so an overrun or a death is repeated once with the same bytes in a new
 * cell, and an answer then counts.
 *
 * @returns What counts, and what was said first when that did not.
 */
export async function askTwice(
  pair: CellPair,
  what: What,
  payload: Uint8Array,
  deadlines: Deadlines,
): Promise<Said & { readonly first: Said | null }> {
  const first = await ask(pair.current(), what, payload, deadlines.evaluateWallMs);
  if (!REPEATED.has(first.text)) return { ...first, first: null };
  const second = await ask(await pair.replace(), what, payload, deadlines.repeatWallMs);
  if (REPEATED.has(second.text)) await pair.drop();
  pair.warmUp();
  return { ...second, first };
}
