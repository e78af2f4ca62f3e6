/** Signatures are counted as the host counts them, before anybody is asked for a passphrase. */
import { describe, expect, it } from "vitest";
import { PAYLOAD_TYPES } from "#host/contract/envelope.ts";
import type { Root } from "#host/contract/root.ts";
import { keyringOf } from "#host/trust/keyring/keyring.ts";
import { draftOf, type Draft } from "#keys/proposal/file.ts";
import {
  countedOnly,
  isComplete,
  missingOf,
  refusedKey,
  tallyOf,
  type Demand,
} from "#keys/proposal/tally.ts";
import {
  alice,
  aRoot,
  bob,
  carol,
  flipped,
  mallory,
  pae,
  rootKey,
  utf8,
  type TestKey,
} from "#test/kit/signer.ts";

const PAYLOAD = utf8('{"words":1}');
const ROOT = aRoot({
  keys: [rootKey(alice), rootKey(bob), rootKey(carol, ["paper"])],
  roles: {
    release: { keyids: [alice.keyid, bob.keyid, carol.keyid], threshold: 2 },
    log: { keyids: [carol.keyid], threshold: 1 },
  },
});

function demand(change: Partial<Demand> = {}, root: Root = ROOT): Demand {
  const keyring = keyringOf(root);
  if (!keyring.ok) throw new Error(keyring.refusal.message);
  const usual = {
    title: "release",
    role: "release",
    environment: "paper",
    threshold: null,
  } as const;
  return { ...usual, keyring: keyring.value, ...change };
}

const signed = (key: TestKey, payload = PAYLOAD) => ({
  keyid: key.keyid,
  bytes: key.sign(pae(PAYLOAD_TYPES.approval, payload)),
});
const draft = (...signatures: Draft["signatures"]): Draft => ({
  ...draftOf("approval", PAYLOAD),
  signatures,
});

function said(of: Draft, ...demands: Demand[]): string {
  const tallies = tallyOf(of, demands);
  if (!tallies.ok) return tallies.refusal.code;
  const rows = tallies.value.map(
    ({ needed, signed: who, may }) => `${who.length}/${needed}, ${may.length} may`,
  );
  return `${rows.join(" | ")} ${isComplete(tallies.value) ? "complete" : `${missingOf(tallies.value)} missing`}`;
}

describe("a tally", () => {
  const [a, b, c] = [signed(alice), signed(bob), signed(carol)];
  it.for<[string, Draft, Demand[], string]>([
    ["of nothing", draft(), [demand()], "0/2, 3 may 2 missing"],
    ["of one", draft(a), [demand()], "1/2, 2 may 1 missing"],
    ["of two", draft(a, b), [demand()], "2/2, 1 may complete"],
    ["of one key twice", draft(a, a), [demand()], "1/2, 2 may 1 missing"],
    ["of a stranger", draft(a, signed(mallory)), [demand()], "1/2, 2 may 1 missing"],
    [
      "of a paper key for live",
      draft(a, c),
      [demand({ environment: "live" })],
      "1/2, 1 may 1 missing",
    ],
    [
      "of a revoked key",
      draft(a, b),
      [demand({}, { ...ROOT, revokedKeys: [bob.keyid] })],
      "1/2, 1 may 1 missing",
    ],
    ["where one is enough", draft(c), [demand({ threshold: 1 })], "1/1, 2 may complete"],
    [
      "for two roles",
      draft(c),
      [demand(), demand({ role: "log" })],
      "1/2, 2 may | 1/1, 0 may 1 missing",
    ],
    ["of a role that nobody has", draft(a), [demand({ role: "ci" })], "0/1, 0 may 1 missing"],
    [
      "with one bit changed",
      draft({ ...a, bytes: flipped(a.bytes, 3) }),
      [demand()],
      "signature_invalid",
    ],
    ["of other bytes", draft(signed(alice, utf8("{}"))), [demand()], "signature_invalid"],
    [
      "of another's signature",
      draft({ ...b, keyid: alice.keyid }),
      [demand()],
      "signature_invalid",
    ],
  ])("%s", ([, of, demands, expected]) => {
    expect(said(of, ...demands)).toBe(expected);
  });

  it("leaves out of the envelope what does not count", () => {
    const of = draft(a, signed(mallory), b);
    const tallies = tallyOf(of, [demand()]);
    expect(tallies.ok && countedOnly(of, tallies.value).signatures).toEqual([a, b]);
  });
});

describe("a key that would not count is named before its passphrase is asked for", () => {
  it.for<[string, TestKey, Demand[], string]>([
    ["a releaser", alice, [demand()], ""],
    ["a releaser, who cannot log", alice, [demand(), demand({ role: "log" })], ""],
    ["a stranger", mallory, [demand()], "key_unknown"],
    ["another role", alice, [demand({ role: "log" })], "key_role_wrong"],
    ["a paper key for live", carol, [demand({ environment: "live" })], "key_environment_wrong"],
    ["a revoked one", bob, [demand({}, { ...ROOT, revokedKeys: [bob.keyid] })], "key_revoked"],
  ])("%s", ([, key, demands, code]) => {
    const refused = refusedKey({ keyid: key.keyid, name: "n" }, demands);
    expect(refused === null ? "" : refused.refusal.code).toBe(code);
  });
});
