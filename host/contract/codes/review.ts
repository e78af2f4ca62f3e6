import type { CodeTable } from "../codes.ts";

/** What `sign` says of the reports that a signature names, and of what a person is shown before it. */
export const REVIEW_CODES = {
  conformance_invalid: {
    is: "refusal",
    meaning: "a conformance report was not one, or contradicts itself",
    remedy: "run sdk check again; find out who changed the file",
  },
  conformance_quick: {
    is: "refusal",
    meaning: "the conformance report is of a quick look, which earns no certificate",
    remedy: "run sdk check without --quick",
  },
  conformance_unproven: {
    is: "refusal",
    meaning:
      "a rule of the suite proved nothing either way, which is enough for paper and not for live",
    remedy:
      "look at the rule; a strategy that never signalled needs data on which it does: sdk check PLUGIN --data FILE",
  },
  conformance_stale: {
    is: "refusal",
    meaning: "the conformance report is older than seven days, or from the future",
    remedy: "run sdk check again",
  },
  evidence_invalid: {
    is: "refusal",
    meaning: "a comparison was not one",
    remedy: "run sdk compare again; find out who changed the file",
  },
  evidence_differs: {
    is: "refusal",
    meaning:
      "the comparison is about other bytes, other parameters, another engine or another slot",
    remedy: "run sdk compare again for this slot, on this installation",
  },
  evidence_stale: {
    is: "refusal",
    meaning: "the comparison is older than seven days, or from the future",
    remedy: "run sdk compare again",
  },
  review_incomplete: {
    is: "refusal",
    meaning: "a part of the source cannot be shown: it is not text, or more than a person can read",
    remedy: "make the plugin smaller: what nobody reads nobody should sign",
  },
} as const satisfies CodeTable;
