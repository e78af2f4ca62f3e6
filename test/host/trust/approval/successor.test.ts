import { describe, expect, it } from "vitest";
import type { Approval } from "#host/contract/approval.ts";
import { isRenewalOf } from "#host/trust/approval/successor.ts";
import { anApproval, ENGINE, sha256 } from "#test/kit/signer.ts";

const active = anApproval();
const [member] = active.members;
if (member === undefined) throw new Error("an approval has a member");
const withMember = (change: Partial<typeof member>): Partial<Approval> => ({
  members: [{ ...member, ...change }],
});

describe("an approval that differs in", () => {
  it.for<[string, Partial<Approval>, boolean]>([
    ["nothing", {}, true],
    ["expiry", { expires: "2027-01-19T12:00:00.000Z" }, true],
    ["beginning", { notBefore: "2026-11-20T12:00:00.000Z" }, true],
    ["place in the history", { slotVersion: 2, previous: sha256("before") }, true],
    ["reason", { reason: "again" }, true],
    ["engine", { engine: { ...ENGINE, v8: "15.0" } }, true],
    ["evidence", { evidenceSha256: sha256("report") }, true],
    ["conformance report", withMember({ conformanceSha256: sha256("report") }), true],
    ["code", withMember({ bundleSha256: sha256("other") }), false],
    ["source", withMember({ sourceSha256: sha256("other") }), false],
    ["manifest", withMember({ manifestSha256: sha256("other") }), false],
    ["version", withMember({ version: 2 }), false],
    ["a parameter", withMember({ params: { fast: 9, slow: 21 } }), false],
    ["an asset", withMember({ assets: [{ name: "weights", sha256: sha256("w") }] }), false],
    ["risk, even tighter", { risk: { ...active.risk, leverageMax: "1" } }, false],
    ["instruments", { instruments: ["ETHUSDT"] }, false],
    ["timeframe", { timeframe: "15m" }, false],
    ["slot", { slot: "paper.main.ETHUSDT" }, false],
  ])("%s", ([, change, renews]) => {
    expect(isRenewalOf({ ...active, ...change }, active)).toBe(renews);
  });

  it("the order of its parameters only", () => {
    expect(
      isRenewalOf({ ...active, ...withMember({ params: { slow: 21, fast: 8 } }) }, active),
    ).toBe(true);
  });
});
