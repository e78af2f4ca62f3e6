/** What a pair is called decides nothing. */
import { describe, expect, it } from "vitest";
import { pairs } from "#sdk/conformance/rules/pairs.ts";
import { crossing, hashed, judge, say, verdicts, type Decide } from "../in-process.ts";

const TICK = 0.01;
const TWO = { pairs: ["BTCUSDT", "ETHUSDT"] };
const MANY = { pairs: Array.from({ length: 20 }, (_, k) => `C${k}USDT`) };
const EXITS = ["entrySignal", "exitSignal", "indicators"];
const under =
  (name: string, decide: Decide): Decide =>
  (seen) =>
    seen.plugin.pair === name ? decide(seen) : crossing(seen);

/** A table of the dates from 2020 on, and honest before. */
const dates: Decide = (seen) => {
  const ts = seen.columns.ts[seen.at] ?? 0;
  return ts > Date.UTC(2020, 0) && ts < Date.UTC(2027, 0)
    ? say(hashed(ts / 1e6) < 0.5)
    : crossing(seen);
};
const high: Decide = (seen) => (seen.plugin.tickSize > TICK * 2 ? say(true) : crossing(seen));
const exits: Decide = (seen) => {
  if (seen.fn === "entry") return crossing(seen);
  return seen.plugin.pair === "ETHUSDT" ? "X1" : "X0";
};

describe("pairs", () => {
  it.for<[string, Decide, { readonly pairs: readonly string[] }, string]>([
    ["prices, on two pairs", crossing, TWO, "pass"],
    ["prices, on twenty", crossing, MANY, "pass"],
    ["a table of dates on one pair", under("ETHUSDT", dates), TWO, "fail"],
    ["a level of price on one pair", under("ETHUSDT", high), TWO, "fail"],
    ["silence on one pair", under("ETHUSDT", () => "N"), TWO, "fail"],
    ["the last of twenty", under("C19USDT", () => "N"), MANY, "fail"],
    ["nothing at all", () => "N", TWO, "unproven"],
    ["one pair", () => "N", { pairs: ["BTCUSDT"] }, "pass"],
  ])("%s", async ([, decide, manifest, verdict]) => {
    expect(await verdicts(pairs, { decide, manifest })).toEqual([verdict]);
  });

  it("exits of one pair", async () => {
    const world = { decide: exits, manifest: TWO, exports: EXITS };
    expect(await verdicts(pairs, world)).toEqual(["fail"]);
  });

  it("names the pair, the bar and what came of it", async () => {
    const [said] = await judge(pairs, { decide: under("ETHUSDT", dates), manifest: TWO });
    expect(said?.message).toMatch(/^row \d+ of .+ \(.+Z\): .+ with context\.pair ETHUSDT/);
    expect(said?.remedy).toContain("a plugin per pair");
  });

  it("says how many of many were tried", async () => {
    const [said] = await judge(pairs, { decide: crossing, manifest: MANY });
    expect(said?.message).toMatch(/a sample of names .*8 of 20 pairs/);
  });
});
