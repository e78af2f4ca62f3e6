/** The `sign` program as a person runs it: launcher, pinned engine, real files, real terminal. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { aPlugin, SLOT } from "#test/kit/signer.ts";
import { aFolder, putBuilt } from "#test/kit/workspace.ts";

const LAUNCHER = join(import.meta.dirname, "..", "..", "keys", "sign.js");

function run(home: string, ...argv: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, ...argv], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: home },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { status, stdout, stderr };
}

describe("sign, as a program", () => {
  it("goes from nothing to an approved plugin", () => {
    const workspace = aFolder();
    putBuilt(workspace, aPlugin());
    const at = ["--workspace", workspace];
    expect(run(workspace, "keygen", "--name", "demo", "--paper", ...at).status).toBe(0);
    expect(run(workspace, "root", "init", ...at).status).toBe(0);
    const approved = run(
      workspace,
      "approve",
      "ema-cross",
      "--slot",
      SLOT,
      "--timeframe",
      "5m",
      ...at,
    );
    expect(approved).toMatchObject({ status: 0 });
    expect(approved.stderr).toContain("slot version  new slot → 1");
    expect(approved.stdout).toMatch(
      /^signed\/next\/paper\.main\.BTCUSDT\.json → ema-cross version 1/,
    );
    const verified = run(workspace, "verify", "--json", ...at);
    expect(verified.status).toBe(0);
    expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true, rows: { length: 4 } });
  });

  it("says what is wrong and ends with the code of its kind", () => {
    const workspace = aFolder();
    const at = ["--workspace", workspace];
    const refused = run(workspace, "verify", ...at);
    expect(refused).toMatchObject({ status: 1, stdout: "" });
    expect(refused.stderr).toBe(
      "refused: root_missing: there is no keys/root.json\nhint: sign root init makes it from the key in keys/\n",
    );
    expect(run(workspace, "approve", ...at).status).toBe(2);
    expect(run(workspace, "aprove", ...at).stderr).toContain("approve");
  });

  it("does not take a passphrase from anything but a terminal", () => {
    const home = aFolder();
    const { status, stderr } = run(home, "keygen", "--name", "alice", "--workspace", home);
    expect(status).toBe(1);
    expect(stderr).toContain("refused: terminal_missing: ");
    expect(existsSync(join(home, ".config"))).toBe(false);
  });

  it("reads it from a terminal without showing it", async ({ skip }) => {
    if (spawnSync("script", ["--version"]).status !== 0)
      skip("script (util-linux) is not installed");
    const home = aFolder();
    const command = `${process.execPath} ${LAUNCHER} keygen --name alice --workspace ${home}`;
    const env = { PATH: process.env["PATH"], HOME: home, SHELL: "/bin/sh", TERM: "dumb" };
    const terminal = spawn("script", ["-qec", command, "/dev/null"], { env });
    let screen = "";
    terminal.stdout.on("data", (chunk: Buffer) => {
      const before = screen;
      screen += chunk.toString("utf8");
      for (const question of ["new passphrase: ", "the same again: "]) {
        const asked = screen.includes(question) && !before.includes(question);
        if (asked) terminal.stdin.write("correct horse battery\r");
      }
    });
    const [status] = await once(terminal, "exit");
    expect(screen).not.toContain("correct");
    expect(status).toBe(0);
    const key: { schema: string } = JSON.parse(
      readFileSync(join(home, ".config", "bulkhead", "alice.key.json"), "utf8"),
    );
    expect(key.schema).toBe("key/1");
  });
});
