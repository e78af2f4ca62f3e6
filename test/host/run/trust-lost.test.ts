/** A strategy that stops being trusted enters nothing more; the position that it opened is cared for until it is closed (A6). */
import { join } from "node:path";
import { rmSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { enters } from "#test/kit/run-cell.ts";
import { aPlace, intentsOf, ofKind, refusalsOf, type Place } from "#test/kit/run-place.ts";
import { wall } from "#test/kit/run-wall.ts";
import { alice, aRoot, bob, rootKey, seal } from "#test/kit/signer.ts";

vi.mock("tweetnacl", async () => (await import("#test/kit/remembering-nacl.ts")).rememberingNacl());

const EXPIRES = "2026-12-01T00:00:00.000Z";
const EXPIRED_MS = Date.parse(EXPIRES);
const RISK = "leverage = 1\ntp_pct = 40\nsl_pct = 30\ntime_stop_bars = 8\n";

/** Wants to be in the market always, and to leave at bar 6 of the run. */
function alwaysIn(): Place {
  return aPlace(
    ({ fn, bar }) => (fn === "exit" ? (bar === 6 ? "X1" : "X0") : enters("Buy", "always")),
    { risk: RISK, change: { expires: EXPIRES } },
  );
}

const codesOf = (place: Place, kind: "trust_lost"): readonly string[] =>
  ofKind(place, kind).map(({ body }) => body.code);

describe("an approval that expires while its strategy runs", () => {
  it("is said once; entries stop, the exit signal still closes the position", async () => {
    const place = alwaysIn();
    const before = (step: number): void => void (step === 3 && (place.time.nowMs = EXPIRED_MS));
    expect((await wall(place.world, { steps: 12, before })).ok).toBe(true);
    expect(codesOf(place, "trust_lost")).toEqual(["approval_expired"]);
    expect(intentsOf(place)).toEqual([
      [0, "entry", "always"],
      [6, "exit", "exit_signal"],
    ]);
    expect(ofKind(place, "trade").length).toBe(1);
    const after = refusalsOf(place).filter(([bar]) => bar >= 7);
    expect(after.length).toBeGreaterThan(3);
    expect(new Set(after.map(([, code]) => code))).toEqual(new Set(["trust_lost"]));
  });

  it("ends when a new one is signed", async () => {
    const place = alwaysIn();
    const before = (step: number): void => {
      if (step === 3) place.time.nowMs = EXPIRED_MS;
      if (step === 9) place.sign(2, place.first);
    };
    expect((await wall(place.world, { steps: 12, before })).ok).toBe(true);
    expect(intentsOf(place)).toEqual([
      [0, "entry", "always"],
      [6, "exit", "exit_signal"],
      [9, "entry", "always"],
    ]);
  });
});

/** Opens a position, and stops; what happens to the files then is the test's. */
async function stoppedInPosition(): Promise<Place> {
  const place = alwaysIn();
  expect((await wall(place.world, { steps: 3 })).ok).toBe(true);
  expect(intentsOf(place)).toEqual([[0, "entry", "always"]]);
  return place;
}

describe("a position whose strategy is not trusted at the next start", () => {
  const attacks: readonly (readonly [string, string, (place: Place) => void])[] = [
    ["has expired", "approval_expired", ({ time }) => (time.nowMs = EXPIRED_MS)],
    [
      "has another bundle",
      "bundle_digest_differs",
      ({ workspace }) => workspace.write("signed/slow/1/bundle.js", "// other\n"),
    ],
    [
      "has no bundle any more",
      "signed_file_missing",
      ({ workspace }) => rmSync(join(workspace.signed, "slow/1/bundle.js")),
    ],
    ["is signed by a key that was revoked", "key_revoked", revokeAlice],
  ];

  it.for(attacks)(
    "%s: its time stop still closes it, and nothing enters",
    async ([, code, spoil]) => {
      const place = await stoppedInPosition();
      spoil(place);
      expect((await wall(place.world, { steps: 12 })).ok).toBe(true);
      expect(codesOf(place, "trust_lost")).toEqual([code]);
      const [entry, exit, ...more] = intentsOf(place);
      expect(entry).toEqual([0, "entry", "always"]);
      // The code is believed about leaving unless it is gone, or people took their word for it back.
      expect(exit).toEqual(
        code === "approval_expired" ? [6, "exit", "exit_signal"] : [8, "exit", "time_stop"],
      );
      expect(more).toEqual([]);
      expect(ofKind(place, "trade").map(({ body }) => body.costsComplete)).toEqual([true]);
      expect(ofKind(place, "fault")).toEqual([]);
    },
  );
});

/** Root version 2: bob signs from now on, and what alice signed does not count any more. */
function revokeAlice({ workspace }: Place): void {
  const expires = "2099-01-01T00:00:00.000Z";
  workspace.write("keys/roots/1.json", seal("root", aRoot({ expires }), [alice]));
  const second = aRoot({
    version: 2,
    expires,
    keys: [rootKey(alice), rootKey(bob)],
    roles: { release: { keyids: [alice.keyid, bob.keyid], threshold: 1 } },
    revokedKeys: [alice.keyid],
  });
  workspace.write("keys/root.json", seal("root", second, [alice, bob]));
}
