import { describe, expect, it } from "vitest";
import { GATE_CODES } from "#host/contract/codes/gates.ts";
import { e8, formatE8 } from "#host/kernel/e8.ts";
import { ACCOUNT_GATES, approveEntry, PROTECTION_GATES, SIZE_GATES } from "#host/kernel/gates.ts";
import type { Result } from "#host/kernel/result.ts";
import { anEntry, anOverlay, NOON_MS, type EntryChange } from "#test/kit/risk.ts";
import { ACCOUNT_ROWS, PROTECTION_ROWS, ROWS } from "./gates/rows.ts";

function codeOf(outcome: Result<unknown>): string | null {
  return outcome.ok ? null : outcome.refusal.code;
}

describe("one step over a limit", () => {
  it.for(ROWS)("refuses %s: %s", ([, code, change]) => {
    const input = anEntry(change);
    const before = structuredClone(input);
    const outcome = approveEntry(input);
    expect(codeOf(outcome)).toBe(code);
    expect(input).toEqual(before);
  });

  it("covers every code that this area may answer", () => {
    const seen = new Set<string>(ROWS.map(([, code]) => code));
    expect(Object.keys(GATE_CODES).filter((code) => !seen.has(code))).toEqual([]);
  });

  it.for(ROWS)("says the fact and the limit: %s", ([, , change]) => {
    const outcome = approveEntry(anEntry(change));
    if (outcome.ok) throw new Error("was approved");
    const { message, detail } = outcome.refusal;
    expect(message).toMatch(/^[a-zA-Z0-9].*[^.]$/);
    expect(message.length).toBeLessThan(200);
    expect(Object.keys(detail ?? {}).length).toBeGreaterThan(0);
  });
});

describe("the first refusal wins", () => {
  // Not of two size rows: less leverage is less notional, so the second can undo the first.
  const firsts = [...ACCOUNT_ROWS, ...PROTECTION_ROWS];
  const pairs = firsts
    .flatMap((first, at) =>
      ROWS.slice(at + 1)
        .filter((second) => second[1] !== first[1])
        .map((second) => ({ first, second, both: merged(first[2], second[2]) })),
    )
    .filter(({ both }) => both !== null);

  it("of any two violations", () => {
    expect(pairs.length).toBeGreaterThan(500);
    const wrong = pairs
      .map(({ first, second, both }) => ({
        first: first[0],
        second: second[0],
        expected: first[1],
        was: codeOf(approveEntry(anEntry(both ?? {}))),
      }))
      .filter(({ expected, was }) => was !== expected);
    expect(wrong).toEqual([]);
  });
});

/** Both changes at once; null when they write the same place, so that one would hide the other. */
function merged(a: EntryChange, b: EntryChange): EntryChange | null {
  const out: Record<string, unknown> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const both = membersOfBoth(out[key], value);
    if (both === null) return null;
    out[key] = both;
  }
  return out;
}

function membersOfBoth(mine: unknown, other: unknown): unknown {
  if (mine === undefined) return other;
  if (!isTable(mine) || !isTable(other)) return null;
  return Object.keys(other).some((member) => member in mine) ? null : { ...mine, ...other };
}

function isTable(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

describe("what does not block an entry", () => {
  it.for<readonly [name: string, change: EntryChange]>([
    ["a live slot that is armed", { environment: "live", armed: true }],
    ["an expired halt", { overlays: [anOverlay({ kind: "blockEntries" }, { expires: NOON_MS })] }],
    [
      "a halt of another account",
      {
        overlays: [
          anOverlay({ kind: "blockEntries" }, { scope: { kind: "account", account: "other" } }),
        ],
      },
    ],
    [
      "a halt of another slot",
      {
        overlays: [
          anOverlay({ kind: "blockEntries" }, { scope: { kind: "slot", slot: "paper.main.ETH" } }),
        ],
      },
    ],
    [
      "a halt of another instrument",
      {
        overlays: [
          anOverlay(
            { kind: "blockEntries" },
            { scope: { kind: "instrument", instrument: "ETHUSDT" } },
          ),
        ],
      },
    ],
    ["a blocked other side", { overlays: [anOverlay({ kind: "blockSide", side: "Sell" })] }],
    ["a data set without any gap", { barsSinceCarry: null }],
    ["a pause that has just ended", { book: { lossPauseUntilMs: NOON_MS } }],
    ["a day that has just begun", { book: { day: 0, dayStartE8: e8("100000") } }],
    [
      "a drawdown whose cooldown has just ended",
      { book: { peakE8: e8("1000000"), cooldown: { untilMs: NOON_MS, drawdownPctE8: e8("99") } } },
    ],
    [
      "entries of more than an hour ago",
      { book: { entryTimesMs: [NOON_MS - 3_600_000, NOON_MS - 1] } },
    ],
    ["an approval without a notional limit of its own", { envelope: { maxNotionalPct: null } }],
    ["an unrealised gain", { unrealisedE8: e8("100") }],
    ["an equity above the setting", { equityE8: e8("1000000") }],
    [
      "the stop and target that were signed as defaults",
      { signal: { slPct: undefined, tpPct: undefined, strength: undefined } },
    ],
  ])("%s", ([, change]) => {
    expect(codeOf(approveEntry(anEntry(change)))).toBe(null);
  });
});

describe("what shrinks an entry", () => {
  it.for<readonly [name: string, change: EntryChange, quantity: string, leverage: string]>([
    ["a weak signal", { signal: { strength: 0.3 }, overlays: [] }, "15", "5"],
    [
      "a size overlay",
      { overlays: [anOverlay({ kind: "sizeMultiplier", value: "0.1" })] },
      "5",
      "5",
    ],
    [
      "a leverage overlay",
      { overlays: [anOverlay({ kind: "leverageMax", value: "2.507" })] },
      "25",
      "2.5",
    ],
    ["a drawdown tier", { book: { peakE8: e8("10600") } }, "25", "5"],
    ["equity under the setting", { equityE8: e8("1000") }, "5", "5"],
    [
      "the venue's largest market order",
      { rules: { maxMarketQuantityE8: e8("20.0009") } },
      "20",
      "5",
    ],
    [
      "the venue's tier at the notional wished for",
      {
        rules: {
          riskTiers: [
            { notionalMaxE8: e8("4999"), maintenancePctE8: e8("2"), leverageMaxE8: e8("5") },
            { notionalMaxE8: e8("9999"), maintenancePctE8: e8("2"), leverageMaxE8: e8("3.5") },
          ],
        },
      },
      "35",
      "3.5",
    ],
    ["a price that leaves a fraction of a lot", { referencePriceE8: e8("99.97") }, "50.015", "5"],
  ])("%s", ([, change, quantity, leverage]) => {
    const step = { leverageStepE8: e8("0.5"), ...change.rules };
    const loose = {
      position_notional_pct_max: "51",
      total_notional_pct_max: "1000",
      liquidation_margin_pct: "25",
    };
    const outcome = approveEntry(
      anEntry({ ...change, rules: step, limits: loose, envelope: { maxNotionalPct: null } }),
    );
    expect(outcome.ok ? null : outcome.refusal).toBe(null);
    expect(outcome.ok && formatE8(outcome.value.order.quantityE8)).toBe(quantity);
    expect(outcome.ok && formatE8(outcome.value.order.leverageE8)).toBe(leverage);
  });
});

describe("the tables of gates", () => {
  it("name every gate once", () => {
    const all = [...ACCOUNT_GATES, ...PROTECTION_GATES, ...SIZE_GATES];
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBe(26);
  });
});
