/** Every rule of the suite, in the order in which findings are shown. A new rule is a file in rules/ and a line here. */
import type { Rule } from "./rule.ts";
import { budgets } from "./rules/budgets.ts";
import { buildsTwiceEqual } from "./rules/builds-twice-equal.ts";
import { determinism } from "./rules/determinism.ts";
import { environment } from "./rules/environment.ts";
import { hostileMarketsRule } from "./rules/hostile-markets.ts";
import { inputIntegrity } from "./rules/input-integrity.ts";
import { lateValues } from "./rules/late-values.ts";
import { literals } from "./rules/literals.ts";
import { liveness } from "./rules/liveness.ts";
import { lookAhead } from "./rules/look-ahead.ts";
import { noiseRule } from "./rules/noise.ts";
import { orderIndependence } from "./rules/order-independence.ts";
import { outputSchema } from "./rules/output-schema.ts";
import { pairs } from "./rules/pairs.ts";
import { parameterSpace } from "./rules/parameter-space.ts";
import { priceScaling } from "./rules/price-scaling.ts";
import { replayDigest } from "./rules/replay-digest.ts";
import { staticText } from "./rules/static.ts";
import { timeShift } from "./rules/time-shift.ts";
import { undeclaredReads } from "./rules/undeclared-reads.ts";
import { unrelatedPrices } from "./rules/unrelated-prices.ts";
import { warmUp } from "./rules/warm-up.ts";
import { windowExact } from "./rules/window.ts";

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
  lookAhead,
  lateValues,
  warmUp,
  windowExact,
  pairs,
  timeShift,
  priceScaling,
  noiseRule,
  unrelatedPrices,
  hostileMarketsRule,
  parameterSpace,
  budgets,
  replayDigest,
];
