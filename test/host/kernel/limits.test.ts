import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostConfig, riskPolicy } from "#host/contract/config.ts";
import { overlay, type Overlay } from "#host/contract/overlay.ts";
import { e8, formatE8 } from "#host/kernel/e8.ts";
import { effectiveLimits, limitsOf, type EffectiveLimits } from "#host/kernel/limits.ts";
import { Bug } from "#host/kernel/result.ts";
import { anOverlay, aPolicy, NOON_MS, someLimits } from "#test/kit/risk.ts";

const PLACE = {
  account: "main",
  slot: "paper.main.BTCUSDT",
  instrument: "BTCUSDT",
  nowMs: NOON_MS,
};
const FREE: EffectiveLimits = {
  sizeMultiplierE8: e8("1"),
  leverageMaxE8: e8("5"),
  blockedSides: [],
  entriesBlocked: null,
  minStrengthE8: 0n,
};

describe("a policy", () => {
  it("becomes integers, with nothing lost on the way", () => {
    const policy = riskPolicy.parse({
      ...aPolicy(),
      reward_risk_min: 1.1,
      price_band_pct: "0.00000001",
    });
    const limits = limitsOf(policy);
    expect(formatE8(limits.rewardRiskE8Min)).toBe("1.1");
    expect(limits.priceBandPctE8).toBe(1n);
    expect(limits.lossStreakPauseMs).toBe(12 * 3_600_000);
  });

  it("has its drawdown tiers by depth, however they were written", () => {
    const tier = (at_pct: string) => ({ at_pct, size_multiplier: "0.5", cooldown_hours: 0 });
    const limits = someLimits({ drawdown: [tier("20"), tier("9"), tier("10")] });
    expect(limits.drawdown.map(({ atPctE8 }) => formatE8(atPctE8))).toEqual(["9", "10", "20"]);
  });

  it("never pauses for less than was written", () => {
    expect(someLimits({ loss_streak_pause_hours: 0.000_000_1 }).lossStreakPauseMs).toBe(1);
  });

  it("cannot have a tier that makes entries larger after a loss", () => {
    const drawdown = [{ at_pct: "5", size_multiplier: "1.5", cooldown_hours: 0 }];
    expect(riskPolicy.safeParse({ ...aPolicy(), drawdown }).success).toBe(false);
    expect(() => limitsOf(aPolicy({ drawdown }))).toThrow(Bug);
  });

  it("is not a live host's by default", () => {
    expect(hostConfig.parse({}).arm.allowed).toBe(false);
  });
});

