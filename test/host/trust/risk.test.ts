import { describe, expect, it } from "vitest";
import type { RiskPolicy } from "#host/contract/config.ts";
import type { Root } from "#host/contract/root.ts";
import { LOOSENING_DELAY_MS, policyStanding, type SeenPolicy } from "#host/trust/risk-in-force.ts";
import { readPolicies } from "#host/trust/registry/risk-files.ts";
import { rolesThatSign, verifyRisk, type SignedPolicy } from "#host/trust/risk.ts";
import { readPolicy } from "#host/workspace/policy.ts";
import { filesOf, type Tree } from "#test/kit/signed-tree.ts";
import {
  aKey,
  alice,
  aRoot,
  bob,
  flipped,
  rootKey,
  seal,
  sha256,
  trusted,
  utf8,
  type TestKey,
} from "#test/kit/signer.ts";
import { policyToml } from "#test/kit/statements.ts";

const erin = aKey("erin");
const roles: Root["roles"] = {
  release: { keyids: [alice.keyid], threshold: 1 },
  risk: { keyids: [erin.keyid], threshold: 1 },
};
const WITH_RISK = trusted(
  aRoot({ keys: [rootKey(alice), rootKey(erin), rootKey(bob, ["paper"])], roles }),
).keyring;
const ALONE = trusted().keyring;

function policy(version: number, change: Partial<RiskPolicy> = {}): SignedPolicy {
  const text = policyToml(version, change);
  const read = readPolicy(text);
  if (!read.ok) throw new Error(read.refusal.message);
  return { version, sha256: sha256(text), text, policy: read.value };
}
const sealed = (version: number, change: Partial<RiskPolicy>, keys: readonly TestKey[]) =>
  seal("risk", utf8(policyToml(version, change)), keys);
const codeOf = (bytes: Uint8Array, before: SignedPolicy | null, keyring = WITH_RISK): string => {
  const read = verifyRisk(bytes, { keyring, environment: "live", before, readPolicy });
  return read.ok ? "" : read.refusal.code;
};

describe("who signs a policy", () => {
  const looser = { leverage_max: "8" };
  const tighter = { leverage_max: "2" };
  it.for<[string, SignedPolicy | null, Partial<RiskPolicy>, readonly TestKey[], string]>([
    ["the first, both", null, {}, [alice, erin], ""],
    ["the first, risk alone", null, {}, [erin], "key_role_wrong"],
    ["the first, release alone", null, {}, [alice], "key_role_wrong"],
    ["tightening, risk", policy(1), tighter, [erin], ""],
    ["nothing changed, risk", policy(1), {}, [erin], ""],
    ["tightening, release alone", policy(1), tighter, [alice], "key_role_wrong"],
    ["loosening, risk alone", policy(1), looser, [erin], "key_role_wrong"],
    ["loosening, both", policy(1), looser, [erin, alice], ""],
    [
      "loosening one and tightening another, risk alone",
      policy(1),
      { ...looser, positions_max: 1 },
      [erin],
      "key_role_wrong",
    ],
  ])("%s", ([, before, change, keys, code]) => {
    expect(codeOf(sealed(before === null ? 1 : 2, change, keys), before)).toBe(code);
  });

  it("a root without the role lets release stand for it", () => {
    expect(rolesThatSign(ALONE, true)).toEqual(["release"]);
    expect(codeOf(sealed(1, {}, [alice]), null, ALONE)).toBe("");
    expect(codeOf(sealed(2, looser, [alice]), policy(1), ALONE)).toBe("");
  });

  it("a paper key signs nothing that live uses", () => {
    expect(codeOf(sealed(1, {}, [bob, erin]), null)).toBe("key_role_wrong");
    const paper = { keyring: ALONE, environment: "paper", before: null, readPolicy } as const;
    expect(verifyRisk(sealed(1, {}, [alice]), paper).ok).toBe(true);
  });
});

describe("which policy", () => {
  it.for<[string, Uint8Array, string]>([
    ["the one before", sealed(1, {}, [alice, erin]), "risk_rolled_back"],
    ["another of its version", sealed(2, { leverage_max: "1" }, [alice, erin]), "risk_replaced"],
    ["one that leaps", sealed(4, {}, [alice, erin]), "risk_chain_broken"],
    ["itself, by a key that has left", sealed(2, {}, [aKey("gone")]), ""],
    ["one bit more", flipped(sealed(3, {}, [erin]), 60), "signature_invalid"],
  ])("%s", ([, bytes, code]) => {
    expect(codeOf(bytes, policy(2))).toBe(code);
  });
});

