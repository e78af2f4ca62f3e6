import type { InstrumentRules } from "../kernel/instrument.ts";

/**
 * The rules of an instrument that hold at an instant: of those with its id, the newest that had begun.
 *
 * @param rules - In order of precedence: of two that began at the same instant the first counts.
 * @returns null when none is known for the instrument at that time.
 */
export function rulesAt(
  rules: readonly InstrumentRules[],
  id: string,
  atMs: number,
): InstrumentRules | null {
  let found: InstrumentRules | null = null;
  for (const candidate of rules) {
    if (candidate.id !== id || candidate.validFromMs > atMs) continue;
    if (found === null || candidate.validFromMs > found.validFromMs) found = candidate;
  }
  return found;
}
