/** Two signatures at once in one workspace: one wins, and there are never two successors. */
import { mkdirSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { aPlugin, NOW_MS, SLOT } from "#test/kit/signer.ts";
import { aReadyWorkspace, contentsOf, digestOf, sign } from "#test/kit/workspace.ts";
import { aMachine, typed } from "#test/kit/signers.ts";
import { join } from "node:path";

describe("the lock of a workspace", () => {
  it.for<[string, string, boolean, string]>([
    ["by a process that is there", "4712\n", true, "process 4712 is writing"],
    ["by a process that is gone", "4712\n", false, "process 4712, which is gone"],
    ["by nobody knows whom", "x\n", true, "an unknown process"],
  ])("held %s: refused by name, nothing moves", async ([, text, alive, words]) => {
    const { workspace } = await aReadyWorkspace();
    mkdirSync(join(workspace, "var"), { recursive: true });
    writeFileSync(join(workspace, "var/sign.lock"), text);
    const before = contentsOf(workspace);
    const ran = await sign(workspace, ["approve", "ema-cross", "--slot", SLOT], {
      isAlive: () => alive,
    });
    expect(ran).toMatchObject({ exit: 1, code: "sign_busy" });
    expect(ran.err).toContain(words);
    expect(contentsOf(workspace)).toEqual(before);
  });

  it("is given back, also after a refusal", async () => {
    const { workspace, approve } = await aReadyWorkspace();
    await approve();
    expect(Object.keys(contentsOf(workspace))).not.toContain("var/sign.lock");
  });

  it("another approval while somebody types: the slower one is refused, and the slot has one successor", async () => {
    const { workspace, approve } = await aReadyWorkspace(aPlugin());
    let rival = "";
    const keyboard = {
      isTerminal: true,
      setRaw: () => undefined,
      async read(): Promise<Uint8Array> {
        rival = digestOf(await approve(["--reason", "the faster one"], NOW_MS + 1));
        return Buffer.from("ema-cross 1\r");
      },
    };
    const ran = await sign(workspace, ["approve", "ema-cross", "--slot", SLOT], { keyboard });
    expect(ran).toMatchObject({ exit: 1, code: "proposal_stale" });
    const approvals = Object.keys(contentsOf(join(workspace, "signed/ema-cross/1/approvals")));
    expect(approvals).toEqual([`${rival}.json`]);
  });

  it("another root while somebody types: the slower one is refused, and the faster one stays", async () => {
    const desk = aMachine(["alice", "bob"], "live");
    const alice = ["--key", desk.secret("alice")];
    expect(await desk.sign(["root", "init", ...alice], typed("root 1", "alice"))).toMatchObject({
      exit: 0,
    });
    const grant = ["root", "add", "--public-key", desk.half("bob"), ...alice, "--role"];
    const answers = typed("root 2", "alice");
    let faster = "";
    const keyboard = {
      isTerminal: true,
      setRaw: () => undefined,
      async read(): Promise<Uint8Array | null> {
        if (faster === "") {
          const ran = await desk.sign([...grant, "log"], typed("root 2", "alice"));
          expect(ran).toMatchObject({ exit: 0 });
          faster = contentsOf(desk.folder)["keys/root.json"] ?? "";
        }
        const line = answers.shift();
        return line === undefined ? null : Buffer.from(line);
      },
    };
    const ran = await sign(desk.folder, [...grant, "release"], { keyboard });
    expect(ran).toMatchObject({ exit: 1, code: "proposal_stale" });
    expect(ran.err).toContain("in the meantime");
    expect(contentsOf(desk.folder)["keys/root.json"]).toBe(faster);
  });

  it("another revocation while somebody types is not lost", async () => {
    const { workspace } = await aReadyWorkspace();
    const revoke = (sha: string): string[] => [
      "revoke",
      "--bundle",
      sha.repeat(64),
      "--reason",
      "superseded",
    ];
    const keyboard = {
      isTerminal: true,
      setRaw: () => undefined,
      async read(): Promise<Uint8Array> {
        await sign(workspace, revoke("a"));
        return Buffer.from(`revoke bundle ${"b".repeat(12)}\r`);
      },
    };
    const ran = await sign(workspace, revoke("b"), { keyboard });
    expect(ran).toMatchObject({ exit: 1, code: "proposal_stale" });
    const list = await sign(workspace, ["revoke", "--list"]);
    expect(list.out).toContain("a".repeat(64));
    expect(list.out).not.toContain("b".repeat(64));
  });
});
