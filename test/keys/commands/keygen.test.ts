import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { aFolder, aKeyboard, contentsOf, sign } from "#test/kit/workspace.ts";

const PASSPHRASE = "correct horse battery\r";

describe("sign keygen", () => {
  it("--paper writes a plain key into the workspace, for paper only", async () => {
    const workspace = aFolder();
    const ran = await sign(workspace, ["keygen", "--name", "demo", "--paper", "--json"]);
    const path = join(workspace, "keys", "demo.key.json");
    expect(ran).toMatchObject({ exit: 0, err: "" });
    expect(JSON.parse(ran.out)).toMatchObject({
      ok: true,
      name: "demo",
      environments: ["paper"],
      path,
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(workspace, "keys")).mode & 0o777).toBe(0o755);
    expect(readFileSync(join(workspace, "keys", "demo.pub.json"), "utf8")).not.toContain("seed");
  });

  it("writes an encrypted key outside the workspace", async () => {
    const [workspace, userKeys] = [aFolder(), aFolder()];
    const keyboard = aKeyboard([PASSPHRASE, PASSPHRASE]);
    const ran = await sign(workspace, ["keygen", "--name", "alice"], { userKeys, keyboard });
    expect(ran.exit).toBe(0);
    const text = readFileSync(join(userKeys, "alice.key.json"), "utf8");
    expect(JSON.parse(text)).toMatchObject({ schema: "key/1", environments: ["paper", "live"] });
    expect(existsSync(join(workspace, "keys"))).toBe(false);
    expect(ran.out + ran.err + ran.told).not.toContain("correct horse");
  });

  it("writes where --out says", async () => {
    const workspace = aFolder();
    const out = join(workspace, "elsewhere", "k.key.json");
    expect((await sign(workspace, ["keygen", "--name", "k", "--paper", "--out", out])).exit).toBe(
      0,
    );
    expect(existsSync(out)).toBe(true);
  });

  it.for<[string, string[], (string[] | null)?]>([
    ["terminal_missing", ["--name", "alice"], null],
    ["passphrase_too_short", ["--name", "alice"], ["short\r"]],
    ["passphrase_differs", ["--name", "alice"], [PASSPHRASE, "another horse battery\r"]],
    ["argument_invalid", ["--name", "../alice", "--paper"], null],
    ["argument_invalid", ["--name", "Alice", "--paper"], null],
    ["key_exists", ["--name", "there", "--paper"], null],
  ])("refuses with %s and writes nothing", async ([code, argv, lines]) => {
    const workspace = aFolder();
    await sign(workspace, ["keygen", "--name", "there", "--paper"]);
    const before = contentsOf(workspace);
    const keyboard = aKeyboard(lines ?? null);
    const ran = await sign(workspace, ["keygen", ...argv], { userKeys: workspace, keyboard });
    expect(ran).toMatchObject({ exit: 1, code });
    expect(contentsOf(workspace)).toEqual(before);
  });
});
