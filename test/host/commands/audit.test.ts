import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { MachineAudit } from "#host/commands/audit/ports.ts";
import { ENGINE_SHA256, ENGINE_VERSION } from "#host/engine.js";
import { finding } from "#host/contract/finding.ts";
import { refuse } from "#host/kernel/result.ts";
import { aMachine, hostData, hostSays, type HostChange } from "#test/kit/host-command.ts";
import { tamper, temporaryFolder } from "#test/kit/journal-file.ts";
import { aStrategy, signedWorkspace } from "#test/kit/run-workspace.ts";
import { NOW_MS, SLOT } from "#test/kit/signer.ts";
import { aTradedWorkspace, type Traded } from "#test/kit/traded.ts";

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

const walls =
  (missing: string): MachineAudit["walls"] =>
  async () => {
    const { links, list } = await aMachine().walls();
    return {
      links,
      list: list.map((row) =>
        row.wall === missing ? { ...row, present: false, why: "not allowed here" } : row,
      ),
    };
  };

describe("host audit finds", () => {
  it.for<
    [
      name: string,
      rule: string,
      blocks: "paper" | "live",
      says: RegExp,
      breakIt: (traded: Traded) => HostChange,
    ]
  >([
    [
      "another engine",
      "engine-binary",
      "paper",
      /^node 26\.9\.0 with sha256 .*, pinned is node 26\.10\.0 /,
      () => ({ versions: { node: "26.9.0", v8: process.versions.v8 } }),
    ],
    [
      "other bytes of the engine",
      "engine-binary",
      "paper",
      new RegExp(`^node ${ENGINE_VERSION} with sha256 0{64}, pinned`),
      () => ({ machine: { engineSha256: () => "0".repeat(64) } }),
    ],
    [
      "a process that a signal can debug",
      "engine-debugger",
      "live",
      /^SIGUSR1 opens a debugger/,
      () => ({ machine: { flags: [] } }),
    ],
    [
      "a wall that is missing",
      "wall-namespaces",
      "live",
      /^missing: not allowed here$/,
      () => ({ machine: { walls: walls("namespaces") } }),
    ],
    [
      "a cell that does not start",
      "cell-starts",
      "paper",
      /^cell_not_started: no addon$/,
      () => ({
        machine: { tryCell: () => Promise.resolve(refuse("cell_not_started", "no addon")) },
      }),
    ],
    [
      "a mistake in the configuration",
      "config-valid",
      "paper",
      /^config_invalid: config\/host\.toml:1: unknown key nonsense$/,
      ({ workspace }) => (workspace.write("config/host.toml", "nonsense = 1\n"), {}),
    ],
    [
      "a secret key that others may read",
      "key-files",
      "live",
      /^others may read keys\/demo\.key\.json$/,
      ({ workspace }) => (
        workspace.write("keys/demo.key.json", "{}"),
        chmodSync(join(workspace.keys, "demo.key.json"), 0o640),
        {}
      ),
    ],
    [
      "a folder that everybody may write to",
      "files-writable",
      "paper",
      /^everybody may write to signed\/table$/,
      ({ workspace }) => (chmodSync(join(workspace.signed, "table"), 0o777), {}),
    ],
    [
      "a journal that everybody may write to",
      "files-writable",
      "paper",
      /^everybody may write to var\/main\/journal\.sqlite$/,
      ({ paths }) => (chmodSync(paths.journal, 0o666), {}),
    ],
    [
      "a workspace that everybody may write to",
      "files-writable",
      "paper",
      /^everybody may write to \.$/,
      ({ workspace }) => (chmodSync(workspace.dir, 0o777), {}),
    ],
    [
      "a root that is none",
      "root",
      "paper",
      /^envelope_invalid: /,
      ({ workspace }) => (workspace.write("keys/root.json", "{}"), {}),
    ],
    [
      "an approval that was changed",
      "approvals",
      "paper",
      /^paper\.main\.BTCUSDT: bundle_digest_differs: /,
      ({ workspace }) => (workspace.write("signed/table/1/bundle.js", "//"), {}),
    ],
    [
      "an approval that the journal never adopted",
      "approvals",
      "paper",
      /^paper\.main\.BTCUSDT: version_equivocated: /,
      ({ workspace }) => (
        workspace.sign({
          slot: SLOT,
          plugin: aStrategy(),
          place: "active",
          change: { reason: "another" },
        }),
        {}
      ),
    ],
    [
      "a pointer that cannot be read",
      "approvals",
      "paper",
      /^paper\.main\.BTCUSDT: pointer_invalid: /,
      ({ workspace }) => (workspace.write(`signed/next/${SLOT}.json`, "{"), {}),
    ],
    [
      "a journal whose end was cut off",
      "journals",
      "paper",
      /^main: the newest entry is 17, the last write was 18$/,
      ({ paths }) => (tamper(paths.journal, "DELETE FROM entries WHERE seq = 18"), {}),
    ],
    [
      "a journal whose newest bytes were changed",
      "journals",
      "paper",
      /^main: journal_broken: .*entry 18: /,
      ({ paths }) => (
        tamper(
          paths.journal,
          "UPDATE entries SET line = replace(line, '101', '102') WHERE seq = 18",
        ),
        {}
      ),
    ],
    [
      "a file that is no journal",
      "journals",
      "paper",
      /^main: journal_broken: /,
      ({ paths }) => (writeFileSync(paths.journal, "x".repeat(4_096)), {}),
    ],
    [
      "a full disk",
      "disk",
      "paper",
      /^63 MiB are free for var\/$/,
      () => ({ machine: { freeBytes: () => 63 * 1_048_576 } }),
    ],
    [
      "a clock in the past",
      "clock",
      "paper",
      /^it is 2025-12-31T23:59:59\.999Z, before this program was made$/,
      () => ({ nowMs: Date.parse("2026-01-01T00:00:00.000Z") - 1 }),
    ],
  ])("%s", async ([, rule, blocks, says, breakIt]) => {
    const traded = aTradedWorkspace();
    const change = breakIt(traded);
    const failed = (await audited(traded.workspace.dir, change)).filter(
      (row) => row.rule === rule && row.verdict === "fail",
    );
    expect(failed).toMatchObject([{ blocks, message: expect.stringMatching(says) }]);
    expect(failed[0]?.remedy).toMatch(/^[^A-Z].{9,}[^.]$/);
    const said = await hostSays(traded.workspace.dir, ["audit"], {
      ...change,
      machine: { ...SOUND, ...change.machine },
    });
    expect(said.exit).toBe(blocks === "paper" ? 1 : 0);
    expect(said.out).toMatch(new RegExp(`^${rule} +fail +${blocks} `, "m"));
    expect(said.err).toMatch(
      blocks === "paper" ? new RegExp(`^refused: audit_failed: .*${rule}`) : /^$/,
    );
  });

  it("what is damaged in one place without stopping at it", async () => {
    const { workspace, paths } = aTradedWorkspace();
    writeFileSync(paths.journal, "x".repeat(4_096));
    rmSync(join(workspace.keys, "root.json"));
    const rows = await audited(workspace.dir);
    expect(rows.filter(({ verdict }) => verdict === "fail").map(({ rule }) => rule)).toEqual([
      "approvals",
      "journals",
    ]);
    expect(rows.at(-1)?.rule).toBe("arming");
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

  it("a root with two days left, and one that is over", async () => {
    const { dir } = signedWorkspace(temporaryFolder());
    const end = Date.parse("2099-01-01T00:00:00.000Z");
    expect(await told("root", dir, { nowMs: end - 2 * DAY_MS })).toEqual([
      "report null version 1 verifies, 2 days left",
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
