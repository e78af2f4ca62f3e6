const SUITE_1 = [
  "static",
  "literals",
  "builds-twice-equal",
  "output-schema",
  "liveness",
  "determinism",
  "order-independence",
  "environment",
  "input-integrity",
  "undeclared-reads",
  "look-ahead",
  "late-values",
  "warm-up",
  "window",
  "time-shift",
  "price-scaling",
  "noise",
  "unrelated-prices",
  "hostile-markets",
  "parameter-space",
  "budgets",
  "replay-digest",
] as const;

/**
 * The rules of the conformance suite, by the number of the suite: what a complete certificate speaks about. A signer asks
 * for all of them, so that a report cannot be made to pass by leaving out what failed.
 *
 * The build's own findings come on top. A suite that was released keeps its list.
 */
export const CONFORMANCE_RULES: Readonly<Record<number, readonly string[]>> = {
  1: SUITE_1,
  2: [...SUITE_1, "pairs"],
};
