import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { e8, formatE8, mulDivCeil, ONE_E8 } from "#host/kernel/e8.ts";
import { tierOf, type InstrumentRules } from "#host/kernel/instrument.ts";
import { leverageOf, type LeverageInput } from "#host/kernel/leverage.ts";
import { frozen } from "#test/kit/frozen.ts";
import { someRules } from "#test/kit/risk.ts";

const tier = (notionalMax: string, leverageMax: string) => ({
  notionalMaxE8: e8(notionalMax),
  maintenancePctE8: e8("2"),
  leverageMaxE8: e8(leverageMax),
});

function anInput(
  change: Partial<Omit<LeverageInput, "rules">> = {},
  rules: Partial<InstrumentRules> = {},
): LeverageInput {
  return frozen({
    approvalMaxE8: e8("10"),
    limitMaxE8: e8("8"),
    marginE8: e8("100"),
    ...change,
    rules: someRules({
      leverageStepE8: e8("0.5"),
      riskTiers: [tier("800", "50"), tier("2000", "6"), tier("5000", "0.9")],
      ...rules,
    }),
  });
}

describe("leverage", () => {
  it.for<readonly [name: string, change: Partial<LeverageInput>, leverage: string]>([
    ["what policy and overlays leave", {}, "8"],
    ["what the approval allows", { approvalMaxE8: e8("3") }, "3"],
    ["floored to the venue's step", { approvalMaxE8: e8("3.99") }, "3.5"],
    ["what the venue's tier allows", { marginE8: e8("100.00000001") }, "6"],
    ["one, the least there is", { approvalMaxE8: e8("1") }, "1"],
  ])("is %s", ([, change, leverage]) => {
    const found = leverageOf(anInput(change));
    expect(found.ok ? formatE8(found.value.leverageE8) : found.refusal.message).toBe(leverage);
  });

  it.for<readonly [name: string, change: Partial<LeverageInput>, code: string]>([
    ["an approval below one", { approvalMaxE8: e8("0.99999999") }, "leverage_below_one"],
    ["an overlay of zero", { limitMaxE8: 0n }, "leverage_below_one"],
    ["a tier below one", { marginE8: e8("300") }, "leverage_below_one"],
    [
      "a notional above the last tier",
      { marginE8: e8("625.00000001") },
      "notional_over_venue_tiers",
    ],
  ])("is refused: %s", ([, change, code]) => {
    expect(leverageOf(anInput(change))).toMatchObject({ ok: false, refusal: { code } });
  });

  it("that a step floors below one is refused", () => {
    const found = leverageOf(anInput({ approvalMaxE8: e8("1.9") }, { leverageStepE8: e8("2") }));
    expect(found).toMatchObject({ ok: false, refusal: { detail: { leverage: "0", limit: "1" } } });
  });

  it("is within every maximum, on the step, and within the tier of the notional that results", () => {
    const leverage = fc.bigInt({ min: ONE_E8, max: e8("100") });
    const margin = fc.bigInt({ min: 1n, max: e8("700") });
    fc.assert(
      fc.property(leverage, leverage, margin, (approvalMaxE8, limitMaxE8, marginE8) => {
        const input = anInput({ approvalMaxE8, limitMaxE8, marginE8 });
        const found = leverageOf(input);
        fc.pre(found.ok);
        const { leverageE8 } = found.value;
        expect(leverageE8 <= approvalMaxE8 && leverageE8 <= limitMaxE8).toBe(true);
        expect(leverageE8 % input.rules.leverageStepE8).toBe(0n);
        const notionalE8 = mulDivCeil(marginE8, leverageE8, ONE_E8);
        const allowed = tierOf(input.rules, notionalE8)?.leverageMaxE8 ?? 0n;
        expect(leverageE8 <= allowed).toBe(true);
      }),
    );
  });
});
