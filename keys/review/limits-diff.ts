/** Parameters and risk envelope, active against proposed: what was widened is said, not left to be noticed. */
import type { Approval, RiskEnvelope } from "#host/contract/approval.ts";
import type { Params } from "#host/contract/manifest.ts";
import { e8, formatE8 } from "#host/kernel/e8.ts";
import { instantMs } from "#host/kernel/instant.ts";
import { DAY_MS } from "#host/kernel/timeframe.ts";

export interface ParamRow {
  readonly name: string;
  /** null: not there. */
  readonly active: string | null;
  readonly proposed: string | null;
  readonly changed: boolean;
}

/** `wider`: the host may do more than it may now. `other`: neither more nor less. */
export type Direction = "same" | "wider" | "tighter" | "other";

export interface RiskRow {
  readonly name: string;
  readonly active: string | null;
  readonly proposed: string;
  readonly direction: Direction;
}

/** @param active - null: nothing is active; then nothing counts as changed. */
export function paramRows(active: Params | null, proposed: Params): readonly ParamRow[] {
  const before = new Map(active === null ? [] : flat(active));
  const after = new Map(flat(proposed));
  return [...new Set([...after.keys(), ...before.keys()])].map((name) => {
    const [old, young] = [before.get(name) ?? null, after.get(name) ?? null];
    return { name, active: old, proposed: young, changed: active !== null && old !== young };
  });
}

function flat(params: Params, group = ""): [string, string][] {
  return Object.entries(params).flatMap(([name, value]): [string, string][] =>
    typeof value === "object"
      ? flat(value, `${group}${name}.`)
      : [[`${group}${name}`, JSON.stringify(value)]],
  );
}

/** The envelope, and what else of an approval says how much may be at stake. */
export function riskRows(active: Approval | null, proposed: Approval): readonly RiskRow[] {
  const before = active === null ? null : limitsOf(active);
  return limitsOf(proposed).map(({ name, text, compare }, index) => {
    const old = before?.[index] ?? null;
    const row = { name, active: old?.text ?? null, proposed: text };
    if (active === null || old === null) return { ...row, direction: "same" };
    return { ...row, direction: old.text === text ? "same" : compare(active) };
  });
}

interface Limit {
  readonly name: string;
  readonly text: string;
  /** Of the proposed value against the active one, when their texts differ. */
  readonly compare: (active: Approval) => Direction;
}

function limitsOf(approval: Approval): readonly Limit[] {
  const { risk } = approval;
  const days = daysOf(approval);
  return [
    {
      name: "leverage, at most",
      text: risk.leverageMax,
      compare: (active) => ceiling(active.risk.leverageMax, risk.leverageMax),
    },
    brake("position, at most % of bankroll", risk, (each) => each.maxNotionalPct),
    {
      name: "stop-loss distance, %",
      text: rangeText(risk.stopLossPct),
      compare: (active) => distance(active.risk.stopLossPct, risk.stopLossPct),
    },
    {
      name: "take-profit distance, %",
      text: rangeText(risk.takeProfitPct),
      compare: (active) => range(active.risk.takeProfitPct, risk.takeProfitPct),
    },
    { name: "stop triggered by", text: `${risk.trigger} price`, compare: () => "other" },
    brake("trailing stop, %", risk, (each) => each.trailingPct),
    brake("break-even at, %", risk, (each) => each.breakevenPct),
    brake("time stop, bars", risk, (each) => each.timeStopBars?.toString() ?? null),
    {
      name: "instruments",
      text: approval.instruments.join(" "),
      compare: (active) =>
        approval.instruments.every((each) => active.instruments.includes(each))
          ? "tighter"
          : "wider",
    },
    { name: "timeframe", text: approval.timeframe, compare: () => "other" },
    {
      name: "valid for, days",
      text: String(days),
      compare: (active) => (days > daysOf(active) ? "wider" : "tighter"),
    },
  ];
}

function daysOf({ notBefore, expires }: Approval): number {
  return Math.round((instantMs(expires) - instantMs(notBefore)) / DAY_MS);
}

function ceiling(active: string, proposed: string): Direction {
  return e8(proposed) > e8(active) ? "wider" : "tighter";
}

/** null is no brake, which is wider than any. */
function brake(
  name: string,
  risk: RiskEnvelope,
  read: (risk: RiskEnvelope) => string | null,
): Limit {
  const proposed = read(risk);
  return {
    name,
    text: proposed ?? "none",
    compare: (active) => {
      const old = read(active.risk);
      if (proposed === null) return "wider";
      return old === null ? "tighter" : ceiling(old, proposed);
    },
  };
}

type PctRange = RiskEnvelope["stopLossPct"];

/** A stop that may lie further away loses more. */
function distance(active: PctRange, proposed: PctRange): Direction {
  if (e8(proposed.max) > e8(active.max) || e8(proposed.default) > e8(active.default))
    return "wider";
  return e8(proposed.max) < e8(active.max) || e8(proposed.default) < e8(active.default)
    ? "tighter"
    : "other";
}

function range(active: PctRange, proposed: PctRange): Direction {
  if (e8(proposed.min) < e8(active.min) || e8(proposed.max) > e8(active.max)) return "wider";
  return e8(proposed.min) > e8(active.min) || e8(proposed.max) < e8(active.max)
    ? "tighter"
    : "other";
}

function rangeText({ min, max, default: usual }: PctRange): string {
  const plain = (text: string): string => formatE8(e8(text));
  return min === max ? plain(usual) : `${plain(usual)} (${plain(min)} to ${plain(max)})`;
}
