import { expect, it } from "vitest";
import { CONFORMANCE_RULES } from "#host/contract/conformance-rules.ts";
import { RULES } from "#sdk/conformance/rules.ts";
import { SUITE_VERSION } from "#sdk/conformance/suite-version.ts";

it("signers ask for every rule that this suite runs, and for no other", () => {
  expect(RULES.map(({ id }) => id).toSorted()).toEqual(
    CONFORMANCE_RULES[SUITE_VERSION]?.toSorted(),
  );
});
