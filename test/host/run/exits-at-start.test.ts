/** A start finds a position and spoilt trust files: nothing enters, and the position is left as its exit plan says (A6). */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { Result } from "#host/kernel/result.ts";
import { fullRun, type FinishedRun } from "#host/run/full-run.ts";
import { enters } from "#test/kit/run-cell.ts";
import { aPlace, intentsOf, ofKind, SLOT, type Place } from "#test/kit/run-place.ts";
import { runDeps } from "#test/kit/run-deps.ts";
import { entriesOf, wall } from "#test/kit/run-wall.ts";
import { alice, aRoot, bob, rootKey, seal } from "#test/kit/signer.ts";
import { writeRevocations } from "#test/kit/statements.ts";

vi.mock("tweetnacl", async () => (await import("#test/kit/remembering-nacl.ts")).rememberingNacl());

const WIDE = "leverage = 1\ntp_pct = 40\nsl_pct = 30\n";
const TIME_STOP = `${WIDE}time_stop_bars = 8\n`;
const TRAILING = "leverage = 1\ntp_pct = 40\nsl_pct = 30\ntrailing_pct = 0.05\n";
const ROOT_ENDS = "2027-06-01T00:00:00.000Z";

/** Wants to be in the market always; its exit signal says no. */
function alwaysIn(risk: string): Place {
  return aPlace(({ fn }) => (fn === "exit" ? "X0" : enters("Buy", "always")), { risk });
}

async function full(
  { world }: Place,
  deps = runDeps(world.workspace, world),
): Promise<Result<FinishedRun>> {
  return await fullRun(
    {
      workspace: world.workspace,
      account: null,
      wanted: () => true,
      continues: false,
      intoAccounts: true,
      signal: new AbortController().signal,
      watch: () => undefined,
      onStart: () => Promise.resolve(),
      onStep: () => undefined,
    },
    deps,
  );
}

const paces: readonly (readonly [string, (place: Place) => Promise<Result<FinishedRun>>])[] = [
  ["in real time", ({ world }) => wall(world, { steps: 16 })],
  ["faster than real time", full],
];

/** A list that was honoured, a position since bar 0, and a host that stopped. */
async function stoppedInPosition(risk = TIME_STOP): Promise<Place> {
  const place = alwaysIn(risk);
  place.workspace.write("keys/root.json", seal("root", aRoot({ expires: ROOT_ENDS }), [alice]));
  writeRevocations(place.workspace, [{ kind: "approval", sha256: "e".repeat(64) }]);
  expect((await wall(place.world, { steps: 3 })).ok).toBe(true);
  expect(intentsOf(place)).toEqual([[0, "entry", "always"]]);
  return place;
}

const remove =
  (path: string) =>
  ({ workspace }: Place): void =>
    rmSync(join(workspace.dir, path), { recursive: true });
const garbage =
  (path: string) =>
  ({ workspace }: Place): void =>
    workspace.write(path, "{");

function approvalFileOf({ first }: Place): string {
  return `signed/slow/1/approvals/${first.digest}.json`;
}

/** Somebody else's first root in the place of ours. */
function replaceRoot({ workspace }: Place): void {
  const keys = [rootKey(bob)];
  const roles = { release: { keyids: [bob.keyid], threshold: 1 } };
  workspace.write(
    "keys/root.json",
    seal("root", aRoot({ expires: ROOT_ENDS, keys, roles }), [bob]),
  );
}

