/** What no single evaluation shows: the rules of the conformance suite that a vector names have to find it. */
import { afterAll, expect, it } from "vitest";
import { checkModule } from "#test/kit/conformance.ts";
import { allGone, cellsAlive } from "../host/cell/children.ts";
import { hostileVectors } from "./hostile-vectors.ts";

const { refusedBySuite } = hostileVectors();

it("there are such vectors", () => {
  expect(refusedBySuite.length).toBeGreaterThanOrEqual(15);
});

it.concurrent.for(refusedBySuite.map((each) => [each.name, each] as const))(
  "%s",
  { timeout: 60_000 },
  async ([, { bundle, expect: wanted }]) => {
    const { accepted, findings } = await checkModule(bundle, wanted.rules);
    expect(accepted).toBe(false);
    expect(wanted.rules).toContain(findings.find(({ verdict }) => verdict === "fail")?.rule);
  },
);

afterAll(() => allGone(cellsAlive()));
