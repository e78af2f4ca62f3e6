import { describe, expect, it } from "vitest";
import type { Approval, RiskEnvelope } from "#host/contract/approval.ts";
import { paramRows, riskRows } from "#keys/review/limits-diff.ts";
import { anApproval } from "#test/kit/signer.ts";

const withRisk = (risk: Partial<RiskEnvelope>): Approval => {
  const base = anApproval();
  return { ...base, risk: { ...base.risk, ...risk } };
};
const pct = (min: string, usual: string, max: string) => ({ default: usual, min, max });

describe("a limit", () => {
  it.for<
    [
      name: string,
      active: Partial<RiskEnvelope>,
      proposed: Partial<RiskEnvelope>,
      direction: string,
    ]
  >([
    ["more leverage", { leverageMax: "5" }, { leverageMax: "5.5" }, "wider"],
    ["less leverage", { leverageMax: "10" }, { leverageMax: "9" }, "tighter"],
    ["no limit of position size", { maxNotionalPct: "50" }, { maxNotionalPct: null }, "wider"],
    ["a limit of position size", { maxNotionalPct: null }, { maxNotionalPct: "50" }, "tighter"],
    [
      "a further stop",
      { stopLossPct: pct("1", "1", "1") },
      { stopLossPct: pct("1", "1", "1.5") },
      "wider",
    ],
    [
      "a further usual stop",
      { stopLossPct: pct("1", "1", "2") },
      { stopLossPct: pct("1", "1.5", "2") },
      "wider",
    ],
    [
      "a nearer stop",
      { stopLossPct: pct("1", "1", "2") },
      { stopLossPct: pct("1", "1", "1.5") },
      "tighter",
    ],
    [
      "a stop that may be nearer",
      { stopLossPct: pct("1", "1", "2") },
      { stopLossPct: pct("0.5", "1", "2") },
      "other",
    ],
    [
      "a nearer target",
      { takeProfitPct: pct("1", "1", "2") },
      { takeProfitPct: pct("0.5", "1", "2") },
      "wider",
    ],
    [
      "a fixed target",
      { takeProfitPct: pct("1", "1", "2") },
      { takeProfitPct: pct("1", "1", "1") },
      "tighter",
    ],
    ["another trigger", { trigger: "last" }, { trigger: "mark" }, "other"],
    ["no trailing stop", { trailingPct: "1" }, { trailingPct: null }, "wider"],
    ["a looser break-even", { breakevenPct: "1" }, { breakevenPct: "2" }, "wider"],
    ["a longer time stop", { timeStopBars: 10 }, { timeStopBars: 100 }, "wider"],
    ["a shorter time stop", { timeStopBars: 100 }, { timeStopBars: 20 }, "tighter"],
  ])("%s is %s", ([, active, proposed, direction]) => {
    const rows = riskRows(withRisk(active), withRisk(proposed));
    const changed = rows.filter((row) => row.direction !== "same");
    expect(changed.map((row) => row.direction)).toEqual([direction]);
    expect(changed[0]?.active).not.toBe(changed[0]?.proposed);
  });

  it("one more instrument and a longer life are wider, fewer and shorter are tighter", () => {
    const short = anApproval();
    const long = {
      ...anApproval(),
      instruments: ["BTCUSDT", "ETHUSDT"],
      expires: "2027-02-01T00:00:00.000Z",
    };
    const directions = (active: Approval, proposed: Approval) =>
      riskRows(active, proposed).flatMap(({ direction }) =>
        direction === "same" ? [] : [direction],
      );
    expect(directions(short, long)).toEqual(["wider", "wider"]);
    expect(directions(long, short)).toEqual(["tighter", "tighter"]);
  });

  it("where nothing is active nothing is wider", () => {
    const rows = riskRows(null, anApproval());
    expect(rows.every(({ direction, active }) => direction === "same" && active === null)).toBe(
      true,
    );
  });
});

it("parameters: changed, new, gone, nested", () => {
  const rows = paramRows(
    { fast: 8, old: true, exit: { bars: 5 } },
    { fast: 9, young: "x", exit: { bars: 5 } },
  );
  expect(rows).toEqual([
    { name: "fast", active: "8", proposed: "9", changed: true },
    { name: "young", active: null, proposed: '"x"', changed: true },
    { name: "exit.bars", active: "5", proposed: "5", changed: false },
    { name: "old", active: "true", proposed: null, changed: true },
  ]);
});
