/** Instants as text and as numbers. Reads no clock: it only converts. */

/** Epoch milliseconds of an ISO 8601 instant that a schema has already checked. */
export function instantMs(iso: string): number {
  // oxlint-disable-next-line no-restricted-globals -- parsing a text reads no clock
  return Date.parse(iso);
}

/** `2026-11-20T00:00:00.000Z`. */
export function isoInstant(epochMs: number): string {
  // oxlint-disable-next-line no-restricted-globals -- formatting a number reads no clock
  return new Date(epochMs).toISOString();
}
