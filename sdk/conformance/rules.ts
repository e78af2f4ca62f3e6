/** Every rule of the suite, in the order in which findings are shown. A new rule is a file in rules/ and a line here. */
import type { Rule } from "./rule.ts";
import { buildsTwiceEqual } from "./rules/builds-twice-equal.ts";
import { determinism } from "./rules/determinism.ts";
import { environment } from "./rules/environment.ts";
import { inputIntegrity } from "./rules/input-integrity.ts";
import { literals } from "./rules/literals.ts";
import { liveness } from "./rules/liveness.ts";
import { orderIndependence } from "./rules/order-independence.ts";
import { outputSchema } from "./rules/output-schema.ts";
import { replayDigest } from "./rules/replay-digest.ts";
import { staticText } from "./rules/static.ts";
import { undeclaredReads } from "./rules/undeclared-reads.ts";

export const RULES: readonly Rule[] = [
  staticText,
  literals,
  buildsTwiceEqual,
  outputSchema,
  liveness,
  determinism,
  orderIndependence,
  environment,
  inputIntegrity,
  undeclaredReads,
  replayDigest,
];
