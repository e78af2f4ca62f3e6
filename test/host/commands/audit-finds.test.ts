import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { MachineAudit } from "#host/commands/audit/ports.ts";
import { ENGINE_SHA256, ENGINE_VERSION } from "#host/engine.js";
import { refuse } from "#host/kernel/result.ts";
import { aMachine, hostData, hostSays, type HostChange } from "#test/kit/host-says.ts";
import { tamper } from "#test/kit/journal-file.ts";
import { aStrategy } from "#test/kit/run-workspace.ts";
import { SLOT } from "#test/kit/signer.ts";
import { aTradedWorkspace, type Traded } from "#test/kit/traded.ts";

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

describe("resident memory that cannot be watched", () => {
  it("is reported, and stops nothing", async () => {
    const { dir } = aTradedWorkspace().workspace;
    const of = async (isWatched: boolean) => {
      const rows = await audited(dir, { machine: { watchesResident: () => isWatched } });
      return rows.find(({ rule }) => rule === "wall-resident");
    };
    expect(await of(true)).toMatchObject({ verdict: "pass", blocks: null });
    const row = await of(false);
    expect(row).toMatchObject({ verdict: "report", blocks: null });
    expect(row?.message).toContain("/proc/<pid>/task/<pid>/children");
    expect(row?.remedy).toContain("CONFIG_PROC_CHILDREN");
  });
});

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
      /^cell_wall_missing: not allowed here$/,
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
