/** Taking back: one releaser is enough, the list only grows, and what waits can be withdrawn. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { revocations, type Revocations } from "#host/contract/revocations.ts";
import { aPlugin, flipped, sha256, SLOT } from "#test/kit/signer.ts";
import { aMachine, type Machine } from "#test/kit/signers.ts";
import { contentsOf, digestOf, putBuilt, type Ran } from "#test/kit/workspace.ts";

const BUNDLE = sha256(aPlugin().bundle);

/** Alice may release alone; the slot has one approval. */
async function aDesk() {
  const desk = aMachine(["alice", "bob"]);
  const half = desk.half("bob");
  await desk.sign(["root", "init", "--key", desk.secret("alice"), "--public-key", half]);
  putBuilt(desk.folder, aPlugin());
  const approve = async (...more: string[]): Promise<string> => {
    const argv = ["approve", "ema-cross", "--slot", SLOT, "--key", desk.secret("alice"), "--json"];
    return digestOf(await desk.sign([...argv, ...more]));
  };
  const revoke = (...argv: string[]): Promise<Ran> =>
    desk.sign(["revoke", ...argv, "--key", desk.secret("alice")]);
  return { desk, approve, revoke };
}

function listOf(desk: Machine): Revocations {
  const { payload }: { payload: string } = JSON.parse(
    readFileSync(desk.at("signed/revocations.json"), "utf8"),
  );
  return revocations.parse(JSON.parse(Buffer.from(payload, "base64").toString("utf8")));
}

/** As the host leaves it after adoption. */
function adopt(desk: Machine, approval: string): void {
  mkdirSync(desk.at("signed/active"), { recursive: true });
  const next = readFileSync(desk.at(`signed/next/${SLOT}.json`), "utf8");
  expect(next).toContain(approval);
  writeFileSync(desk.at(`signed/active/${SLOT}.json`), next);
}

const nextOf = (desk: Machine): string | null => {
  const path = desk.at(`signed/next/${SLOT}.json`);
  if (!existsSync(path)) return null;
  const { approval }: { approval: string } = JSON.parse(readFileSync(path, "utf8"));
  return approval;
};

const SUPERSEDED = ["--reason", "superseded"];
const COMPROMISED = ["--reason", "compromised"];

describe("sign revoke", () => {
  it("says what it stops before it signs, and writes a list that the host takes", async () => {
    const { desk, approve, revoke } = await aDesk();
    adopt(desk, await approve());
    const plugin = ["--plugin", "ema-cross", "--version", "1", ...COMPROMISED];
    const ran = await revoke(...plugin, "--note", "reads the future");
    expect(ran).toMatchObject({ exit: 0, err: "" });
    expect(ran.told).toContain(`${SLOT}: ema-cross version 1, slot version 1: entries stop`);
    expect(ran.told).not.toContain("will not be adopted");
    expect(ran.told).toContain("native take-profit and stop-loss");
    expect(ran.told).toContain("exit signal is not asked");
    expect(listOf(desk)).toMatchObject({
      version: 1,
      previous: null,
      entries: [
        { kind: "bundle", sha256: BUNDLE, reason: "compromised", note: "reads the future" },
      ],
    });
    const verified = await desk.sign(["verify"]);
    expect(verified.out).toContain("bundle_revoked");
  });

  it("grows: every list names the one before and keeps its entries", async () => {
    const { desk, approve, revoke } = await aDesk();
    const approval = await approve();
    await revoke("--bundle", BUNDLE, ...SUPERSEDED);
    const first = listOf(desk);
    await revoke("--approval", approval.slice(0, 12), ...SUPERSEDED);
    const second = listOf(desk);
    expect(second).toMatchObject({ version: 2, entries: [...first.entries, { sha256: approval }] });
    expect(second.previous).toMatch(/^[0-9a-f]{64}$/);
    expect((await desk.sign(["revoke", "--list"])).out).toContain(approval);
  });

  it("takes a key back by its owner; that key signs nothing more", async () => {
    const { desk, revoke } = await aDesk();
    expect((await revoke("--key-id", "bob", ...COMPROMISED)).exit).toBe(0);
    const argv = ["approve", "ema-cross", "--slot", SLOT, "--key", desk.secret("bob")];
    expect((await desk.sign(argv)).code).toBe("key_revoked");
    const more = ["revoke", "--bundle", BUNDLE, ...SUPERSEDED, "--key", desk.secret("bob")];
    expect((await desk.sign(more)).code).toBe("key_revoked");
  });

  it("superseded may become compromised, and nothing else is said twice", async () => {
    const { desk, revoke } = await aDesk();
    await revoke("--bundle", BUNDLE, ...SUPERSEDED);
    expect((await revoke("--bundle", BUNDLE, ...SUPERSEDED)).code).toBe("revoked_already");
    expect((await revoke("--bundle", BUNDLE, ...COMPROMISED)).exit).toBe(0);
    expect((await revoke("--bundle", BUNDLE, ...SUPERSEDED)).code).toBe("revoked_already");
    expect(listOf(desk).entries).toHaveLength(2);
  });

  it("says that nothing was ever revoked", async () => {
    const { desk } = await aDesk();
    expect((await desk.sign(["revoke", "--list"])).out).toBe("nothing was ever revoked\n");
  });

  it.for<[string, string[], string]>([
    ["nothing named", SUPERSEDED, "argument_invalid"],
    [
      "two things named",
      ["--bundle", BUNDLE, "--approval", BUNDLE, ...SUPERSEDED],
      "argument_invalid",
    ],
    ["no reason", ["--bundle", BUNDLE], "argument_invalid"],
    ["a digest of few digits", ["--bundle", BUNDLE.slice(0, 8), ...SUPERSEDED], "argument_invalid"],
    [
      "the beginning of no digest here",
      ["--bundle", "0123456789ab", ...SUPERSEDED],
      "argument_invalid",
    ],
    ["a plugin without version", ["--plugin", "ema-cross", ...SUPERSEDED], "argument_invalid"],
    [
      "a plugin that was never signed",
      ["--plugin", "x", "--version", "1", ...SUPERSEDED],
      "argument_invalid",
    ],
    [
      "a path as a plugin",
      ["--plugin", "../keys", "--version", "1", ...SUPERSEDED],
      "argument_invalid",
    ],
    ["a stranger's key id", ["--key-id", "mallory", ...SUPERSEDED], "key_unknown"],
    [
      "a note with a hidden letter",
      ["--bundle", BUNDLE, "--note", "a\u{202e}b", ...SUPERSEDED],
      "argument_invalid",
    ],
    ["a list and something to revoke", ["--list", "--bundle", BUNDLE], "argument_invalid"],
  ])("refuses %s; nothing moves", async ([, argv, code]) => {
    const { desk, approve, revoke } = await aDesk();
    await approve();
    const before = contentsOf(desk.folder);
    expect(await revoke(...argv)).toMatchObject({ exit: 1, code });
    expect(contentsOf(desk.folder)).toEqual(before);
  });

  it("refuses to go on from a list that was tampered with", async () => {
    const { desk, revoke } = await aDesk();
    await revoke("--bundle", BUNDLE, ...SUPERSEDED);
    const path = desk.at("signed/revocations.json");
    writeFileSync(path, flipped(readFileSync(path), 60));
    const before = contentsOf(desk.folder);
    expect((await revoke("--bundle", BUNDLE, ...COMPROMISED)).exit).toBe(1);
    expect(contentsOf(desk.folder)).toEqual(before);
  });

  it("needs one releaser where an approval needs two", async () => {
    const { desk, revoke } = await aDesk();
    const two = ["root", "threshold", "release", "2", "--key", desk.secret("alice")];
    await desk.sign([...two, "--key", desk.secret("bob")]);
    expect((await revoke("--bundle", BUNDLE, ...SUPERSEDED)).exit).toBe(0);
  });
});