describe("overlays", () => {
  it.for<readonly [name: string, change: Overlay, effect: Partial<EffectiveLimits>]>([
    [
      "a smaller size",
      anOverlay({ kind: "sizeMultiplier", value: "0.25" }),
      { sizeMultiplierE8: e8("0.25") },
    ],
    [
      "a lower leverage",
      anOverlay({ kind: "leverageMax", value: "2" }),
      { leverageMaxE8: e8("2") },
    ],
    ["a higher leverage, which is nothing", anOverlay({ kind: "leverageMax", value: "50" }), {}],
    ["a blocked side", anOverlay({ kind: "blockSide", side: "Sell" }), { blockedSides: ["Sell"] }],
    [
      "a least strength",
      anOverlay({ kind: "minStrength", value: "0.5" }),
      { minStrengthE8: e8("0.5") },
    ],
    [
      "a halt",
      anOverlay({ kind: "blockEntries" }, { source: "operator", id: "halt-1" }),
      { entriesBlocked: { code: "halted", overlay: "halt-1" } },
    ],
    [
      "a stop by another source",
      anOverlay({ kind: "blockEntries" }, { source: "decay" }),
      { entriesBlocked: { code: "entries_blocked", overlay: "overlay-1" } },
    ],
    [
      "nothing in its first expired millisecond",
      anOverlay({ kind: "blockEntries" }, { expires: NOON_MS }),
      {},
    ],
    [
      "nothing elsewhere",
      anOverlay({ kind: "blockEntries" }, { scope: { kind: "slot", slot: "paper.main.ETHUSDT" } }),
      {},
    ],
    [
      "what it does even when it was issued after the close that is decided on",
      anOverlay(
        { kind: "blockSide", side: "Buy" },
        { issuedAt: NOON_MS + 30_000, expires: NOON_MS + 60_000 },
      ),
      { blockedSides: ["Buy"] },
    ],
  ])("%s", ([, one, effect]) => {
    expect(overlay.safeParse(one).success).toBe(true);
    expect(effectiveLimits(someLimits(), [one], PLACE)).toEqual({ ...FREE, ...effect });
  });

  it("of one kind: the tightest counts, in any order", () => {
    const two = ["0.5", "0.2"].map((value) => anOverlay({ kind: "sizeMultiplier", value }));
    for (const order of [two, two.toReversed()]) {
      expect(effectiveLimits(someLimits(), order, PLACE).sizeMultiplierE8).toBe(e8("0.2"));
    }
  });

  it("with a size above 1 do not exist", () => {
    expect(overlay.safeParse(anOverlay({ kind: "sizeMultiplier", value: "1.01" })).success).toBe(
      false,
    );
  });

  it("that last longer than a week do not exist", () => {
    const week = { issuedAt: 0, expires: 168 * 3_600_000 };
    expect(overlay.safeParse(anOverlay({ kind: "blockEntries" }, week)).success).toBe(true);
    const longer = { ...week, expires: week.expires + 1 };
    expect(overlay.safeParse(anOverlay({ kind: "blockEntries" }, longer)).success).toBe(false);
  });
});

const decimal = fc.integer({ min: 0, max: 100 }).map((n) => formatE8(BigInt(n) * 1_000_000n));
const anyOverlay: fc.Arbitrary<Overlay> = fc
  .record({
    effect: fc.oneof(
      decimal.map((value) => ({ kind: "sizeMultiplier", value }) as const),
      decimal.map((value) => ({ kind: "leverageMax", value }) as const),
      decimal.map((value) => ({ kind: "minStrength", value }) as const),
      fc.constantFrom("Buy", "Sell").map((side) => ({ kind: "blockSide", side }) as const),
      fc.constant({ kind: "blockEntries" } as const),
    ),
    source: fc.constantFrom("operator", "guardian", "decay", "parity"),
    expires: fc.integer({ min: NOON_MS - 2, max: NOON_MS + 2 }),
    account: fc.constantFrom("main", "other"),
  })
  .map(({ effect, source, expires, account }) =>
    anOverlay(effect, { source, expires, scope: { kind: "account", account } }),
  );

describe("laws of overlays", () => {
  it("one more can only tighten", () => {
    fc.assert(
      fc.property(fc.array(anyOverlay, { maxLength: 6 }), anyOverlay, (some, one) => {
        const before = effectiveLimits(someLimits(), some, PLACE);
        const after = effectiveLimits(someLimits(), [...some, one], PLACE);
        expect(after.sizeMultiplierE8 <= before.sizeMultiplierE8).toBe(true);
        expect(after.leverageMaxE8 <= before.leverageMaxE8).toBe(true);
        expect(after.minStrengthE8 >= before.minStrengthE8).toBe(true);
        expect(after.blockedSides).toEqual(expect.arrayContaining([...before.blockedSides]));
        expect(before.entriesBlocked === null || after.entriesBlocked !== null).toBe(true);
      }),
    );
  });

  it("none says more than the policy", () => {
    fc.assert(
      fc.property(fc.array(anyOverlay), (some) => {
        const limits = effectiveLimits(someLimits(), some, PLACE);
        expect(limits.leverageMaxE8 <= e8("5")).toBe(true);
        expect(limits.sizeMultiplierE8 <= e8("1")).toBe(true);
      }),
    );
  });

  it("expired ones do nothing", () => {
    fc.assert(
      fc.property(fc.array(anyOverlay), (some) => {
        const late = { ...PLACE, nowMs: NOON_MS + 2 };
        expect(effectiveLimits(someLimits(), some, late)).toEqual(FREE);
      }),
    );
  });
});
