/** No secret leaves: not in what is printed, not in what is written, not in a core file. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { askPassphrase } from "#keys/passphrase.ts";
import { aPlugin, SLOT } from "#test/kit/signer.ts";
import { aMachine, passphraseOf, seedOf, typed, type Machine } from "#test/kit/signers.ts";
import { aFolder, putBuilt, somePorts, type Ran } from "#test/kit/workspace.ts";

const PRLIMIT = "/usr/bin/prlimit";
const PASSPHRASE = passphraseOf("alice");
const SEED = seedOf("alice");
const BUNDLE = "a".repeat(64);

/** Every spelling in which a secret could slip out. */
const SECRETS: readonly [string, Buffer][] = [
  ["the passphrase", Buffer.from(PASSPHRASE)],
  ["the passphrase in base64", Buffer.from(Buffer.from(PASSPHRASE).toString("base64"))],
  ["the passphrase in hex", Buffer.from(Buffer.from(PASSPHRASE).toString("hex"))],
  ["the seed", SEED],
  ["the seed in hex", Buffer.from(SEED.toString("hex"))],
  ["the seed in base64", Buffer.from(SEED.toString("base64").replace(/=+$/, ""))],
  ["the seed as an array", Buffer.from(SEED.subarray(0, 8).join(","))],
];

function leaksIn(bytes: Buffer): string[] {
  return SECRETS.filter(([, secret]) => bytes.includes(secret)).map(([name]) => name);
}

function everyFile(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Buffer.concat(
    files
      .filter((each) => each.isFile())
      .map((each) => readFileSync(join(each.parentPath, each.name))),
  );
}

describe("a secret is in nothing that is printed or written", () => {
  const commands = (desk: Machine): [string, string[], string[]][] => {
    const key = ["--key", desk.secret("alice")];
    const approve = ["approve", "ema-cross", "--slot", SLOT, ...key];
    const revoke = ["revoke", "--bundle", BUNDLE, "--reason", "superseded", ...key];
    return [
      ["init", ["root", "init", ...key], typed("root 1", "alice")],
      ["a wrong passphrase", approve, ["ema-cross 1\r", `${PASSPHRASE}!\r`]],
      ["a passphrase typed into the question", approve, [`${PASSPHRASE}\r`]],
      ["approve", approve, typed("ema-cross 1", "alice")],
      ["approve as JSON", [...approve, "--reason", "b", "--json"], typed("ema-cross 1", "alice")],
      ["renew", ["renew", SLOT, ...key], typed("ema-cross 1", "alice")],
      ["withdraw", ["withdraw", SLOT, ...key], typed("withdraw ema-cross 1", "alice")],
      ["revoke", revoke, typed(`revoke bundle ${BUNDLE.slice(0, 12)}`, "alice")],
      [
        "a proposal",
        ["root", "threshold", "release", "1", ...key, "--out", desk.at("p.json")],
        typed("root 2", "alice"),
      ],
      ["verify", ["verify", "--json"], []],
      ["no terminal", approve, []],
    ];
  };

  it("in the whole life of an encrypted key", async () => {
    const desk = aMachine(["alice"], "live");
    putBuilt(desk.folder, aPlugin());
    const said: Record<string, string[]> = {};
    const exits: number[] = [];
    for (const [name, argv, answers] of commands(desk)) {
      const ran: Ran = await desk.sign(argv, answers.length === 0 ? null : answers);
      exits.push(ran.exit);
      said[name] = leaksIn(Buffer.from(`${ran.out}${ran.err}${ran.told}`));
    }
    expect(exits).toEqual([0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(Object.values(said).flat()).toEqual([]);
    expect(leaksIn(everyFile(desk.folder))).toEqual([]);
  });

  it("and the search itself finds what it looks for", () => {
    for (const [name, secret] of SECRETS) {
      expect(leaksIn(Buffer.concat([Buffer.from("x"), secret, Buffer.from("y")]))).toContain(name);
    }
    expect(leaksIn(everyFile(aMachine(["alice"], "paper").folder))).toContain("the seed in hex");
  });
});

describe("what was typed", () => {
  it("is erased where the terminal put it", async () => {
    const chunk = Uint8Array.from(Buffer.from("correct horse battery\r"));
    const keyboard = { isTerminal: true, setRaw: () => undefined, read: async () => chunk };
    const asked = await askPassphrase(somePorts({ keyboard }), "? ");
    expect(asked.ok).toBe(true);
    expect([...chunk].every((byte) => byte === 0)).toBe(true);
  });
});

describe("a crash", () => {
  it("while a key is open leaves no core file", async ({ skip }) => {
    if (process.platform !== "linux") skip("limits are read from /proc");
    if (!existsSync(PRLIMIT)) skip("prlimit is not installed");
    if (spawnSync("script", ["--version"]).status !== 0) skip("script is not installed");
    const home = aFolder();
    const launcher = join(import.meta.dirname, "..", "..", "keys", "sign.js");
    const command = `${process.execPath} ${launcher} keygen --name alice --workspace ${home}`;
    const env = { PATH: process.env["PATH"], HOME: home, SHELL: "/bin/sh", TERM: "dumb" };
    const line = ["--core=unlimited:unlimited", "script", "-qec", command, "/dev/null"];
    const allowed = spawnSync(PRLIMIT, ["--core=unlimited:unlimited", "true"]).status === 0;
    const terminal = spawn(PRLIMIT, allowed ? line : line.slice(1), { env });
    for await (const chunk of terminal.stdout) {
      if (String(chunk).includes("new passphrase")) break;
    }
    const limits = programsIn(home).map((pid) => readFileSync(`/proc/${pid}/limits`, "utf8"));
    terminal.kill("SIGKILL");
    await once(terminal, "close");
    expect(limits.length).toBeGreaterThan(0);
    for (const text of limits) expect(text).toMatch(/^Max core file size\s+0\s+0/m);
  });
});

/** Processes of the engine whose command line names the folder. */
function programsIn(folder: string): string[] {
  return readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const words = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
      return words.includes(folder) && words.some((word) => word.endsWith("sign.js"));
    } catch {
      return false; // it ended meanwhile
    }
  });
}
