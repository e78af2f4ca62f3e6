/**
 * The rules of the conformance suite, by the number of the suite: what a complete certificate speaks about. A signer asks
 * for all of them, so that a report cannot be made to pass by leaving out what failed.
 *
 * The build's own findings come on top. A suite that was released keeps its list; the first one never was.
 */
export const CONFORMANCE_RULES: Readonly<Record<number, readonly string[]>> = {
  2: [
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
    "pairs",
    "parameter-space",
    "budgets",
    "replay-digest",
  ],
};
