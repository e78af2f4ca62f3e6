import { describe, expect, it } from "vitest";
import type { TrustedRoot } from "#host/trust/keyring/root.ts";
import * as roots from "#host/trust/keyring/root.ts";
import type { VerifiedPlugin } from "#host/trust/verified-plugin.ts";
import * as plugins from "#host/trust/verified-plugin.ts";
import { PLUGIN, QUESTION, ROOT, signed, signedWith } from "#test/kit/question.ts";
import {
  aManifestText,
  aPlugin,
  alice,
  anApproval,
  canonicalText,
  seal,
  sha256,
} from "#test/kit/signer.ts";

const outcome = plugins.verifyApproval(signed(), QUESTION);
if (!outcome.ok) throw new Error(outcome.refusal.message);
const plugin = outcome.value;

describe("a whole approval", () => {
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

  it("of a module in wasm holds its bytes, which are no text, and hands out copies", () => {
    const bundle = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0xff, 0xfe);
    const manifest = aManifestText().replace('"js"', '"wasm"\nrationales = ["it rose"]');
    const wasm = aPlugin({ manifest });
    const statement = anApproval(wasm);
    const members = statement.members.map((each) => ({ ...each, bundleSha256: sha256(bundle) }));
    const envelope = seal("approval", { ...statement, members });
    const verified = plugins.verifyApproval({ ...signedWith(envelope, wasm), bundle }, QUESTION);
    if (!verified.ok) throw new Error(verified.refusal.message);
    expect(verified.value.bundle).toEqual(bundle);
    const held = verified.value.bundle;
    if (typeof held !== "string") held.fill(7);
    expect(sha256(verified.value.bundle)).toBe(verified.value.bundleSha256);
  });

  it("cannot be changed afterwards", () => {
    expect(() => Object.assign(plugin, { bundle: "" })).toThrow(TypeError);
    expect(() => Object.assign(plugin.approval.risk, { leverageMax: "100" })).toThrow(TypeError);
    expect(() => Object.assign(plugin.manifest.params, { fast: {} })).toThrow(TypeError);
    expect(() => plugin.approval.instruments.push("ETHUSDT")).toThrow(TypeError);
  });
});

describe("what was verified cannot be forged", () => {
  it("by imitation: the compiler misses the private member", () => {
    const alike: Pick<VerifiedPlugin, keyof VerifiedPlugin> = plugin;
    const rootAlike: Pick<TrustedRoot, keyof TrustedRoot> = ROOT;
    // @ts-expect-error -- every visible member is there, and it is still no VerifiedPlugin
    const forged: VerifiedPlugin = alike;
    // @ts-expect-error -- nor is this a TrustedRoot
    const forgedRoot: TrustedRoot = rootAlike;
    expect([forged.version, forgedRoot.version]).toEqual([1, 1]);
  });

  it("by constructing: neither constructor leaves its file", () => {
    expect(Object.keys(plugins)).toEqual(["verifyApproval"]);
    expect(Object.keys(roots).toSorted()).toEqual(["loadRoot", "verifyChain", "verifyRoot"]);
  });
});
