import { describe, expect, it } from "vitest";
import type { Root } from "#host/contract/root.ts";
import { keyringOf } from "#host/trust/keyring/keyring.ts";
import type { Result } from "#host/kernel/result.ts";
import {
  firstRoot,
  rotated,
  withoutKey,
  withRole,
  withThreshold,
  type Newcomer,
} from "#keys/root/change.ts";
import { rootChanges } from "#keys/root/diff.ts";
import { alice, aRoot, bob, carol, mallory, rootKey, type TestKey } from "#test/kit/signer.ts";

const EXPIRES = "2028-01-01T00:00:00.000Z";
const NAMES = new Map([
  [alice.keyid, "alice"],
  [bob.keyid, "bob"],
  [carol.keyid, "carol"],
  [mallory.keyid, "mallory"],
]);
const newcomer = (key: TestKey): Newcomer => ({
  key: { ...key, name: "n", environments: ["paper", "live"] },
  owner: "n",
});
const three = (threshold: number): Root =>
  aRoot({
    keys: [alice, bob, carol].map((key) => rootKey(key)),
    roles: {
      release: { keyids: [alice.keyid, bob.keyid, carol.keyid], threshold },
      log: { keyids: [carol.keyid], threshold: 1 },
    },
  });

/** `release 2 alice bob | log 1 carol | keys alice bob | revoked carol` */
function said(result: Result<Root>): string {
  if (!result.ok) return result.refusal.code;
  const names = (keyids: readonly string[]): string =>
    keyids.map((keyid) => NAMES.get(keyid) ?? "?").join(" ");
  const { roles, keys, revokedKeys } = result.value;
  const parts = Object.entries(roles).map(([name, rule]) =>
    rule === undefined ? "" : `${name} ${rule.threshold} ${names(rule.keyids)}`,
  );
  const revoked = revokedKeys.length === 0 ? [] : [`revoked ${names(revokedKeys)}`];
  return [...parts, `keys ${names(keys.map(({ keyid }) => keyid))}`, ...revoked].join(" | ");
}

