import { afterAll, describe, expect, it } from "vitest";
import { parseAnswer } from "#host/cell/answer.ts";
import { openCell, type CellOptions } from "#host/cell/session.ts";
import { allGone, cellsAlive } from "../host/cell/children.ts";
import { aFrame, aPlugin, IMPATIENT, LOOKBACK, withCell } from "../host/cell/kit.ts";
import { hostileVectors } from "./hostile-vectors.ts";

const { all, refused, refusedBySuite, contained } = hostileVectors();

/** What a hostile bundle came to: each has processes of its own, and none of them is left. */
async function attack(bundle: string, fn: "entry" | "exit"): Promise<readonly [string, string]> {
  const options = { mode: "fresh", deadlines: IMPATIENT, spare: false } as const;
  const opened = await openCell(aPlugin(bundle), options);
  if (!opened.ok) {
    const { code, detail } = opened.refusal;
    const said = [detail?.["fault"] ?? code, detail?.["cause"]];
    return ["load", said.filter((each) => each !== undefined).join(":")];
  }
  const frame = fn === "entry" ? aFrame(2) : aFrame(2, { fn, side: "Sell" });
  const { answers } = await opened.value.evaluate(frame);
  await opened.value.close();
  for (const answer of answers) {
    const parsed = parseAnswer(answer);
    expect(parsed.ok && parsed.value.kind).toBe("fault");
  }
  return [fn, answers[0]?.slice(2) ?? ""];
}

describe("the vectors", () => {
  it("were really read, and say what they are", () => {
    expect(all.length).toBeGreaterThanOrEqual(180);
    expect(refused.length + refusedBySuite.length + contained.length).toBe(all.length);
    for (const { name, reason, bundle } of [...refused, ...refusedBySuite, ...contained]) {
      expect(name).toMatch(/^[a-z0-9-]+_(?:refuse|contained)$/);
      expect(reason.length).toBeGreaterThan(40);
      expect(bundle.length).toBeGreaterThan(20);
    }
    expect(contained.map(({ name }) => name.endsWith("_contained"))).not.toContain(false);
  });
});

describe("a hostile plugin is refused and says why", () => {
  it.concurrent.for(refused.map((each) => [each.name, each] as const))(
    "%s",
    { timeout: 30_000 },
    async ([, { bundle, expect: wanted }]) => {
      const [at, fault] = await attack(bundle, wanted.refusedAt === "exit" ? "exit" : "entry");
      expect(at).toBe(wanted.refusedAt);
      expect(wanted.faults).toContain(fault);
    },
  );
});

const BARS = 6;
const WHOLE: CellOptions = { mode: "resident", sample: { rate: 0, seed: "" } };

describe("a trick that finds nothing says the same whatever is tried", () => {
  it.concurrent.for(contained.map((each) => [each.name, each] as const))(
    "%s",
    { timeout: 30_000 },
    async ([, { bundle, expect: wanted }]) => {
      const plugin = aPlugin(bundle);
      const interpreted = await withCell(plugin, WHOLE, async (cell) => {
        const frames = [(await cell.evaluate(aFrame(BARS))).answers];
        for (let bar = BARS - 1; bar >= 0; bar -= 1) {
          frames.push((await cell.evaluate(aFrame(1, { first: LOOKBACK + bar }))).answers);
        }
        return [...frames, (await cell.evaluateFresh(aFrame(BARS))).answers].flat();
      });
      const compiled = await withCell(plugin, { ...WHOLE, jit: true }, async (cell) => {
        return (await cell.evaluate(aFrame(BARS))).answers;
      });
      expect(interpreted).toEqual(Array(3 * BARS).fill(wanted.answer));
      expect(compiled).toEqual(Array(BARS).fill(wanted.answer));
    },
  );
});

// A cell that is left behind keeps this waiting until the hook's time is up.
afterAll(() => allGone(cellsAlive()));
