/** What is taken back stops at the next bar: entries end, the position keeps its levels and its exit rules (A6). */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { sha256Hex } from "#host/kernel/digest.ts";
import { enters } from "#test/kit/run-cell.ts";
import { aPlace, intentsOf, ofKind, refusalsOf, type Place } from "#test/kit/run-place.ts";
import { wall } from "#test/kit/run-wall.ts";
import { alice, aRoot, bob, rootKey, seal } from "#test/kit/signer.ts";
import { writeRevocations, type Entry } from "#test/kit/statements.ts";

vi.mock("tweetnacl", async () => (await import("#test/kit/remembering-nacl.ts")).rememberingNacl());

const RISK = "leverage = 1\ntp_pct = 40\nsl_pct = 30\ntime_stop_bars = 8\n";
const BUNDLE = sha256Hex("// 1\n");

/** Wants to be in the market always, and to leave at bar 6 of the run. */
function alwaysIn(): Place {
  return aPlace(
    ({ fn, bar }) => (fn === "exit" ? (bar === 6 ? "X1" : "X0") : enters("Buy", "always")),
    { risk: RISK },
  );
}

const losses = (place: Place) =>
  ofKind(place, "trust_lost").map(({ body }) => [body.code, body.compromised ?? null]);

/** Revoked before bar 3 is shown, with a position open since bar 0. */
async function revokedInPosition(entry: (place: Place) => Entry): Promise<Place> {
  const place = alwaysIn();
  const before = (step: number): void => {
    if (step === 3) writeRevocations(place.workspace, [entry(place)]);
  };
  expect((await wall(place.world, { steps: 12, before })).ok).toBe(true);
  expect(ofKind(place, "fault")).toEqual([]);
  return place;
}

describe("a revocation while a position is open", () => {
  it.for<[string, (place: Place) => Entry, [string, boolean | null], string, string]>([
    [
      "of its code as compromised: the code is not asked any more, the time stop closes it",
      () => ({ kind: "bundle", sha256: BUNDLE }),
      ["bundle_revoked", true],
      "time_stop",
      "no more",
    ],
    [
      "of its code as superseded: the exit signal still closes it",
      () => ({ kind: "bundle", sha256: BUNDLE, reason: "superseded" }),
      ["bundle_revoked", false],
      "exit_signal",
      "trust_lost",
    ],
    [
      "of its approval as superseded",
      ({ first }) => ({ kind: "approval", sha256: first.digest, reason: "superseded" }),
      ["approval_revoked", false],
      "exit_signal",
      "trust_lost",
    ],
    [
      "of its approval as compromised",
      ({ first }) => ({ kind: "approval", sha256: first.digest }),
      ["approval_revoked", true],
      "time_stop",
      "no more",
    ],
    [
      "of the key that approved it, stolen",
      () => ({ kind: "key", sha256: alice.keyid }),
      ["key_revoked", null],
      "time_stop",
      "no more",
    ],
    [
      "of the key that approved it, replaced",
      () => ({ kind: "key", sha256: alice.keyid, reason: "superseded" }),
      ["key_revoked", false],
      "exit_signal",
      "trust_lost",
    ],
  ])("%s", async ([, entry, lost, left, asked]) => {
    const place = await revokedInPosition(entry);
    expect(losses(place)).toEqual([lost]);
    expect(ofKind(place, "revoked").map(({ body }) => body.entry)).toMatchObject([entry(place)]);
    expect(intentsOf(place)).toEqual([
      [0, "entry", "always"],
      [left === "exit_signal" ? 6 : 8, "exit", left],
    ]);
    expect(ofKind(place, "trade").map(({ body }) => body.costsComplete)).toEqual([true]);
    const refused = refusalsOf(place).filter(([bar]) => bar >= 9);
    expect(refused.map(([, code]) => code)).toEqual(
      asked === "no more" ? [] : [asked, asked, asked],
    );
  });

  it("is upgraded: superseded at first, compromised since", async () => {
    const place = alwaysIn();
    const once: Entry = { kind: "bundle", sha256: BUNDLE, reason: "superseded" };
    const before = (step: number): void => {
      if (step === 3) writeRevocations(place.workspace, [once]);
      if (step === 5) writeRevocations(place.workspace, [once, { ...once, reason: "compromised" }]);
    };
    expect((await wall(place.world, { steps: 12, before })).ok).toBe(true);
    expect(losses(place)).toEqual([
      ["bundle_revoked", false],
      ["bundle_revoked", true],
    ]);
    expect(intentsOf(place).at(-1)).toEqual([8, "exit", "time_stop"]);
  });
});