describe("the folder signed/risk", () => {
  const read = (tree: Tree, before: SignedPolicy | null = null) =>
    readPolicies(filesOf(tree), { keyring: WITH_RISK, environment: "paper", before, readPolicy });
  const versions = (tree: Tree, before: SignedPolicy | null = null) => {
    const found = read(tree, before);
    return found.ok ? found.value.map(({ version }) => version) : found.refusal.code;
  };
  const whole = (): Tree =>
    new Map([
      ["risk/1.json", sealed(1, {}, [alice, erin])],
      ["risk/2.json", sealed(2, { leverage_max: "2" }, [erin])],
      ["risk/3.json", sealed(3, { leverage_max: "3" }, [erin, alice])],
    ]);

  it("gives everything after what is known, oldest first", () => {
    expect(versions(whole())).toEqual([1, 2, 3]);
    expect(versions(whole(), policy(2, { leverage_max: "2" }))).toEqual([3]);
    expect(versions(whole(), policy(3, { leverage_max: "3" }))).toEqual([]);
    expect(versions(new Map())).toEqual([]);
  });

  it("begins where both have signed, when what was before does not verify any more", () => {
    const tree = whole().set("risk/1.json", sealed(1, {}, [aKey("gone")]));
    expect(versions(tree)).toEqual([3]);
    expect(versions(tree.set("risk/4.json", sealed(4, { leverage_max: "1" }, [erin])))).toEqual([
      3, 4,
    ]);
  });

  it.for<[string, (tree: Tree) => void, string]>([
    [
      "a hole before one that only tightens",
      (tree) => tree.set("risk/5.json", sealed(5, {}, [erin])),
      "key_role_wrong",
    ],
    ["the newest is gone", (tree) => tree.delete("risk/3.json"), "risk_rolled_back"],
    [
      "the newest is a stranger's",
      (tree) => tree.set("risk/4.json", sealed(4, {}, [aKey("x")])),
      "key_unknown",
    ],
  ])("%s", ([, spoil, code]) => {
    const tree = whole();
    spoil(tree);
    expect(versions(tree, policy(3, { leverage_max: "3" }))).toBe(code);
  });
});

describe("which policy limits entries", () => {
  const seen = (version: number, seenMs: number, leverage_max: string): SeenPolicy => ({
    ...policy(version, { leverage_max }),
    seenMs,
  });
  const now = (policies: readonly SeenPolicy[], nowMs: number) => {
    const standing = policyStanding(policies, nowMs);
    return standing === null
      ? null
      : [standing.inForce.version, standing.waiting?.policy.version ?? null];
  };
  const D = LOOSENING_DELAY_MS;

  it.for<[string, readonly SeenPolicy[], number, readonly (number | null)[] | null]>([
    ["none was seen", [], 0, null],
    ["the first, at once", [seen(1, 5, "5")], 5, [1, null]],
    ["tightening, at once", [seen(1, 0, "5"), seen(2, 9, "3")], 9, [2, null]],
    ["loosening, before its time", [seen(1, 0, "5"), seen(2, 9, "8")], 8 + D, [1, 2]],
    ["loosening, in time", [seen(1, 0, "5"), seen(2, 9, "8")], 9 + D, [2, null]],
    [
      "loosening less than one that waits",
      [seen(1, 0, "5"), seen(2, 0, "8"), seen(3, 9, "6")],
      D - 1,
      [1, 3],
    ],
    [
      "the same when the first has waited enough",
      [seen(1, 0, "5"), seen(2, 0, "8"), seen(3, 9, "6")],
      D,
      [3, null],
    ],
    [
      "tightening past one that waits",
      [seen(1, 0, "5"), seen(2, 0, "8"), seen(3, 9, "4")],
      9,
      [3, null],
    ],
    ["back to what was before", [seen(1, 0, "5"), seen(2, 0, "3"), seen(3, 9, "5")], 9, [2, 3]],
  ])("%s", ([, policies, nowMs, expected]) => {
    expect(now(policies, nowMs)).toEqual(expected);
  });
});