describe("sign withdraw", () => {
  it("takes back what waits: no copy of it can come back, and next points at what stood before", async () => {
    const { desk, approve } = await aDesk();
    const first = await approve();
    adopt(desk, first);
    const second = await approve("--reason", "a mistake");
    const waiting = readFileSync(desk.at(`signed/next/${SLOT}.json`));
    const ran = await desk.sign(["withdraw", SLOT, "--key", desk.secret("alice")]);
    expect(ran).toMatchObject({ exit: 0, err: "" });
    expect(nextOf(desk)).toBe(first);
    expect(listOf(desk).entries).toMatchObject([{ kind: "approval", sha256: second }]);
    // Somebody puts the pointer back.
    writeFileSync(desk.at(`signed/next/${SLOT}.json`), waiting);
    expect((await desk.sign(["verify"])).out).toContain("approval_revoked");
  });

  it("keeps its place in the history: the next one follows it", async () => {
    const { desk, approve } = await aDesk();
    await approve();
    await approve("--reason", "a mistake");
    await desk.sign(["withdraw", SLOT, "--key", desk.secret("alice")]);
    await approve("--reason", "better");
    const shown = await desk.sign(["verify", "--json"]);
    expect(JSON.parse(shown.out)).toMatchObject({ ok: true });
    expect(shown.out).toContain('"slotVersion":3');
  });

  it("of the only one leaves nothing waiting", async () => {
    const { desk, approve } = await aDesk();
    await approve();
    await desk.sign(["withdraw", SLOT, "--key", desk.secret("alice")]);
    expect(nextOf(desk)).toBeNull();
    const again = await desk.sign(["withdraw", SLOT, "--key", desk.secret("alice")]);
    expect(again.code).toBe("approval_missing");
  });

  it.for<[string, string, string]>([
    ["what was adopted", SLOT, "nothing_waits"],
    ["a slot without approvals", "paper.main.ETHUSDT", "approval_missing"],
    ["what is no slot", "../x", "argument_invalid"],
  ])("refuses %s; nothing moves", async ([, slot, code]) => {
    const { desk, approve } = await aDesk();
    adopt(desk, await approve());
    const before = contentsOf(desk.folder);
    const ran = await desk.sign(["withdraw", slot, "--key", desk.secret("alice")]);
    expect(ran).toMatchObject({ exit: 1, code });
    expect(contentsOf(desk.folder)).toEqual(before);
  });
});
