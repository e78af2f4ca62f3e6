import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ruleRows, rowsIn, RULES_README } from "#test/kit/readme-rules.ts";

it("the README's table is what the rules say of themselves (npm run readme)", () => {
  const rows = rowsIn(readFileSync(RULES_README, "utf8"));
  expect(rows.length).toBeGreaterThan(15);
  expect(rows).toEqual(ruleRows());
});
