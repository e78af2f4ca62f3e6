import { describe, expect, it } from "vitest";
import { verifyApproval } from "#host/trust/verified-plugin.ts";
import { PLUGIN, QUESTION, signed } from "#test/kit/question.ts";
import { alice, anApproval, canonicalText, seal, sha256 } from "#test/kit/signer.ts";

describe("a whole approval", () => {
  const outcome = verifyApproval(signed(), QUESTION);
  if (!outcome.ok) throw new Error(outcome.refusal.message);
  const plugin = outcome.value;

  it("makes a verified plugin that holds the bytes which were hashed", () => {
    expect(plugin.bundle).toBe(PLUGIN.bundle);
    expect(sha256(plugin.bundle)).toBe(plugin.bundleSha256);
    expect(plugin.approvalSha256).toBe(sha256(canonicalText(anApproval())));
    expect(plugin.envelopeSha256).toBe(sha256(seal("approval", anApproval())));
    expect(plugin).toMatchObject({ id: "ema-cross", version: 1, slotVersion: 1, rootVersion: 1 });
    expect(plugin.signers).toEqual([alice.keyid]);
    expect(plugin.params).toEqual({ fast: 8, slow: 21 });
    expect(plugin.manifest.lookback).toBe(120);
  });

  it("cannot be changed afterwards", () => {
    expect(() => Object.assign(plugin, { bundle: "" })).toThrow(TypeError);
    expect(() => Object.assign(plugin.approval.risk, { leverageMax: "100" })).toThrow(TypeError);
    expect(() => Object.assign(plugin.manifest.params, { fast: {} })).toThrow(TypeError);
    expect(() => plugin.approval.instruments.push("ETHUSDT")).toThrow(TypeError);
  });
});
