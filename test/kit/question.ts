/** An approval for `SLOT` and the question whether it may run: a test states only what is wrong with it. */
import type { Approval } from "#host/contract/approval.ts";
import type { RefusalCode } from "#host/contract/codes.ts";
import { verifyApproval, type Question, type SignedPlugin } from "#host/trust/verified-plugin.ts";
import { readManifest } from "#host/workspace/manifest.ts";
import {
  alice,
  anApproval,
  aPlugin,
  aRoot,
  bob,
  carol,
  ENGINE,
  mallory,
  NOW_MS,
  rootKey,
  seal,
  sha256,
  SLOT,
  sourceFiles,
  trusted,
  utf8,
  type TestKey,
  type TestPlugin,
} from "#test/kit/signer.ts";

export const PLUGIN = aPlugin();
/** alice releases paper and live, bob only paper, carol is revoked, mallory has another role. */
export const ROOT = trusted(
  aRoot({
    keys: [rootKey(alice), rootKey(bob, ["paper"]), rootKey(carol), rootKey(mallory)],
    roles: {
      release: { keyids: [alice.keyid, bob.keyid, carol.keyid], threshold: 1 },
      proposer: { keyids: [mallory.keyid], threshold: 1 },
    },
    revokedKeys: [carol.keyid],
  }),
);
/** Signs as somebody who is in no root. */
export const STRANGER: TestKey = { ...mallory, keyid: sha256("nobody") };

export function signedWith(envelope: Uint8Array, plugin: TestPlugin = PLUGIN): SignedPlugin {
  return {
    envelope,
    bundle: utf8(plugin.bundle),
    manifest: utf8(plugin.manifest),
    source: sourceFiles(plugin),
  };
}
export const signed = (change: Partial<Approval> = {}, keys = [alice]): SignedPlugin =>
  signedWith(seal("approval", anApproval(PLUGIN, change), keys));
export const QUESTION: Question = {
  slot: SLOT,
  place: "next",
  named: null,
  nowMs: NOW_MS,
  floor: null,
  engine: ENGINE,
  root: ROOT,
  revocations: [],
  readReport: () => ({ ok: true, value: null }),
  readManifest,
};
export function codeOf(files: SignedPlugin, change: Partial<Question> = {}): RefusalCode | "" {
  const outcome = verifyApproval(files, { ...QUESTION, ...change });
  return outcome.ok ? "" : outcome.refusal.code;
}
/** The main member with something changed. */
export const member = (change: Partial<Approval["members"][number]>): Partial<Approval> => {
  const [first] = anApproval(PLUGIN).members;
  return { members: first === undefined ? [] : [{ ...first, ...change }] };
};
export const risk = (change: Partial<Approval["risk"]>): Partial<Approval> => ({
  risk: { ...anApproval().risk, ...change },
});
