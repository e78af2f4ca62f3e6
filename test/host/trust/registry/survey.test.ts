import { describe, expect, it } from "vitest";
import { historyOf, surveyApprovals } from "#host/trust/registry/survey.ts";
import { after, history } from "#test/kit/history.ts";
import { filesOf, putApproval, publish, type Tree } from "#test/kit/signed-tree.ts";
import {
  alice,
  anApproval,
  aPlugin,
  aRoot,
  bob,
  mallory,
  rootKey,
  seal,
  sha256,
  SLOT,
  trusted,
  utf8,
  type TestKey,
} from "#test/kit/signer.ts";
import type { TrustedRoot } from "#host/trust/keyring/root.ts";

function read(tree: Tree, root: TrustedRoot = trusted()): string | string[] {
  const survey = surveyApprovals(filesOf(tree), root.keyring);
  if (!survey.ok) return survey.refusal.code;
  const links = historyOf(survey.value, SLOT);
  return links.ok ? links.value.map(({ approval }) => approval) : links.refusal.code;
}
const successor = (keys: TestKey[], tree: Tree, previous: Parameters<typeof after>[0]) =>
  publish(tree, aPlugin({ version: 9 }), after(previous), "next", keys);

describe("the history of a slot", () => {
  it("is empty for a new slot and whole for an old one", () => {
    const { tree, first, second, third } = history();
    expect(read(new Map())).toEqual([]);
    expect(read(tree)).toEqual([first.digest, second.digest, third.digest]);
  });

  it("does not mind other slots, whatever is wrong with them", () => {
    const { tree, first, second, third } = history();
    putApproval(tree, anApproval(aPlugin(), { slot: "paper.main.ETHUSDT" }), [mallory]);
    expect(read(tree)).toEqual([first.digest, second.digest, third.digest]);
  });

  it("keeps the approvals of a key that was revoked since, and of one that left while linked", () => {
    const { tree, first, second, third } = history();
    const now = aRoot({
      version: 1,
      keys: [rootKey(alice), rootKey(bob)],
      roles: { release: { keyids: [alice.keyid, bob.keyid], threshold: 1 } },
      revokedKeys: [alice.keyid],
    });
    const whole = [first.digest, second.digest, third.digest];
    expect(read(tree, trusted(now, [bob]))).toEqual(whole);
    const without = trusted(
      aRoot({ keys: [rootKey(bob)], roles: { release: { keyids: [bob.keyid], threshold: 1 } } }),
      [bob],
    );
    expect(read(tree, without)).toBe("key_unknown");
    const fourth = successor([bob], tree, third);
    expect(read(tree, without)).toEqual([...whole, fourth.digest]);
    // Believed by its digest only, so other words under its name are not.
    const path = `ema-cross/1/approvals/${first.digest}.json`;
    tree.set(path, seal("approval", anApproval(aPlugin(), { reason: "forged" }), [mallory]));
    expect(read(tree, without)).toBe("approval_digest_differs");
  });

  it.for<[string, (h: ReturnType<typeof history>) => void, string]>([
    [
      "junk named like an approval",
      ({ tree }) => tree.set(`ema-cross/1/approvals/${sha256("x")}.json`, utf8("{}")),
      "envelope_invalid",
    ],
    [
      "an approval under another's name",
      ({ tree, first }) =>
        tree.set(
          `ema-cross/1/approvals/${sha256("x")}.json`,
          tree.get(`ema-cross/1/approvals/${first.digest}.json`) ?? utf8(""),
        ),
      "approval_digest_differs",
    ],
    [
      "an approval in another folder",
      ({ tree, first }) =>
        tree.set(
          `ema-cross/2/approvals/${first.digest}.json`,
          tree.get(`ema-cross/1/approvals/${first.digest}.json`) ?? utf8(""),
        ),
      "manifest_differs",
    ],
    [
      "a stranger's approval",
      ({ tree, third }) => void successor([mallory], tree, third),
      "key_unknown",
    ],
    [
      "two of the same version",
      ({ tree, second }) => void putApproval(tree, anApproval(aPlugin(), after(second, "twice"))),
      "version_equivocated",
    ],
    [
      "two after the same one",
      ({ tree, second }) =>
        void putApproval(tree, anApproval(aPlugin(), { ...after(second), slotVersion: 4 })),
      "version_equivocated",
    ],
    [
      "a missing one",
      ({ tree, second }) => void tree.delete(`ema-cross/2/approvals/${second.digest}.json`),
      "history_incomplete",
    ],
    [
      "a version left out",
      ({ tree, third }) =>
        void putApproval(tree, anApproval(aPlugin(), { ...after(third), slotVersion: 5 })),
      "history_incomplete",
    ],
  ])("with %s is refused", ([, change, code]) => {
    const whole = history();
    change(whole);
    expect(read(whole.tree)).toBe(code);
  });
});
