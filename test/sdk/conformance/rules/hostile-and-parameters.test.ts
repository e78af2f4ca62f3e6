/** Hostile markets and the parameter space: nothing may fault, and a failure says where. */
import { describe, expect, it } from "vitest";
import { isParamSpec, type ParamTable } from "#host/contract/manifest.ts";
import { paramsProblem } from "#host/kernel/params.ts";
import { hostileMarketsRule } from "#sdk/conformance/rules/hostile-markets.ts";
import { parameterSpace, setsOf } from "#sdk/conformance/rules/parameter-space.ts";
import { crossing, judge, say, verdicts, type Decide, type Seen } from "../in-process.ts";

const FAULT = "F:threw:RangeError";
const faultIf = (isBad: (seen: Seen) => boolean): Decide => {
  return (seen) => (isBad(seen) ? FAULT : crossing(seen));
};
const at = (
  seen: Seen,
  column: "close" | "high" | "low" | "volume" | "funding",
  back = 0,
): number => seen.columns[column][seen.at - back] ?? 0;

describe("hostile markets", () => {
  it("pass a plugin that answers everywhere, and are named", async () => {
    const [said] = await judge(hostileMarketsRule, { decide: crossing, rows: 300 });
    expect(said).toMatchObject({ verdict: "pass" });
    for (const name of ["flat", "silent", "gaps", "tiny", "huge", "crowded", "carry bars"]) {
      expect(said?.message).toContain(name);
    }
  });

  it.for<[market: string, isBad: (seen: Seen) => boolean]>([
    ["flat", (seen) => at(seen, "high") === at(seen, "low")],
    ["silent", (seen) => at(seen, "volume") === 0 && at(seen, "high") === at(seen, "low")],
    ["no volume", (seen) => at(seen, "volume") === 0 && at(seen, "high") !== at(seen, "low")],
    [
      "one tick",
      (seen) => Math.round((at(seen, "high") - at(seen, "low")) / seen.plugin.tickSize) === 1,
    ],
    ["gaps", (seen) => at(seen, "close") > 8 * at(seen, "close", 1)],
    ["crashes", (seen) => at(seen, "close") < 0.12 * at(seen, "close", 1)],
    ["jump", (seen) => Math.abs(at(seen, "close") / at(seen, "close", 1) - 1.5) < 1e-9],
    ["tiny", (seen) => at(seen, "close") < 1e-5],
    ["huge", (seen) => at(seen, "close") > 5e6],
    ["crowded", (seen) => at(seen, "volume") === 1e15],
  ])("the %s one finds what faults on it, and names bar and code", async ([market, isBad]) => {
    const said = await judge(hostileMarketsRule, { decide: faultIf(isBad), rows: 300 });
    const found = said.find(({ message }) => message.includes(market));
    expect(found).toMatchObject({ verdict: "fail" });
    expect(found?.message).toMatch(/entrySignal, row \d+ \(20.*threw:RangeError/);
  });

  it("carry bars reach the plugin as bars without volume among others", async () => {
    const decide = faultIf((seen) => {
      const [now, before] = [at(seen, "volume"), at(seen, "volume", 1)];
      return now > 0 && before === 0 && at(seen, "close", 1) === at(seen, "close", 2);
    });
    const said = await judge(hostileMarketsRule, {
      decide,
      manifest: { lookback: 250 },
      rows: 600,
    });
    expect(said.find(({ message }) => message.includes("carry bars"))).toMatchObject({
      verdict: "fail",
    });
  });

  it("say it once when every market has the same fault, with the others' names", async () => {
    const said = await judge(hostileMarketsRule, { decide: () => FAULT });
    expect(said.length).toBe(1);
    expect(said[0]?.message).toMatch(/^flat .*; also on silent, .*carry bars$/);
  });

  it("find a fault that only an exit has", async () => {
    const decide: Decide = (seen) =>
      seen.fn === "entry" ? crossing(seen) : at(seen, "high") === at(seen, "low") ? FAULT : "X0";
    const exports = ["entrySignal", "exitSignal", "indicators"];
    const said = await judge(hostileMarketsRule, { decide, exports });
    expect(said[0]).toMatchObject({
      verdict: "fail",
      message: expect.stringContaining("exitSignal"),
    });
  });
});

const TABLE: ParamTable = {
  fast: { default: 5, min: 2, max: 9, integer: true },
  width: { default: 0.5, min: 0.25, max: 0.75 },
  mode: { default: "b", choices: ["a", "b", "c"] },
  deep: { on: { default: true } },
};

describe("the parameter space", () => {
  it("has the lowest set, the highest set, and seeded ones inside the bounds", () => {
    const sets = setsOf(TABLE, 22);
    expect(sets.length).toBe(24);
    expect(sets[0]).toEqual({ fast: 2, width: 0.25, mode: "a", deep: { on: false } });
    expect(sets[1]).toEqual({ fast: 9, width: 0.75, mode: "c", deep: { on: true } });
    for (const set of sets) expect(paramsProblem(TABLE, set)).toBeNull();
    expect(new Set(sets.map((set) => JSON.stringify(set))).size).toBeGreaterThan(20);
    expect(setsOf(TABLE, 22)).toEqual(sets);
    expect(isParamSpec(TABLE["deep"] ?? {})).toBe(false);
  });

  const world = (decide: Decide) => ({ decide, manifest: { params: TABLE } });

  it("passes a plugin that answers everywhere", async () => {
    const [said] = await judge(parameterSpace, world(crossing));
    expect(said?.verdict).toBe("pass");
    expect(said?.message).toMatch(/^24 sets/);
    // A count is no limit: 24 of 24 would read as one that is used up.
    expect([said?.used, said?.allowed]).toEqual([undefined, undefined]);
  });

  it("passes one without parameters", async () => {
    expect(await verdicts(parameterSpace, { decide: crossing })).toEqual(["pass"]);
  });

  it.for<[string, (params: Seen["plugin"]["params"]) => boolean]>([
    ["the lowest value", ({ fast }) => fast === 2],
    ["the highest value", ({ width }) => width === 0.75],
    ["a choice", ({ mode }) => mode === "c"],
    ["a switch in a group", ({ deep }) => typeof deep === "object" && deep["on"] === false],
  ])("finds a fault at %s, and names the set", async ([, isBad]) => {
    const decide: Decide = ({ plugin: { params } }) => (isBad(params) ? FAULT : say(true));
    const said = await judge(parameterSpace, world(decide));
    expect(said[0]).toMatchObject({ verdict: "fail" });
    expect(said[0]?.message).toMatch(/^with \{"fast":\d.*threw:RangeError in \w+, row \d+/);
    expect(said.length).toBeLessThanOrEqual(5);
  });

  it("a quick look tries the ends", async () => {
    const decide: Decide = ({ plugin: { params } }) => (params["fast"] === 9 ? FAULT : "N");
    expect((await verdicts(parameterSpace, { ...world(decide), quick: true }))[0]).toBe("fail");
  });
});
