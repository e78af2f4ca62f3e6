import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadRoot } from "#host/trust/keyring/root.ts";
import { readRootChain } from "#host/trust/keyring/root-chain.ts";
import { signedFilesIn } from "#host/workspace/signed-files.ts";
import { flipped, NOW_MS } from "#test/kit/signer.ts";
import { aFolder, contentsOf, sign, type Ran } from "#test/kit/workspace.ts";

const DAY_MS = 86_400_000;

/** A workspace with paper keys of these names, and a root of the first. */
async function withKeys(...names: string[]) {
  const workspace = aFolder();
  // One stream of entropy for all: the same stream would give every key the same bytes.
  let drawn = 0;
  const entropy = { bytes: (length: number) => new Uint8Array(length).fill((drawn += 1)) };
  for (const name of names)
    await sign(workspace, ["keygen", "--name", name, "--paper"], { entropy });
  const key = (name: string) => join(workspace, "keys", `${name}.key.json`);
  const pub = (name: string) => join(workspace, "keys", `${name}.pub.json`);
  const run = (argv: string[], nowMs = NOW_MS): Promise<Ran> =>
    sign(workspace, ["root", ...argv], { nowMs: () => nowMs });
  const init = await run(["init", "--key", key(names[0] ?? "")]);
  const load = (nowMs = NOW_MS) => {
    const chain = readRootChain(signedFilesIn(join(workspace, "keys")));
    return chain.ok ? loadRoot(chain.value, nowMs, null) : chain;
  };
  return { workspace, key, pub, run, init, load };
}

describe("a root that may have been put back", () => {
  /** The first root's bytes, and a way to a next version. */
  async function rotating() {
    const { workspace, run, key, pub } = await withKeys("alice", "bob");
    const first = readFileSync(join(workspace, "keys/root.json"));
    const add = async (role: string): Promise<void> => {
      const argv = ["add", "--public-key", pub("bob"), "--role", role, "--key", key("alice")];
      expect(await run(argv)).toMatchObject({ exit: 0 });
    };
    const putBack = (): void => writeFileSync(join(workspace, "keys/root.json"), first);
    return { workspace, add, putBack };
  }

  it.for([
    ["root show", ["root", "show"]],
    ["verify", ["verify"]],
  ] as const)("is warned of by sign %s", async ([, argv]) => {
    const { workspace, add, putBack } = await rotating();
    const told = async () => (await sign(workspace, argv)).told;
    expect(await told()).toBe("");
    await add("log");
    expect(await told()).toBe("");
    putBack();
    expect(await told()).toContain("warning: keys/root.json is version 1");
  });

  it("is refused when a later one is kept", async () => {
    const { workspace, add, putBack } = await rotating();
    await add("log");
    await add("risk");
    putBack();
    for (const argv of [["root", "show"], ["verify"]]) {
      expect(await sign(workspace, argv)).toMatchObject({ exit: 1, code: "root_rolled_back" });
    }
  });
});

describe("sign root init", () => {
  it("writes a root that the host accepts", async () => {
    const { init, load } = await withKeys("alice");
    const root = load();
    expect(init.exit).toBe(0);
    expect(init.out).toContain("release  1 of 1: alice (paper)");
    expect(init.out).toContain("risk     1 of 1: alice (paper)");
    expect(root.ok && root.value.root).toMatchObject({
      version: 1,
      expires: "2027-11-20T12:00:00.000Z",
      roles: { release: { threshold: 1 } },
    });
  });

  it("takes the only key of keys/, an owner and a shorter life", async () => {
    const workspace = aFolder();
    await sign(workspace, ["keygen", "--name", "demo", "--paper"]);
    const ran = await sign(workspace, [
      "root",
      "init",
      "--owner",
      "Desk 3",
      "--expires-days",
      "7",
      "--json",
    ]);
    expect(JSON.parse(ran.out)).toMatchObject({
      ok: true,
      expires: "2026-11-27T12:00:00.000Z",
      keys: [{ owner: "Desk 3", environments: ["paper"] }],
    });
  });

  it.for<[string, string]>([
    ["older roots", "keys/roots/1.json"],
    ["something that was signed", "signed/revocations.json"],
  ])("refuses where %s show that a root was here; nothing moves", async ([, trace]) => {
    const workspace = aFolder();
    await sign(workspace, ["keygen", "--name", "demo", "--paper"]);
    mkdirSync(dirname(join(workspace, trace)), { recursive: true });
    writeFileSync(join(workspace, trace), "{}");
    const before = contentsOf(workspace);
    const ran = await sign(workspace, ["root", "init"]);
    expect(ran).toMatchObject({ exit: 1, code: "root_exists" });
    expect(ran.err).toContain("restore keys/root.json");
    expect(contentsOf(workspace)).toEqual(before);
  });

  it("does not take an empty signed/ for a past", async () => {
    const workspace = aFolder();
    await sign(workspace, ["keygen", "--name", "demo", "--paper"]);
    mkdirSync(join(workspace, "signed"));
    writeFileSync(join(workspace, "signed/README.md"), "What is signed");
    expect(await sign(workspace, ["root", "init"])).toMatchObject({ exit: 0, err: "" });
  });

  it("refuses a second time, without a key, with two keys, and with a hidden letter in the owner", async () => {
    const { run, key, workspace } = await withKeys("alice", "bob");
    const before = contentsOf(workspace);
    expect((await run(["init", "--key", key("bob")])).code).toBe("root_exists");
    expect(contentsOf(workspace)).toEqual(before);
    expect((await sign(aFolder(), ["root", "init"])).code).toBe("key_not_chosen");
    const two = aFolder();
    await sign(two, ["keygen", "--name", "a", "--paper"]);
    expect((await sign(two, ["root", "init", "--owner", "A\u{202e}lice"])).code).toBe(
      "argument_invalid",
    );
    await sign(two, ["keygen", "--name", "b", "--paper"]);
    expect((await sign(two, ["root", "init"])).code).toBe("key_not_chosen");
  });
});