describe("what was honoured once", () => {
  it.for<[string, (place: Place, list: string) => void, string]>([
    [
      "is kept when the list is deleted",
      ({ workspace }) => rmSync(listOf(workspace)),
      "revocation_missing",
    ],
    [
      "is kept when the list is torn",
      ({ workspace }, list) =>
        workspace.write(
          "signed/revocations.json",
          readFileSync(listOf(workspace)).subarray(0, list.length / 2),
        ),
      "envelope_invalid",
    ],
    [
      "is kept when a list without it is signed",
      ({ workspace }) =>
        void writeRevocations(workspace, [{ kind: "bundle", sha256: "0".repeat(64) }]),
      "revocation_replaced",
    ],
  ])("%s", async ([, spoil, code]) => {
    const place = alwaysIn();
    writeRevocations(place.workspace, [{ kind: "approval", sha256: "e".repeat(64) }]);
    expect((await wall(place.world, { steps: 2 })).ok).toBe(true);
    expect(intentsOf(place).length).toBe(1);
    spoil(place, readFileSync(listOf(place.workspace), "utf8"));
    expect((await wall(place.world, { steps: 3 })).ok).toBe(true);
    expect(losses(place).map(([what]) => what)).toEqual([code]);
    expect(ofKind(place, "revoked").length).toBe(1);
  });

  it("is believed by its digest after its signer has left the root", async () => {
    const place = alwaysIn();
    writeRevocations(place.workspace, [{ kind: "approval", sha256: "e".repeat(64) }]);
    expect((await wall(place.world, { steps: 2 })).ok).toBe(true);
    const expires = "2099-01-01T00:00:00.000Z";
    place.workspace.write("keys/roots/1.json", seal("root", aRoot({ expires }), [alice]));
    const keys = [rootKey(alice), rootKey(bob)];
    const roles = { release: { keyids: [alice.keyid, bob.keyid], threshold: 1 } };
    const second = aRoot({ version: 2, expires, keys, roles, revokedKeys: [alice.keyid] });
    place.workspace.write("keys/root.json", seal("root", second, [alice, bob]));
    expect((await wall(place.world, { steps: 2 })).ok).toBe(true);
    expect(losses(place).map(([what]) => what)).toEqual(["key_revoked"]);
    expect(ofKind(place, "trust_floor").map(({ body }) => body.rootVersion)).toEqual([2]);
  });
});

describe("what waits", () => {
  it("is never adopted once it was withdrawn, and the next one follows it", async () => {
    const place = aPlace(({ bar, plugin }) =>
      plugin.version === 3 && bar === 8 ? enters("Buy") : "N",
    );
    const before = (step: number): void => {
      if (step !== 3 && step !== 6) return;
      const second = place.sign(2, place.first);
      writeRevocations(place.workspace, [
        { kind: "approval", sha256: second.digest, reason: "superseded" },
      ]);
      if (step === 6) place.sign(3, second);
    };
    expect((await wall(place.world, { steps: 10, before })).ok).toBe(true);
    expect(ofKind(place, "adoption_refused").map(({ body }) => body.code)).toEqual([
      "approval_revoked",
    ]);
    expect(ofKind(place, "adopted").map(({ body }) => body.slotVersion)).toEqual([1, 3]);
    expect(ofKind(place, "superseded").map(({ body }) => body.slotVersion)).toEqual([2]);
    expect(ofKind(place, "trust_lost")).toEqual([]);
    expect(intentsOf(place).length).toBe(1);
  });
});

function listOf(workspace: Place["workspace"]): string {
  return join(workspace.signed, "revocations.json");
}
