/** Two people with encrypted keys, two of two: every signature is asked for, and one alone moves nothing. */
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { aPlugin, NOW_MS, SLOT } from "#test/kit/signer.ts";
import { aFolder, aKeyboard, contentsOf, putBuilt, sign, type Ran } from "#test/kit/workspace.ts";

const ALICE = "correct horse battery\r";
const BOB = "staple under the bridge\r";
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
  await run(["root", "init", "--key", alice, "--owner", "Alice"], ALICE);
  const grant = ["--public-key", join(made, "home/bob.pub.json"), "--role", "release"];
  const signers = ["--signing-key", alice, "--signing-key", bob];
  await run(
    ["root", "add", ...grant, "--threshold", "2", "--owner", "Bob", ...signers],
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
    const { workspace, approve } = approving(["alice", "bob"], [ALICE, BOB]);
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
    ["only one signs", ["alice"], [ALICE], "threshold_not_met"],
    ["one signs twice", ["alice", "alice"], [ALICE, ALICE], "threshold_not_met"],
    ["the second passphrase is wrong", ["alice", "bob"], [ALICE, ALICE], "key_passphrase_wrong"],
    ["the second person gives up", ["alice", "bob"], [ALICE, "\x03"], "passphrase_cancelled"],
  ])("%s: refused, nothing moves", async ([, names, typed, code]) => {
    const { workspace, approve } = approving(names, typed);
    const before = contentsOf(workspace);
    const ran = await approve();
    expect(ran).toMatchObject({ exit: 1, code });
    expect(ran.told).toContain(SLOT);
    expect(contentsOf(workspace)).toEqual(before);
  });
});
