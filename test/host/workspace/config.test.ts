import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { Fault } from "#host/kernel/result.ts";
import { readIfThere, readSettings } from "#host/workspace/config.ts";
import { initWorkspace } from "#host/workspace/init.ts";
import { workspaceAt, type Workspace } from "#host/workspace/paths.ts";
import { HOST_TOML, RISK_TOML } from "#host/workspace/templates.ts";
import { temporaryFolder } from "#test/kit/journal-file.ts";

function aWorkspace(): Workspace {
  const made = initWorkspace(temporaryFolder());
  if (!made.ok) throw new Error(made.refusal.message);
  return made.value;
}
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

describe("reading the configuration", () => {
  it("gives both files and the digest of their bytes", () => {
    const settings = readSettings(aWorkspace());
    expect(settings).toMatchObject({
      ok: true,
      value: { hostSha256: sha256(HOST_TOML), riskSha256: sha256(RISK_TOML) },
    });
  });

  it("keeps money as text: no decimal becomes a float", () => {
    const workspace = aWorkspace();
    writeFileSync(workspace.hostToml, '[paper]\nbankroll = { usdt = "0.10000001" }\n');
    expect(readSettings(workspace)).toMatchObject({
      ok: true,
      value: { host: { paper: { bankroll: { usdt: "0.10000001" } } } },
    });
  });

  it("fills what may be left out", () => {
    const workspace = aWorkspace();
    writeFileSync(workspace.hostToml, "");
    expect(readSettings(workspace)).toMatchObject({
      ok: true,
      value: {
        host: {
          feed: { kind: "simulated", seed: "bulkhead" },
          accounts: {},
          paper: { bankroll: { usdt: "10000" }, taker_fee_bps: "5.5" },
          arm: { allowed: false },
        },
      },
    });
  });

  it.for<[name: string, breakIt: (workspace: Workspace) => void, code: string, message: RegExp]>([
    [
      "a folder that is no workspace",
      (w) => rmSync(dirname(w.hostToml), { recursive: true }),
      "workspace_missing",
      /has no config\/host\.toml$/,
    ],
    [
      "a workspace without a risk policy",
      (w) => rmSync(w.riskToml),
      "workspace_missing",
      /risk\.toml$/,
    ],
    [
      "a mistake in host.toml, by file and line",
      (w) => writeFileSync(w.hostToml, "[arm]\nallowed = 1\n"),
      "config_invalid",
      /^config\/host\.toml:2: arm\.allowed was 1, expected true or false$/,
    ],
    [
      "a mistake in risk.toml, by file and line",
      (w) => writeFileSync(w.riskToml, `${RISK_TOML}\n[[drawdown]]\nat_pct = 30\n`),
      "config_missing",
      /^config\/risk\.toml:54: missing key drawdown\.2\.size_multiplier$/,
    ],
    [
      "an empty risk policy: it has no defaults",
      (w) => writeFileSync(w.riskToml, ""),
      "config_missing",
      /^config\/risk\.toml:1: missing key leverage_max \(and 15 more\)$/,
    ],
    [
      "bytes that are not text",
      (w) => writeFileSync(w.riskToml, Buffer.from([0xff, 0xfe, 0x00, 0x41])),
      "config_invalid",
      /^config\/risk\.toml:1: /,
    ],
  ])("refuses %s", ([, breakIt, code, message]) => {
    const workspace = aWorkspace();
    breakIt(workspace);
    expect(readSettings(workspace)).toMatchObject({
      ok: false,
      refusal: { code, message: expect.stringMatching(message) },
    });
  });
});

describe("reading one file", () => {
  it("gives its bytes", () => {
    const { hostToml } = aWorkspace();
    expect(readIfThere(hostToml)).toEqual(readFileSync(hostToml));
  });

  it("gives null where there is none, also below a folder that is not there", () => {
    const { dir } = workspaceAt(temporaryFolder());
    expect(readIfThere(`${dir}/a/b.toml`)).toBeNull();
  });

  it("fails on what is no file", () => {
    const { dir } = workspaceAt(temporaryFolder());
    mkdirSync(`${dir}/folder`);
    expect(() => readIfThere(`${dir}/folder`)).toThrow(Fault);
  });
});
