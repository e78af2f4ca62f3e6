/** The signed risk policy in real time: tightening at once, loosening a day after it was first seen (B2). */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { enters } from "#test/kit/run-cell.ts";
import { aPlace, intentsOf, ofKind, refusalsOf, type Place } from "#test/kit/run-place.ts";
import { wall } from "#test/kit/run-wall.ts";
import { NOW_MS } from "#test/kit/signer.ts";
import { writePolicy } from "#test/kit/statements.ts";
import { mallory } from "#test/kit/signer.ts";

vi.mock("tweetnacl", async () => (await import("#test/kit/remembering-nacl.ts")).rememberingNacl());

const DAY_MS = 86_400_000;
/** Lets the strategy of the tests enter. */
const WIDE = {
  leverage_max: "5",
  take_profit_pct_min: "0",
  stop_loss_pct_min: "0",
  reward_risk_min: "0",
};
const open = { ...WIDE, liquidation_margin_pct: "0", entries_per_hour_max: 100 };
const closed = { ...open, pairs: ["ETHUSDT"] };

/** Enters and leaves again and again: every second bar is a wish. */
function restless(): Place {
  return aPlace(({ fn }) => (fn === "exit" ? "X1" : enters("Buy")), {});
}
const inForce = (place: Place) => ofKind(place, "risk_in_force").map(({ body }) => body.version);

describe("a policy that is signed while the host runs", () => {
  it("tightens at once: entries stop, the position closes as ever", async () => {
    const place = restless();
    writePolicy(place.workspace, 1, open);
    const before = (step: number): void =>
      void (step === 4 && writePolicy(place.workspace, 2, closed));
    expect((await wall(place.world, { steps: 10, before })).ok).toBe(true);
    expect(inForce(place)).toEqual([1, 2]);
    const entries = intentsOf(place).filter(([, role]) => role === "entry");
    expect(entries.length).toBeGreaterThan(1);
    expect(entries.filter(([bar]) => bar >= 4)).toEqual([]);
    expect(ofKind(place, "trade").length).toBe(entries.length);
    expect(new Set(refusalsOf(place).map(([, code]) => code))).toEqual(
      new Set(["pair_not_active"]),
    );
    expect(ofKind(place, "host_started").map(({ body }) => body.riskSigned)).toEqual([true]);
  });

  it("loosens a day after it was seen, however often the host starts", async () => {
    const place = restless();
    writePolicy(place.workspace, 1, closed);
    expect((await wall(place.world, { steps: 2 })).ok).toBe(true);
    writePolicy(place.workspace, 2, open);
    for (const hours of [0, 12, 23]) {
      place.time.nowMs = NOW_MS + hours * 3_600_000;
      expect((await wall(place.world, { steps: 2 })).ok).toBe(true);
    }
    expect(inForce(place)).toEqual([1]);
    expect(intentsOf(place)).toEqual([]);
    const seen = ofKind(place, "risk_seen").map(({ body }) => [
      body.version,
      body.loosens,
      body.trustMs,
    ]);
    expect(seen).toEqual([
      [1, [], NOW_MS],
      [2, ["pairs: ETHUSDT → BTCUSDT ETHUSDT"], NOW_MS],
    ]);
    place.time.nowMs = NOW_MS + DAY_MS;
    expect((await wall(place.world, { steps: 3 })).ok).toBe(true);
    expect(inForce(place)).toEqual([1, 2]);
    expect(intentsOf(place).length).toBeGreaterThan(0);
  });

  it("that waits is overtaken by one that tightens", async () => {
    const place = restless();
    writePolicy(place.workspace, 1, { ...open, positions_max: 2 });
    const before = (step: number): void => {
      if (step === 2) writePolicy(place.workspace, 2, { ...open, positions_max: 3 });
      if (step === 4) writePolicy(place.workspace, 3, { ...closed, positions_max: 1 });
    };
    expect((await wall(place.world, { steps: 8, before })).ok).toBe(true);
    expect(inForce(place)).toEqual([1, 3]);
  });
});

describe("a policy that does not verify", () => {
  it.for<[string, (place: Place) => void, string]>([
    [
      "is a stranger's",
      ({ workspace }) => writePolicy(workspace, 3, open, [mallory]),
      "key_unknown",
    ],
    [
      "is an older one",
      ({ workspace }) => rmSync(join(workspace.signed, "risk/2.json")),
      "risk_rolled_back",
    ],
    ["was replaced", ({ workspace }) => writePolicy(workspace, 2, open), "risk_replaced"],
  ])("%s: said once a start, and the one in force goes on", async ([, spoil, code]) => {
    const place = restless();
    writePolicy(place.workspace, 1, open);
    writePolicy(place.workspace, 2, closed);
    expect((await wall(place.world, { steps: 2 })).ok).toBe(true);
    spoil(place);
    expect((await wall(place.world, { steps: 4 })).ok).toBe(true);
    expect(inForce(place)).toEqual([2]);
    expect(ofKind(place, "risk_refused").map(({ body }) => body.code)).toEqual([code]);
    expect(intentsOf(place)).toEqual([]);
    const said: string[] = [];
    const watch = (_: string, { kind }: { readonly kind: string }): void => void said.push(kind);
    expect((await wall(place.world, { steps: 2, watch })).ok).toBe(true);
    expect(said.filter((kind) => kind === "risk_refused").length, "at the next start").toBe(1);
    expect(inForce(place)).toEqual([2]);
  });
});

describe("a live slot", () => {
  it("is refused while the policy is a draft, before anything else is asked", async () => {
    const place = restless();
    const next = join(place.workspace.signed, "next");
    const pointer = readFileSync(join(next, "paper.main.BTCUSDT.json"), "utf8");
    rmSync(join(next, "paper.main.BTCUSDT.json"));
    writeFileSync(join(next, "live.main.BTCUSDT.json"), pointer.replace("paper.", "live."));
    const draft = await wall(place.world, { steps: 2 });
    expect(draft.ok ? "" : draft.refusal.code).toBe("risk_unsigned");
    writePolicy(place.workspace, 1, open);
    const signed = await wall(place.world, { steps: 2 });
    expect(signed.ok ? "" : signed.refusal.code).toBe("slot_differs");
    expect(ofKind(place, "adopted")).toEqual([]);
  });
});
