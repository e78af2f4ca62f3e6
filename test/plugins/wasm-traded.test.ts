/** A binary on its whole way: built, signed, traded on paper, computed again; and tampered with. */
import { execFile } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { z } from "zod";
import { aFolder } from "#test/kit/workspace.ts";
import { FOLDER } from "./kit.ts";

const ROOT = join(import.meta.dirname, "../..");
const LAUNCHERS = { host: "host/host.js", sdk: "sdk/sdk.js", sign: "keys/sign.js" } as const;
const ID = "wasm-donchian";
const SLOT = "paper.main.BTCUSDT";
const execute = promisify(execFile);

/** Types a command as a person would, without a terminal. */
async function type(plane: keyof typeof LAUNCHERS, ...args: readonly string[]) {
  try {
    const { stdout } = await execute(process.execPath, [LAUNCHERS[plane], ...args], { cwd: ROOT });
    return { code: 0, out: stdout };
  } catch (error) {
    const { code, stdout, stderr } = failed.parse(error);
    return { code, out: stdout + stderr };
  }
}
const failed = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() });

it("is signed as its binary, trades, answers alike when computed again, and runs no other byte", async () => {
  const workspace = aFolder();
  const here = ["--workspace", workspace];
  const at = (...path: string[]) => join(workspace, "signed", ID, "1", ...path);
  await type("host", "init", workspace);
  cpSync(join(FOLDER, ID), join(workspace, "plugins", ID), { recursive: true });
  await type("sign", "keygen", "--paper", "--name", "demo", ...here);
  await type("sign", "root", "init", "--owner", "demo", ...here);
  await type("sdk", "build", ID, ...here);

  const signed = await type("sign", "approve", ID, "--slot", SLOT, "--timeframe", "5m", ...here);
  expect(signed).toMatchObject({ code: 0 });
  const binary = readFileSync(at("bundle.wasm"));
  expect(binary).toEqual(readFileSync(join(workspace, "var/candidates", ID, "1/bundle.wasm")));

  const run = await type("host", "run", "--feed", "simulated", "--days", "4", ...here);
  expect(run).toMatchObject({ code: 0 });
  expect(run.out).toMatch(/close (?:rose above|fell below) the/);
  const replay = await type("host", "replay", ...here);
  expect(replay).toMatchObject({ code: 0 });
  expect(replay.out).toMatch(/replayed: \d+ entry decisions .*every answer equal/);

  writeFileSync(at("bundle.wasm"), flipped(binary));
  expect((await type("sign", "verify", ...here)).out).toContain("bundle_digest_differs");
  writeFileSync(at("bundle.wasm"), binary);
  writeFileSync(at("bundle.js"), "export const entrySignal = () => null;\n");
  expect((await type("sign", "verify", ...here)).out).toContain("bundle_digest_differs");
  rmSync(at("bundle.js"));
  expect(await type("sign", "verify", ...here)).toMatchObject({ code: 0 });
}, 120_000);

function flipped(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte));
}
