import { describe, expect, it } from "vitest";
import type { Root } from "#host/contract/root.ts";
import { canonicalJson } from "#host/kernel/canonical-json.ts";
import type { Result } from "#host/kernel/result.ts";
import { readRootChain } from "#host/trust/keyring/root-chain.ts";
import { loadRoot, type RootFloor, type TrustedRoot } from "#host/trust/keyring/root.ts";
import { filesOf } from "#test/kit/signed-tree.ts";
import {
  alice,
  aRoot,
  bob,
  canonicalText,
  carol,
  flipped,
  mallory,
  NOW_MS,
  rootKey,
  seal,
  sealAs,
  sha256,
  utf8,
  type TestKey,
} from "#test/kit/signer.ts";

const codeOf = (result: Result<TrustedRoot>): string => (result.ok ? "" : result.refusal.code);
const load = (chain: readonly Uint8Array[], floor: RootFloor | null = null, nowMs = NOW_MS) =>
  loadRoot(chain, nowMs, floor);

/** Two of three may release. */
const TWO_OF_THREE = aRoot({
  keys: [rootKey(alice), rootKey(bob), rootKey(carol)],
  roles: { release: { keyids: [alice.keyid, bob.keyid, carol.keyid], threshold: 2 } },
});
const withRelease = (keys: readonly TestKey[], threshold: number, version = 1): Root =>
  aRoot({
    version,
    keys: keys.map((key) => rootKey(key)),
    roles: { release: { keyids: keys.map((key) => key.keyid), threshold } },
  });

describe("the first root", () => {
  it("is believed when it signs itself", () => {
    const loaded = load([seal("root", aRoot())]);
    expect(loaded.ok && loaded.value.version).toBe(1);
    expect(loaded.ok && loaded.value.sha256).toBe(sha256(canonicalText(aRoot())));
  });

  it("is believed with two of three signatures, whichever", () => {
    for (const keys of [
      [alice, bob],
      [carol, alice],
      [alice, bob, carol],
    ]) {
      expect(codeOf(load([seal("root", TWO_OF_THREE, keys)]))).toBe("");
    }
  });

  const one = rootKey(alice);
  it.for<[string, Root, TestKey[], string]>([
    ["signed by a stranger", aRoot(), [mallory], "key_unknown"],
    ["signed by one of two", TWO_OF_THREE, [alice], "threshold_not_met"],
    ["signed twice by the same key", TWO_OF_THREE, [alice, alice], "threshold_not_met"],
    ["signed by one and a stranger", TWO_OF_THREE, [alice, mallory], "key_unknown"],
    [
      "that revoked its signer",
      { ...TWO_OF_THREE, revokedKeys: [carol.keyid] },
      [alice, carol],
      "key_revoked",
    ],
    [
      "signed by a key of another role",
      aRoot({
        keys: [one, rootKey(bob)],
        roles: {
          release: { keyids: [alice.keyid], threshold: 1 },
          risk: { keyids: [bob.keyid], threshold: 1 },
        },
      }),
      [bob],
      "key_role_wrong",
    ],
    [
      "signed by a paper key, with a live key in it",
      aRoot({
        keys: [rootKey(alice, ["paper"]), rootKey(bob)],
        roles: { release: { keyids: [alice.keyid, bob.keyid], threshold: 1 } },
      }),
      [alice],
      "key_environment_wrong",
    ],
    ["with a key named twice", aRoot({ keys: [one, one] }), [alice], "root_invalid"],
    [
      "whose key id is not of its key",
      aRoot({ keys: [{ ...one, publicKey: bob.publicKey }] }),
      [alice],
      "root_invalid",
    ],
    [
      "with a role for an absent key",
      aRoot({ roles: { release: { keyids: [alice.keyid, bob.keyid], threshold: 1 } } }),
      [alice],
      "root_invalid",
    ],
    [
      "with a threshold beyond its keys",
      aRoot({ roles: { release: { keyids: [alice.keyid], threshold: 2 } } }),
      [alice],
      "root_invalid",
    ],
    [
      "with a threshold met by one key id written twice",
      aRoot({ roles: { release: { keyids: [alice.keyid, alice.keyid], threshold: 2 } } }),
      [alice, alice],
      "root_invalid",
    ],
    [
      "whose only releaser is revoked",
      aRoot({ revokedKeys: [alice.keyid] }),
      [alice],
      "root_invalid",
    ],
    [
      "with a key of small order",
      aRoot({
        keys: [one, { ...one, keyid: sha256(Buffer.alloc(32)), publicKey: "00".repeat(32) }],
      }),
      [alice],
      "public_key_invalid",
    ],
    ["that begins with version 2", aRoot({ version: 2 }), [alice], "root_chain_broken"],
  ])("%s is refused", ([, root, keys, code]) => {
    expect(codeOf(load([seal("root", root, keys)]))).toBe(code);
  });

  it("of another payload type is refused (type confusion)", () => {
    expect(codeOf(load([seal("approval", aRoot())]))).toBe("payload_type_wrong");
    expect(codeOf(load([sealAs("application/json", aRoot(), [alice])]))).toBe("payload_type_wrong");
  });

  it("that is signed but not canonical is refused", () => {
    const loose = utf8(JSON.stringify(JSON.parse(canonicalText(aRoot())), null, 1));
    expect(codeOf(load([seal("root", loose)]))).toBe("payload_not_canonical");
    expect(codeOf(load([seal("root", Uint8Array.from([0xff]))]))).toBe("payload_not_canonical");
    const more = utf8(canonicalText({ ...aRoot(), extra: true }));
    expect(codeOf(load([seal("root", more)]))).toBe("payload_invalid");
  });

  it("at its expiry is refused (freeze), one millisecond before it is not", () => {
    const root = seal("root", aRoot());
    const endMs = Date.parse(aRoot().expires);
    expect(codeOf(load([root], null, endMs - 1))).toBe("");
    expect(codeOf(load([root], null, endMs))).toBe("root_expired");
  });

  it("with any byte of its file changed is refused", () => {
    const bytes = seal("root", TWO_OF_THREE, [alice, bob]);
    const codes = new Set<string>();
    for (let at = 0; at < bytes.length; at += 7) codes.add(codeOf(load([flipped(bytes, at)])));
    expect(codes).not.toContain("");
    expect(codes).toContain("signature_invalid");
  });
});