describe("the next root", () => {
  it.for<[string, Result<Root>, string]>([
    [
      "of two holders",
      firstRoot([newcomer(alice), newcomer(bob)], 2, EXPIRES),
      "release 2 alice bob | risk 2 alice bob | keys alice bob",
    ],
    [
      "of one key named twice",
      firstRoot([newcomer(alice), newcomer(alice)], 2, EXPIRES),
      "argument_invalid",
    ],
    [
      "that asks for more than it has",
      firstRoot([newcomer(alice)], 2, EXPIRES),
      "threshold_unreachable",
    ],
    [
      "with a key in a new role",
      withRole(three(2), newcomer(mallory), "ci", null, EXPIRES),
      "release 2 alice bob carol | log 1 carol | ci 1 mallory | keys alice bob carol mallory",
    ],
    [
      "with a key that has the role already",
      withRole(three(2), newcomer(carol), "log", null, EXPIRES),
      "release 2 alice bob carol | log 1 carol | keys alice bob carol",
    ],
    [
      "without a key of one role",
      withoutKey(three(2), carol.keyid, "release", false, EXPIRES),
      "release 2 alice bob | log 1 carol | keys alice bob carol",
    ],
    [
      "without a key: a role that nobody has left is none",
      withoutKey(three(2), carol.keyid, null, false, EXPIRES),
      "release 2 alice bob | keys alice bob",
    ],
    [
      "without a stolen key, which stays known as revoked",
      withoutKey(three(2), carol.keyid, null, true, EXPIRES),
      "release 2 alice bob | keys alice bob carol | revoked carol",
    ],
    [
      "without a key that is needed",
      withoutKey(three(3), carol.keyid, null, false, EXPIRES),
      "threshold_unreachable",
    ],
    [
      "without the last releaser",
      withoutKey(aRoot(), alice.keyid, null, false, EXPIRES),
      "threshold_unreachable",
    ],
    [
      "without a role that the key does not have",
      withoutKey(three(2), alice.keyid, "log", false, EXPIRES),
      "argument_invalid",
    ],
    [
      "with a new key in every place of a lost one",
      rotated(three(2), carol.keyid, newcomer(mallory), false, EXPIRES),
      "release 2 alice bob mallory | log 1 mallory | keys alice bob mallory",
    ],
    [
      "with a new key in every place of a stolen one",
      rotated(three(2), carol.keyid, newcomer(mallory), true, EXPIRES),
      "release 2 alice bob mallory | log 1 mallory | keys alice bob carol mallory | revoked carol",
    ],
    [
      "with one person in the places of two",
      rotated(three(3), carol.keyid, newcomer(alice), false, EXPIRES),
      "threshold_unreachable",
    ],
    [
      "with a key for itself",
      rotated(three(2), bob.keyid, newcomer(bob), false, EXPIRES),
      "argument_invalid",
    ],
    [
      "with another threshold",
      withThreshold(three(2), "release", 3, EXPIRES),
      "release 3 alice bob carol | log 1 carol | keys alice bob carol",
    ],
    [
      "with a threshold beyond its keys",
      withThreshold(three(2), "release", 4, EXPIRES),
      "threshold_unreachable",
    ],
    [
      "with a threshold of a role that nobody has",
      withThreshold(three(2), "ci", 1, EXPIRES),
      "argument_invalid",
    ],
  ])("%s", ([, next, expected]) => {
    expect(said(next)).toBe(expected);
    // What is made is what the verifier takes.
    expect(!next.ok || keyringOf(next.value).ok).toBe(true);
  });

  it("never takes a revoked key back, under any name", () => {
    const stolen = withoutKey(three(2), carol.keyid, null, true, EXPIRES);
    if (!stolen.ok) throw new Error(stolen.refusal.message);
    expect(said(withRole(stolen.value, newcomer(carol), "log", null, EXPIRES))).toBe("key_revoked");
    expect(said(rotated(stolen.value, bob.keyid, newcomer(carol), false, EXPIRES))).toBe(
      "key_revoked",
    );
  });

  it("is one version later and has a new end", () => {
    const next = withThreshold(three(2), "release", 3, EXPIRES);
    expect(next.ok && next.value).toMatchObject({ version: 2, expires: EXPIRES });
  });
});

describe("what a root changes", () => {
  const marked = (before: Root | null, after: Root): string[] =>
    rootChanges(before, after)
      .filter(({ widens }) => widens)
      .map(({ text }) => text.replaceAll(/ \([0-9a-f]+\)|, key id.*/g, "").trim());

  it.for<[string, Root | null, Root, string[]]>([
    ["nothing", three(2), three(2), []],
    ["a higher threshold widens nothing", three(2), three(3), []],
    ["a later end widens nothing", three(2), { ...three(2), expires: EXPIRES }, []],
    ["a lower threshold", three(2), three(1), ["role release needs 1 of 3 signatures, needed 2"]],
    [
      "a key for live, and its role",
      aRoot(),
      aRoot({
        keys: [rootKey(alice), rootKey(bob)],
        roles: { release: { keyids: [alice.keyid, bob.keyid], threshold: 1 } },
      }),
      ["+ key a test, good for paper and live", "+ role release to a test"],
    ],
    [
      "a paper key widens by its role only",
      aRoot(),
      aRoot({
        keys: [rootKey(alice), rootKey(bob, ["paper"])],
        roles: { ...aRoot().roles, log: { keyids: [bob.keyid], threshold: 1 } },
      }),
      ["+ role log to a test"],
    ],
    [
      "a key that becomes good for live",
      aRoot({ keys: [rootKey(alice, ["paper"])] }),
      aRoot(),
      ["key a test was of a test for paper, is for paper and live"],
    ],
    [
      "a key that is no longer revoked",
      { ...three(2), revokedKeys: [mallory.keyid] },
      three(2),
      [`+ no longer revoked: ${mallory.keyid}`],
    ],
  ])("%s", ([, before, after, expected]) => {
    expect(marked(before, after)).toEqual(expected);
  });
});
