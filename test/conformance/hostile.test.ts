import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { parseAnswer } from "#host/cell/answer.ts";
import { openCell } from "#host/cell/session.ts";
import { allGone, cellsAlive } from "../host/cell/children.ts";
import { aFrame, aPlugin, IMPATIENT } from "../host/cell/kit.ts";

const FOLDER = join(import.meta.dirname, "hostile");
const expectation = z.strictObject({
  /** Where the attack ends: it does not load, or its evaluation is a fault. */
  refusedAt: z.enum(["load", "entry"]),
  /** Answer codes that say so, with their detail. Several where a busy machine decides which wall is met first. */
  faults: z.array(z.string()).min(1),
});
const vectors = readdirSync(FOLDER).map((name) => ({
  name,
  plugin: readFileSync(join(FOLDER, name, "plugin.js"), "utf8"),
  expect: expectation.parse(JSON.parse(readFileSync(join(FOLDER, name, "expect.json"), "utf8"))),
  reason: readFileSync(join(FOLDER, name, "README.md"), "utf8"),
}));

/** What a hostile bundle came to: each has processes of its own, and none of them is left. */
async function attack(bundle: string): Promise<{ refusedAt: string; fault: string }> {
  const options = { mode: "fresh", deadlines: IMPATIENT, spare: false } as const;
  const opened = await openCell(aPlugin(bundle), options);
  if (!opened.ok) {
    const { fault, cause } = opened.refusal.detail ?? {};
    return {
      refusedAt: "load",
      fault: [fault, cause].filter((each) => each !== undefined).join(":"),
    };
  }
  const { answers } = await opened.value.evaluate(aFrame(2));
  await opened.value.close();
  for (const answer of answers) {
    const parsed = parseAnswer(answer);
    expect(parsed.ok && parsed.value.kind).toBe("fault");
  }
  return { refusedAt: "entry", fault: answers[0]?.slice(2) ?? "" };
}

describe("a hostile plugin is refused and says why", () => {
  it("was really read", () => {
    expect(vectors.length).toBeGreaterThanOrEqual(30);
    for (const { name, reason } of vectors) {
      expect(name).toMatch(/^[a-z0-9-]+_refuse$/);
      expect(reason.length).toBeGreaterThan(40);
    }
  });

  it.concurrent.for(vectors.map((each) => [each.name, each] as const))(
    "%s",
    { timeout: 30_000 },
    async ([, vector]) => {
      const { refusedAt, fault } = await attack(vector.plugin);
      expect(refusedAt).toBe(vector.expect.refusedAt);
      expect(vector.expect.faults).toContain(fault);
    },
  );

  // A cell that is left behind keeps this waiting until the hook's time is up.
  afterAll(() => allGone(cellsAlive()));
});