describe("the next root", () => {
  const first = seal("root", withRelease([alice, bob], 2), [alice, bob]);
  const handOver = withRelease([bob, carol], 2, 2);

  it("is signed by the old threshold and by its own", () => {
    const loaded = load([first, seal("root", handOver, [alice, bob, carol])]);
    expect(loaded.ok && loaded.value.version).toBe(2);
    expect(loaded.ok && [...loaded.value.keyring.keys.keys()]).toEqual([bob.keyid, carol.keyid]);
  });

  it.for<[string, Root, TestKey[], string]>([
    ["signed only by the new keys", handOver, [bob, carol], "key_unknown"],
    ["signed only by the old keys", handOver, [alice, bob], "key_unknown"],
    ["taken over by a stranger", withRelease([mallory], 1, 2), [mallory], "key_unknown"],
    [
      "that leaves a version out",
      withRelease([alice, bob], 2, 3),
      [alice, bob],
      "root_chain_broken",
    ],
    [
      "that repeats its version",
      withRelease([alice, bob], 2, 1),
      [alice, bob],
      "root_chain_broken",
    ],
  ])("%s is refused", ([, root, keys, code]) => {
    expect(codeOf(load([first, seal("root", root, keys)]))).toBe(code);
  });

  it("cannot make a live key out of a paper key (escalation)", () => {
    const paper = aRoot({ keys: [rootKey(alice, ["paper"])] });
    const live = aRoot({
      version: 2,
      keys: [rootKey(alice, ["paper"]), rootKey(mallory, ["paper", "live"])],
      roles: { release: { keyids: [alice.keyid, mallory.keyid], threshold: 1 } },
    });
    const chain = [seal("root", paper), seal("root", live, [alice, mallory])];
    expect(codeOf(load(chain))).toBe("key_environment_wrong");
    const raised = aRoot({ version: 2, keys: [rootKey(alice, ["paper", "live"])] });
    expect(codeOf(load([seal("root", paper), seal("root", raised)]))).toBe("key_environment_wrong");
  });

  it("may outlive the one before: only the newest expiry counts", () => {
    const old = aRoot({ expires: "2026-11-01T00:00:00.000Z" });
    const chain = [seal("root", old), seal("root", aRoot({ version: 2 }))];
    expect(codeOf(load(chain))).toBe("");
    expect(codeOf(load(chain.slice(0, 1)))).toBe("root_expired");
  });
});

