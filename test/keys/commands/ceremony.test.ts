/** Two people with encrypted keys, two of two: every signature is asked for, and one alone only proposes. */
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { aPlugin, NOW_MS, SLOT } from "#test/kit/signer.ts";
import { aFolder, aKeyboard, contentsOf, putBuilt, sign, type Ran } from "#test/kit/workspace.ts";

const ALICE = "correct horse battery\r";
const BOB = "staple under the bridge\r";
const SURE = "ema-cross 1\r";
const made = mkdtempSync(join(tmpdir(), "bulkhead-ceremony-"));

/** Key derivation takes half a second each time: the workspace is made once and copied. */
beforeAll(async () => {
  let drawn = 0;
  const entropy = { bytes: (length: number) => new Uint8Array(length).fill((drawn += 1)) };
  const run = async (argv: string[], ...typed: string[]): Promise<void> => {
    const ports = { entropy, userKeys: join(made, "home"), keyboard: aKeyboard(typed) };
    const ran = await sign(made, argv, ports);
    if (ran.exit !== 0) throw new Error(ran.err);
  };
  const [alice, bob] = [join(made, "home/alice.key.json"), join(made, "home/bob.key.json")];
  await run(["keygen", "--name", "alice"], ALICE, ALICE);
  await run(["keygen", "--name", "bob"], BOB, BOB);
  await run(["root", "init", "--key", alice, "--owner", "Alice"], "root 1\r", ALICE);
  const grant = ["--public-key", join(made, "home/bob.pub.json"), "--role", "release"];
  const signers = ["--key", alice, "--key", bob];
  await run(
    ["root", "add", ...grant, "--threshold", "2", "--owner", "Bob", ...signers],
    "root 2\r",
    ALICE,
    BOB,
  );
  putBuilt(made, aPlugin());
  return () => rmSync(made, { recursive: true, force: true });
}, 30_000);

function approving(names: string[], typed: string[]) {
  const workspace = aFolder();
  cpSync(made, workspace, { recursive: true });
  const keys = names.flatMap((name) => ["--key", join(workspace, "home", `${name}.key.json`)]);
  const approve = (): Promise<Ran> =>
    sign(workspace, ["approve", "ema-cross", "--slot", SLOT, ...keys], {
      keyboard: aKeyboard(typed),
      nowMs: () => NOW_MS,
    });
  return { workspace, approve };
}

describe("two of two", () => {
  it("both sign: the envelope has both signatures, and the root says who they are", async () => {
    const { workspace, approve } = approving(["alice", "bob"], [SURE, ALICE, BOB]);
    const ran = await approve();
    expect(ran).toMatchObject({ exit: 0, err: "" });
    expect(ran.told).toContain("passphrase of alice");
    expect(ran.told).toContain("passphrase of bob");
    const folder = join(workspace, "signed/ema-cross/1/approvals");
    const [digest = ""] = Object.keys(contentsOf(folder));
    const envelope: { signatures: unknown[] } = JSON.parse(
      readFileSync(join(folder, digest), "utf8"),
    );
    expect(envelope.signatures).toHaveLength(2);
    const root: { payload: string } = JSON.parse(
      readFileSync(join(workspace, "keys/root.json"), "utf8"),
    );
    const words = Buffer.from(root.payload, "base64").toString("utf8");
    expect(words).toContain('"owner":"Alice"');
    expect(words).toContain('"environments":["paper","live"]');
  });

  it.for<[string, string[], string[], string]>([
    [
      "the second passphrase is wrong",
      ["alice", "bob"],
      [SURE, ALICE, ALICE],
      "key_passphrase_wrong",
    ],
    ["the second person gives up", ["alice", "bob"], [SURE, ALICE, "\x03"], "passphrase_cancelled"],
    ["another strategy was meant", ["alice", "bob"], ["rsi-revert 1\r"], "not_confirmed"],
    ["another version was meant", ["alice", "bob"], ["ema-cross 2\r"], "not_confirmed"],
    ["somebody says yes", ["alice", "bob"], ["yes\r"], "not_confirmed"],
    ["the terminal goes away", ["alice", "bob"], [], "not_confirmed"],
  ])("%s: refused, nothing moves", async ([, names, typed, code]) => {
    const { workspace, approve } = approving(names, typed);
    const before = contentsOf(workspace);
    const ran = await approve();
    expect(ran).toMatchObject({ exit: 1, code });
    expect(ran.told).toContain(SLOT);
    expect(contentsOf(workspace)).toEqual(before);
  });

  it("without a terminal an encrypted key is not even opened", async () => {
    const { workspace } = approving([], []);
    const before = contentsOf(workspace);
    const key = join(workspace, "home/alice.key.json");
    const ran = await sign(workspace, ["approve", "ema-cross", "--slot", SLOT, "--key", key]);
    expect(ran).toMatchObject({ exit: 1, code: "terminal_missing" });
    expect(ran.told).not.toContain("passphrase");
    expect(contentsOf(workspace)).toEqual(before);
  });

  it.for<[string, string[], string[]]>([
    ["one signs", ["alice"], [SURE, ALICE]],
    ["one signs twice", ["alice", "alice"], [SURE, ALICE]],
  ])("%s: a proposal with one signature, and signed/ does not move", async ([, names, typed]) => {
    const { workspace, approve } = approving(names, typed);
    const ran = await approve();
    expect(ran).toMatchObject({ exit: 0 });
    expect(ran.out).toContain("1 of 2 signed: Alice");
    expect(ran.out).toContain("may still sign  Bob");
    const moved = Object.keys(contentsOf(workspace)).filter((path) =>
      /^(signed|var.proposals)/.test(path),
    );
    expect(moved).toEqual([`var/proposals/approval-${SLOT}-1.json`]);
  });
});
