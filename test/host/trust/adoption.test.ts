import { describe, expect, it } from "vitest";
import { decideAdoption } from "#host/trust/adoption.ts";
import { floorOf, history, next } from "#test/kit/history.ts";
import { sha256 } from "#test/kit/signer.ts";

describe("adoption", () => {
  const { tree, first } = history();
  const pending = next(tree, { floor: floorOf(first) });
  if (!pending.ok) throw new Error(pending.refusal.message);
  const floor = floorOf(first);

  it.for<[string, boolean, boolean, boolean, string]>([
    ["nothing pending, flat", false, true, false, "keep"],
    ["nothing pending, a position open", false, false, false, "keep"],
    ["something pending, a position open", true, false, false, "wait"],
    ["something pending, flat", true, true, false, "adopt"],
    ["a renewal pending, a position open", true, false, true, "adopt"],
    ["a renewal pending, flat", true, true, true, "adopt"],
  ])("%s", ([, something, flat, renews, kind]) => {
    const waiting = something ? pending.value : null;
    const decision = decideAdoption({ pending: waiting, floor, flat, renews });
    expect(decision.kind).toBe(kind);
  });

  it("of something that was verified against another floor is a bug", () => {
    const later = { slotVersion: 9, approval: sha256("x") };
    const stale = { pending: pending.value, floor: later, flat: true, renews: false };
    expect(() => decideAdoption(stale)).toThrow("verified against the same floor");
  });
});