describe("a floor", () => {
  const first = seal("root", aRoot());
  const second = seal("root", aRoot({ version: 2 }));
  const firstSha256 = sha256(canonicalText(aRoot()));

  it.for<[string, Uint8Array[], RootFloor, string]>([
    ["the same root", [first], { version: 1, sha256: firstSha256 }, ""],
    ["a successor", [first, second], { version: 1, sha256: firstSha256 }, ""],
    ["only a version on record", [first], { version: 1, sha256: null }, ""],
    ["an older root (rollback)", [first], { version: 2, sha256: null }, "root_rolled_back"],
    [
      "another root of that version",
      [seal("root", withRelease([mallory], 1), [mallory])],
      { version: 1, sha256: firstSha256 },
      "root_replaced",
    ],
    [
      "a whole other chain",
      [
        seal("root", withRelease([mallory], 1), [mallory]),
        seal("root", withRelease([mallory], 1, 2), [mallory]),
      ],
      { version: 1, sha256: firstSha256 },
      "root_replaced",
    ],
  ])("meets %s", ([, chain, floor, code]) => {
    expect(codeOf(load(chain, floor))).toBe(code);
  });
});

describe("the folder keys/", () => {
  const one = seal("root", aRoot());
  const two = seal("root", aRoot({ version: 2 }));
  const three = seal("root", aRoot({ version: 3 }));
  const read = (tree: Record<string, Uint8Array>) => {
    const chain = readRootChain(filesOf(new Map(Object.entries(tree))));
    return chain.ok ? chain.value.length : chain.refusal.code;
  };

  it.for<[string, Record<string, Uint8Array>, number | string]>([
    ["one root", { "root.json": one }, 1],
    ["three versions", { "root.json": three, "roots/1.json": one, "roots/2.json": two }, 3],
    ["a rotation that stopped half way", { "root.json": one, "roots/1.json": one }, 1],
    [
      "an old root put back over one that was followed",
      { "root.json": one, "roots/1.json": one, "roots/2.json": two },
      "root_rolled_back",
    ],
    ["nothing", {}, "root_missing"],
    ["a gap", { "root.json": three, "roots/2.json": two }, "root_chain_broken"],
    [
      "secret keys and notes beside it",
      { "root.json": one, "a.key.json": utf8("{}"), "roots/README.md": utf8("") },
      1,
    ],
  ])("with %s", ([, tree, expected]) => {
    expect(read(tree)).toBe(expected);
  });

  it("ten versions in the order of numbers, not of letters", () => {
    const roots = Array.from({ length: 11 }, (_, i) => seal("root", aRoot({ version: i + 1 })));
    const tree = new Map(roots.slice(0, 10).map((bytes, i) => [`roots/${i + 1}.json`, bytes]));
    tree.set("root.json", roots[10] ?? one);
    const chain = readRootChain(filesOf(tree));
    const loaded = chain.ok ? load(chain.value) : null;
    expect(loaded?.ok && loaded.value.version).toBe(11);
  });

  it("without the versions in between is refused by the chain", () => {
    const chain = readRootChain(filesOf(new Map([["root.json", three]])));
    expect(chain.ok && codeOf(load(chain.value))).toBe("root_chain_broken");
  });
});

it("canonical text of the kit is RFC 8785 text", () => {
  expect(canonicalText({ b: 1, a: undefined })).toBe(canonicalJson({ b: 1 }));
});