describe("sign root add", () => {
  it("gives a second key the role and raises the threshold, signed by both", async () => {
    const { run, key, pub, load, workspace } = await withKeys("alice", "bob");
    const grant = ["add", "--public-key", pub("bob"), "--role", "release", "--threshold", "2"];
    const both = ["--key", key("alice"), "--key", key("bob")];
    expect((await run([...grant, ...both])).exit).toBe(0);
    const root = load();
    expect(root.ok && root.value.version).toBe(2);
    expect(root.ok && root.value.root.roles.release).toMatchObject({ threshold: 2 });
    expect(root.ok && root.value.root.roles.release.keyids).toHaveLength(2);
    // From now on one of them alone only proposes.
    const third = ["add", "--public-key", pub("bob"), "--role", "log", "--key", key("alice")];
    expect((await run([...third, "--out", join(workspace, "p.json")])).out).toContain("missing");
    expect(load().ok && load()).toMatchObject({ value: { version: 2 } });
    expect((await run([...third, "--key", key("bob")])).exit).toBe(0);
    expect(load().ok && load()).toMatchObject({ value: { version: 3 } });
  });

  it.for<[string, string[], string[], string]>([
    ["only the new key signs", ["--role", "log"], ["bob"], "key_role_wrong"],
    [
      "the threshold is beyond the keys",
      ["--role", "risk", "--threshold", "3"],
      ["alice"],
      "threshold_unreachable",
    ],
  ])("refuses when %s, and nothing moves", async ([, grant, signers, code]) => {
    const { run, key, pub, workspace } = await withKeys("alice", "bob");
    const before = contentsOf(workspace);
    const by = signers.flatMap((name) => ["--key", key(name)]);
    expect((await run(["add", "--public-key", pub("bob"), ...grant, ...by])).code).toBe(code);
    expect(contentsOf(workspace)).toEqual(before);
  });

  it("refuses a public key file whose key id is another key's", async () => {
    const { run, key, pub } = await withKeys("alice", "bob", "carol");
    const text = readFileSync(pub("carol"), "utf8");
    const other = readFileSync(pub("bob"), "utf8");
    const keyid = /"keyid": "\w+"/;
    writeFileSync(pub("bob"), text.replace(keyid, keyid.exec(other)?.[0] ?? ""));
    const argv = ["add", "--public-key", pub("bob"), "--role", "risk", "--key", key("alice")];
    expect((await run(argv)).code).toBe("root_invalid");
  });

  it("brings an expired root back to life", async () => {
    const { run, key, pub, load } = await withKeys("alice");
    const laterMs = NOW_MS + 400 * DAY_MS;
    expect(load(laterMs).ok).toBe(false);
    const argv = ["add", "--public-key", pub("alice"), "--role", "release", "--key", key("alice")];
    expect((await run(argv, laterMs)).exit).toBe(0);
    expect(load(laterMs).ok).toBe(true);
  });

  it("refuses to follow a root that was tampered with", async () => {
    const { run, key, pub, workspace } = await withKeys("alice");
    const path = join(workspace, "keys", "root.json");
    writeFileSync(path, flipped(readFileSync(path), 40));
    const before = contentsOf(workspace);
    const ran = await run([
      "add",
      "--public-key",
      pub("alice"),
      "--role",
      "log",
      "--key",
      key("alice"),
    ]);
    expect(ran.exit).toBe(1);
    expect(contentsOf(workspace)).toEqual(before);
  });
});
