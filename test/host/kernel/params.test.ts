import { describe, expect, it } from "vitest";
import type { Params, ParamTable } from "#host/contract/manifest.ts";
import { paramsOf, paramsProblem } from "#host/kernel/params.ts";

const TABLE: ParamTable = {
  fast: { default: 8, min: 2, max: 50, integer: true },
  threshold: { default: 0.5, min: -1, max: 1 },
  source: { default: "close", choices: ["close", "open", 3] },
  invert: { default: false },
  exit: { default: { default: 14, min: 2, max: 30 }, deep: { on: { default: true } } },
};
const DEFAULTS: Params = {
  fast: 8,
  threshold: 0.5,
  source: "close",
  invert: false,
  exit: { default: 14, deep: { on: true } },
};

describe("a parameter set", () => {
  it("has the manifest's defaults, in groups too", () => {
    expect(paramsOf(TABLE, {})).toEqual({ ok: true, value: DEFAULTS });
    expect(paramsOf({}, {})).toEqual({ ok: true, value: {} });
  });

  it("takes what was chosen and keeps the rest", () => {
    const chosen = paramsOf(TABLE, { fast: 50, source: 3, exit: { deep: { on: false } } });
    expect(chosen).toEqual({
      ok: true,
      value: { ...DEFAULTS, fast: 50, source: 3, exit: { default: 14, deep: { on: false } } },
    });
  });

  it.for<[string, Params, string]>([
    ["below its bounds", { fast: 1 }, "fast is a whole number from 2 to 50, was 1"],
    ["above its bounds", { threshold: 1.5 }, "threshold is a number from -1 to 1, was 1.5"],
    ["between whole numbers", { fast: 8.5 }, "fast is a whole number from 2 to 50, was 8.5"],
    ["of another type", { fast: "8" }, 'fast is a whole number from 2 to 50, was "8"'],
    [
      "not among its choices",
      { source: "volume" },
      'source is one of close, open, 3, was "volume"',
    ],
    ["a switch as a number", { invert: 1 }, "invert is true or false, was 1"],
    ["unknown", { slow: 1 }, "slow is not a parameter"],
    ["unknown in a group", { exit: { early: 1 } }, "exit.early is not a parameter"],
    ["a group as a number", { exit: 3 }, "exit is a group of parameters, was 3"],
    ["a number as a group", { fast: {} }, "fast is a whole number from 2 to 50, was {}"],
    ["named like a member of every object", { toString: 1 }, "toString is not a parameter"],
  ])("%s is refused", ([, chosen, message]) => {
    const outcome = paramsOf(TABLE, chosen);
    expect(outcome.ok ? "" : `${outcome.refusal.code}: ${outcome.refusal.message}`).toBe(
      `params_out_of_bounds: ${message}`,
    );
  });

  it("that is signed must be complete", () => {
    expect(paramsProblem(TABLE, DEFAULTS)).toBeNull();
    for (const name of Object.keys(DEFAULTS)) {
      const { [name]: _, ...rest } = DEFAULTS;
      expect(paramsProblem(TABLE, rest)).toContain(`${name} is `);
    }
  });
});