/** What is spoilt, the code that is said, and how. */
const attacks: readonly (readonly [string, string, (place: Place) => void])[] = [
  ["the list of revocations is gone", "revocation_missing", remove("signed/revocations.json")],
  ["the list of revocations is garbage", "envelope_invalid", garbage("signed/revocations.json")],
  ["the root is gone", "root_missing", remove("keys/root.json")],
  ["the root is garbage", "envelope_invalid", garbage("keys/root.json")],
  ["the root has expired", "root_expired", ({ time }) => (time.nowMs = Date.parse(ROOT_ENDS))],
  ["the root is another one", "root_replaced", replaceRoot],
  [
    "the approval is gone",
    "approval_missing",
    (place) => rmSync(join(place.workspace.dir, approvalFileOf(place))),
  ],
  [
    "the approval is garbage",
    "envelope_invalid",
    (place) => place.workspace.write(approvalFileOf(place), "{"),
  ],
  ["the bundle is gone", "signed_file_missing", remove("signed/slow/1/bundle.js")],
  ["the bundle is another one", "bundle_digest_differs", garbage("signed/slow/1/bundle.js")],
  ["the manifest is gone", "signed_file_missing", remove("signed/slow/1/manifest.toml")],
  [
    "the manifest is another one",
    "manifest_digest_differs",
    garbage("signed/slow/1/manifest.toml"),
  ],
  ["its folder is gone", "approval_missing", remove("signed/slow")],
  ["the pointer is garbage", "pointer_invalid", garbage(`signed/active/${SLOT}.json`)],
  ["nothing is left that is signed", "revocation_missing", remove("signed")],
  [
    "nothing is left that is signed, nor a root",
    "root_missing",
    (place) => [remove("signed"), remove("keys")].forEach((each) => each(place)),
  ],
];

describe.for(paces)("a start %s with a position open", ([, run]) => {
  it.for(attacks)("%s: its time stop closes it and nothing enters", async ([, code, spoil]) => {
    const place = await stoppedInPosition();
    spoil(place);
    const finished = await run(place);
    expect(finished).toMatchObject({ ok: true });
    expect(finished.ok && finished.value.leftOut).toMatchObject([
      { slot: SLOT, refusal: { code } },
    ]);
    expect(ofKind(place, "trust_lost").map(({ body }) => body.code)).toEqual([code]);
    expect(intentsOf(place)).toEqual([
      [0, "entry", "always"],
      [8, "exit", "time_stop"],
    ]);
    expect(ofKind(place, "trade").map(({ body }) => body.costsComplete)).toEqual([true]);
    expect(ofKind(place, "adopted").length).toBe(1);
    expect(ofKind(place, "fault")).toEqual([]);
  });

  it("without an approval: its stop goes on being trailed, and closes it", async () => {
    const place = await stoppedInPosition(TRAILING);
    const before = ofKind(place, "protection").length;
    remove("signed/slow")(place);
    expect((await run(place)).ok).toBe(true);
    const [trade, ...more] = ofKind(place, "trade");
    expect(trade?.body.reason).toBe("stop_loss");
    expect(more).toEqual([]);
    expect(ofKind(place, "protection").length).toBeGreaterThan(before);
    expect(intentsOf(place).length).toBe(1);
  });

  it("is refused when it is flat, and the journal tells of no bar", async () => {
    const place = await stoppedInPosition();
    expect((await wall(place.world, { steps: 3 })).ok).toBe(true);
    remove("signed/slow")(place);
    expect((await run(place)).ok).toBe(true);
    const bars = (): number =>
      entriesOf(place.workspace).filter((each) => each.kind === "bar").length;
    const seen = bars();
    expect(await run(place)).toMatchObject({ ok: false, refusal: { code: "approval_missing" } });
    expect(bars()).toBe(seen);
    expect(intentsOf(place).length).toBe(2);
  });
});

describe.for([
  ["gone", 1, () => undefined, "revocation_missing"],
  [
    "older",
    2,
    (place: Place) =>
      writeRevocations(place.workspace, [{ kind: "approval", sha256: "e".repeat(64) }]),
    "revocation_rolled_back",
  ],
] as const)(
  "a list of revocations that another account honoured and that is %s",
  ([, seen, put, code]) => {
    it("refuses an account that never saw it", async () => {
      const place = alwaysIn(TIME_STOP);
      place.workspace.write("keys/root.json", seal("root", aRoot({ expires: ROOT_ENDS }), [alice]));
      put(place);
      const deps = runDeps(place.workspace, place.world);
      const trust = { ...deps.trust, revocationsSeen: () => seen };
      expect(await full(place, { ...deps, trust })).toMatchObject({ ok: false, refusal: { code } });
      expect(intentsOf(place)).toEqual([]);
    });
  },
);
