import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { MachineAudit } from "#host/commands/audit/ports.ts";
import { ENGINE_SHA256 } from "#host/engine.js";
import { finding } from "#host/contract/finding.ts";
import { hostData, hostSays, type HostChange } from "#test/kit/host-says.ts";
import { temporaryFolder } from "#test/kit/journal-file.ts";
import { aStrategy, signedWorkspace } from "#test/kit/run-workspace.ts";
import { NOW_MS, SLOT } from "#test/kit/signer.ts";
import { aTradedWorkspace } from "#test/kit/traded.ts";

const DAY_MS = 86_400_000;
const PINNED =
  Object.entries(ENGINE_SHA256).find(([place]) => place === `linux-${process.arch}`)?.[1] ?? "";
const SOUND: Partial<MachineAudit> = { engineSha256: () => PINNED };

interface Row {
  readonly rule: string;
  readonly verdict: string;
  readonly blocks: string | null;
  readonly message: string;
  readonly remedy: string;
}

async function audited(dir: string, change: HostChange = {}): Promise<readonly Row[]> {
  const data = await hostData(dir, ["audit"], {
    ...change,
    machine: { ...SOUND, ...change.machine },
  });
  return data["findings"] as Row[];
}

/** Findings of one rule as `verdict blocks message`. */
async function told(
  rule: string,
  dir: string,
  change: HostChange = {},
): Promise<readonly string[]> {
  const rows = (await audited(dir, change)).filter((row) => row.rule === rule);
  return rows.map(({ verdict, blocks, message }) => `${verdict} ${blocks} ${message}`);
}

describe("host audit of a sound workspace", () => {
  it("finds nothing that stops paper, and exits with 0", async () => {
    const { workspace } = aTradedWorkspace();
    const rows = await audited(workspace.dir);
    expect(rows.filter(({ verdict }) => verdict === "fail")).toEqual([]);
    expect((await hostSays(workspace.dir, ["audit"], { machine: SOUND })).exit).toBe(0);
  });

  it("finds nothing wrong with a new one either: what is not there yet is unproven", async () => {
    const dir = temporaryFolder();
    await hostSays(dir, ["init"]);
    expect((await hostSays(dir, ["audit"], { machine: SOUND })).exit).toBe(0);
    const unproven = (await audited(dir)).filter(({ verdict }) => verdict === "unproven");
    expect(unproven.map(({ rule }) => rule)).toEqual(["root", "approvals", "journals"]);
  });

  it("answers with findings of the one shape, and what they stop", async () => {
    for (const { blocks, ...row } of await audited(aTradedWorkspace().workspace.dir)) {
      expect(finding.safeParse(row).success).toBe(true);
      expect([null, "live", "paper"]).toContain(blocks);
    }
  });

  it("names everything that is missing for live trading", async () => {
    const { dir } = aTradedWorkspace().workspace;
    const machine = { ...SOUND, flags: [] };
    const arming = (await audited(dir, { machine })).find(({ rule }) => rule === "arming");
    expect(arming).toMatchObject({
      verdict: "report",
      blocks: null,
      remedy:
        "this release has no live venue; no risk policy is signed; [arm] allowed = true is not in config/host.toml; engine-debugger failed",
    });
  });
});

describe("host audit warns before something runs out", () => {
  it.for<[left: string, expires: number, verdict: string]>([
    ["29 days left", NOW_MS + 29.5 * DAY_MS, "pass null"],
    ["7 days left", NOW_MS + 7 * DAY_MS, "report null"],
    ["3 days left", NOW_MS + 3 * DAY_MS, "report null"],
    ["1 day left", NOW_MS + DAY_MS, "report null"],
    ["3 hours left", NOW_MS + DAY_MS / 8, "report null"],
  ])("an approval with %s", async ([left, expires, verdict]) => {
    const dates = {
      notBefore: "2026-11-01T00:00:00.000Z",
      expires: new Date(expires).toISOString(),
    };
    const { dir } = signedWorkspace(temporaryFolder(), [
      { slot: SLOT, plugin: aStrategy(), change: dates },
    ]);
    expect(await told("approvals", dir)).toEqual([
      `${verdict} ${SLOT}: table version 1 verifies, ${left}`,
    ]);
  });

  it("a root with seven days left, and one that is over", async () => {
    const { dir } = signedWorkspace(temporaryFolder());
    const end = Date.parse("2099-01-01T00:00:00.000Z");
    expect(await told("root", dir, { nowMs: end - 7 * DAY_MS })).toEqual([
      "report null version 1 verifies, 7 days left",
    ]);
    expect(await told("root", dir, { nowMs: end })).toEqual([
      "fail paper root_expired: root version 1 expired at 2099-01-01T00:00:00.000Z",
    ]);
  });

  it("a disk that fills, and a clock that leapt", async () => {
    const { workspace } = aTradedWorkspace();
    expect(await told("disk", workspace.dir, { machine: { freeBytes: () => 1e9 } })).toEqual([
      "report null 953 MiB are free for var/",
    ]);
    const entryMs = Date.parse("2026-01-01T00:35:00.000Z");
    expect(await told("clock", workspace.dir, { nowMs: entryMs - 1 })).toEqual([
      "report null it is 2026-01-01T00:34:59.999Z, and a journal has an entry of 2026-01-01T00:35:00.000Z",
    ]);
    expect((await told("clock", workspace.dir, { nowMs: entryMs + 401 * DAY_MS }))[0]).toMatch(
      /^report null .* more than a year after/,
    );
  });
});

it("an engine without a pin is reported, not refused", async () => {
  const { dir } = aTradedWorkspace().workspace;
  expect(await told("engine-binary", dir, { machine: { platform: "darwin" } })).toEqual([
    `report null node ${process.versions.node} on darwin-${process.arch}: no binary is pinned for it`,
  ]);
});

it("a secret key for its owner only is no finding", async () => {
  const { workspace } = aTradedWorkspace();
  mkdirSync(workspace.keys, { recursive: true });
  writeFileSync(join(workspace.keys, "demo.key.json"), "{}", { mode: 0o600 });
  expect(await told("key-files", workspace.dir)).toEqual([
    "pass null 1 secret key lies in keys/, for their owner only",
  ]);
});
