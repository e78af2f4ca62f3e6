/** Every rule of the suite, in the order in which findings are shown. A new rule is a file in rules/ and a line here. */
import type { Rule } from "./rule.ts";

export const RULES: readonly Rule[] = [];
