import { describe, expect, it } from "vitest";
import type { Revocation, Revocations } from "#host/contract/revocations.ts";
import {
  revocationOf,
  verifyNotRevoked,
  verifyRevocations,
  withKeysRevoked,
  type RevocationFloor,
} from "#host/trust/revocations.ts";
import {
  alice,
  aRoot,
  bob,
  canonicalText,
  carol,
  mallory,
  rootKey,
  seal,
  sha256,
  trusted,
  type TestKey,
} from "#test/kit/signer.ts";

const KEYRING = trusted(
  aRoot({
    keys: [rootKey(alice), rootKey(bob, ["paper"]), rootKey(carol)],
    roles: { release: { keyids: [alice.keyid, bob.keyid, carol.keyid], threshold: 2 } },
    expires: "2027-11-20T00:00:00.000Z",
  }),
  [alice, carol],
).keyring;
const entry = (
  kind: Revocation["kind"],
  what: string,
  reason: Revocation["reason"] = "compromised",
): Revocation => ({
  kind,
  sha256: /^[0-9a-f]{64}$/.test(what) ? what : sha256(what),
  reason,
  note: "a test",
  at: "2026-11-20T12:00:00.000Z",
});
const list = (version: number, previous: string | null, ...entries: Revocation[]): Revocations => ({
  schema: "revocations/1",
  version,
  previous,
  entries,
});
const FIRST = list(1, null, entry("bundle", "one"));
const digestOf = (value: Revocations): string => sha256(canonicalText(value));
const floorOf = (value: Revocations): RevocationFloor => ({
  version: value.version,
  sha256: digestOf(value),
  entries: value.entries,
});
const SECOND = list(2, digestOf(FIRST), ...FIRST.entries, entry("key", bob.keyid));
const ask = (value: Revocations, before: Revocations | null, keys: readonly TestKey[] = [alice]) =>
  verifyRevocations(
    seal("revocations", value, keys),
    KEYRING,
    before === null ? null : floorOf(before),
  );
const codeOf = (...args: Parameters<typeof ask>): string => {
  const read = ask(...args);
  return read.ok ? "" : read.refusal.code;
};

describe("a list of revocations", () => {
  it.for<[string, Revocations, Revocations | null, readonly TestKey[], string]>([
    ["the first, one of three although two approve", FIRST, null, [carol], ""],
    ["by a key that is good for paper only", FIRST, null, [bob], ""],
    ["by a stranger", FIRST, null, [mallory], "key_unknown"],
    ["the next", SECOND, FIRST, [alice], ""],
    ["the same again, whoever signed it", FIRST, FIRST, [mallory], ""],
    [
      "two versions later, unseen between",
      list(3, sha256("unseen"), ...SECOND.entries),
      FIRST,
      [alice],
      "",
    ],
    [
      "a first that follows something",
      list(1, sha256("x"), entry("bundle", "one")),
      null,
      [alice],
      "revocation_chain_broken",
    ],
    [
      "a second that follows nothing",
      list(2, null, ...SECOND.entries),
      null,
      [alice],
      "revocation_chain_broken",
    ],
    [
      "by the thief it revoked",
      list(3, digestOf(SECOND), ...SECOND.entries, entry("key", alice.keyid)),
      SECOND,
      [bob],
      "key_revoked",
    ],
    [
      "by a key that revokes itself",
      list(2, digestOf(FIRST), ...FIRST.entries, entry("key", alice.keyid)),
      FIRST,
      [alice],
      "",
    ],
  ])("%s", ([, value, before, keys, code]) => {
    expect(codeOf(value, before, keys)).toBe(code);
  });

  it("gives everything that it has, to somebody who was cut off in the middle of it too", () => {
    const cut: RevocationFloor = { ...floorOf(SECOND), entries: SECOND.entries.slice(0, 1) };
    const read = verifyRevocations(seal("revocations", SECOND), KEYRING, cut);
    expect(read).toMatchObject({ ok: true, value: { entries: SECOND.entries } });
  });

  it("takes keys away from approvals, whichever the reason, and gives none back", () => {
    const left = withKeysRevoked(KEYRING, [entry("key", bob.keyid, "superseded")]);
    expect([...left.keys.values()].map(({ revoked }) => revoked)).toEqual([false, true, false]);
    expect(withKeysRevoked(left, []).keys.get(bob.keyid)?.revoked).toBe(true);
  });
});

describe("what was taken back", () => {
  const subject = { approvalSha256: sha256("approval"), bundleSha256: sha256("bundle") };
  it.for<[string, readonly Revocation[], string, boolean | undefined]>([
    ["nothing", [], "", undefined],
    ["another bundle", [entry("bundle", "x"), entry("approval", "y")], "", undefined],
    ["a key of the same digest", [entry("key", subject.bundleSha256)], "", undefined],
    ["the bundle", [entry("bundle", "bundle")], "bundle_revoked", true],
    [
      "the approval, replaced",
      [entry("approval", "approval", "superseded")],
      "approval_revoked",
      false,
    ],
    [
      "both: the bundle names it",
      [entry("approval", "approval"), entry("bundle", "bundle", "superseded")],
      "bundle_revoked",
      false,
    ],
    [
      "superseded and then compromised",
      [entry("bundle", "bundle", "superseded"), entry("bundle", "bundle")],
      "bundle_revoked",
      true,
    ],
    [
      "compromised and then superseded",
      [entry("bundle", "bundle"), entry("bundle", "bundle", "superseded")],
      "bundle_revoked",
      true,
    ],
  ])("%s", ([, entries, code, compromised]) => {
    const judged = verifyNotRevoked(entries, subject);
    expect(judged.ok ? "" : judged.refusal.code).toBe(code);
    expect(judged.ok ? undefined : judged.refusal.detail?.["compromised"]).toBe(compromised);
  });

  it("is found by its gravest entry", () => {
    expect(
      revocationOf(
        [entry("key", bob.keyid, "superseded"), entry("key", bob.keyid)],
        "key",
        bob.keyid,
      )?.reason,
    ).toBe("compromised");
    expect(revocationOf([], "key", bob.keyid)).toBe(null);
  });
});
