import { describe, expect, it } from "vitest";
import { decideAdoption } from "#host/trust/adoption.ts";
import { floorOf, history, next } from "#test/kit/history.ts";
import { sha256 } from "#test/kit/signer.ts";

describe("adoption", () => {
  const { tree, first } = history();
  const pending = next(tree, { floor: floorOf(first) });
  if (!pending.ok) throw new Error(pending.refusal.message);
  const floor = floorOf(first);

  it.for<[string, boolean, boolean, string]>([
    ["nothing pending, flat", false, true, "keep"],
    ["nothing pending, a position open", false, false, "keep"],
    ["something pending, a position open", true, false, "wait"],
    ["something pending, flat", true, true, "adopt"],
  ])("%s", ([, something, flat, kind]) => {
    const decision = decideAdoption({ pending: something ? pending.value : null, floor, flat });
    expect(decision.kind).toBe(kind);
  });

  it("of something that was verified against another floor is a bug", () => {
    const later = { slotVersion: 9, approval: sha256("x") };
    expect(() => decideAdoption({ pending: pending.value, floor: later, flat: true })).toThrow(
      "verified against the same floor",
    );
  });
});
