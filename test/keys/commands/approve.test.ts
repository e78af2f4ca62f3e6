import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { approval as approvalShape, type Approval } from "#host/contract/approval.ts";
import { aPlugin, NOW_MS, sha256, SLOT } from "#test/kit/signer.ts";
import {
  aFolder,
  aReadyWorkspace,
  contentsOf,
  digestOf,
  putBuilt,
  sign,
} from "#test/kit/workspace.ts";

const PLUGIN = aPlugin();

function signedIn(workspace: string, digest: string, version = 1): Approval {
  const path = join(
    workspace,
    "signed",
    "ema-cross",
    String(version),
    "approvals",
    `${digest}.json`,
  );
  const { payload }: { payload: string } = JSON.parse(readFileSync(path, "utf8"));
  return approvalShape.parse(JSON.parse(Buffer.from(payload, "base64").toString("utf8")));
}

describe("sign approve", () => {
  it("writes what the host reads: folder, approval, pointer", async () => {
    const { workspace, approve } = await aReadyWorkspace();
    const ran = await approve();
    expect(ran).toMatchObject({ exit: 0, err: "" });
    const digest = digestOf(ran);
    expect(Object.keys(contentsOf(join(workspace, "signed")))).toEqual([
      `ema-cross/1/approvals/${digest}.json`,
      "ema-cross/1/bundle.js",
      "ema-cross/1/manifest.toml",
      "ema-cross/1/source/manifest.toml",
      "ema-cross/1/source/signal.ts",
      `next/${SLOT}.json`,
    ]);
    expect(readFileSync(join(workspace, "signed/ema-cross/1/bundle.js"), "utf8")).toBe(
      PLUGIN.bundle,
    );
    expect(signedIn(workspace, digest)).toMatchObject({
      slot: SLOT,
      slotVersion: 1,
      previous: null,
      instruments: ["BTCUSDT"],
      timeframe: "5m",
      members: [{ bundleSha256: sha256(PLUGIN.bundle), params: { fast: 8, slow: 21 } }],
      risk: { leverageMax: "5", stopLossPct: { default: "0.8" }, timeStopBars: 288 },
      engine: { node: process.versions.node, v8: process.versions.v8, arch: "x64" },
      notBefore: "2026-11-20T12:00:00.000Z",
      expires: "2026-12-20T12:00:00.000Z",
    });
  });

  it("says everything that is being approved before it signs", async () => {
    const { approve } = await aReadyWorkspace();
    const { told } = await approve([
      "--params",
      '{"fast":10}',
      "--leverage",
      "2",
      "--reason",
      "slower",
    ]);
    for (const words of [
      SLOT,
      "new slot → 1",
      "fast       -             10",
      "slow       -             21",
      "leverage, at most                -       2",
      "time stop, bars                  -       288",
      "// ema-cross 1",
      "2026-12-20T12:00:00.000Z",
      sha256(PLUGIN.bundle),
      "slower",
      process.versions.v8,
    ]) {
      expect(told).toContain(words);
    }
  });

  it("takes what was asked for: instruments, params, tighter risk, life, reason", async () => {
    const { workspace, approve } = await aReadyWorkspace();
    const ran = await approve([
      "--instrument",
      "ETHUSDT",
      "--instrument",
      "BTCUSDT",
      "--params",
      '{"slow":30}',
      "--leverage",
      "1.5",
      "--max-notional-pct",
      "20",
      "--time-stop-bars",
      "12",
      "--expires-days",
      "7",
      "--timeframe",
      "5m",
      "--reason",
      "a test",
    ]);
    expect(signedIn(workspace, digestOf(ran))).toMatchObject({
      instruments: ["ETHUSDT", "BTCUSDT"],
      members: [{ params: { fast: 8, slow: 30 } }],
      risk: { leverageMax: "1.5", maxNotionalPct: "20", timeStopBars: 12 },
      expires: "2026-11-27T12:00:00.000Z",
      reason: "a test",
    });
  });

  it("counts signed approvals, adopted or not, and links them", async () => {
    const { workspace, approve } = await aReadyWorkspace();
    const first = digestOf(await approve());
    const second = digestOf(await approve(["--reason", "again"], NOW_MS + 1_000));
    putBuilt(workspace, aPlugin({ version: 2 }));
    const third = digestOf(await approve([], NOW_MS + 2_000));
    expect(signedIn(workspace, second)).toMatchObject({ slotVersion: 2, previous: first });
    expect(signedIn(workspace, third, 2)).toMatchObject({ slotVersion: 3, previous: second });
    const pointer = JSON.parse(readFileSync(join(workspace, `signed/next/${SLOT}.json`), "utf8"));
    expect(pointer).toMatchObject({ approval: third, id: "ema-cross", version: 2 });
  });

  it("keeps slots apart", async () => {
    const { workspace, approve } = await aReadyWorkspace();
    await approve();
    const other = await sign(workspace, [
      "approve",
      "ema-cross",
      "--slot",
      "paper.two.ETHUSDT",
      "--json",
    ]);
    expect(JSON.parse(other.out)).toMatchObject({ slotVersion: 1, slot: "paper.two.ETHUSDT" });
  });

  it("finds a candidate beside a plugin of another checkout", async () => {
    const [{ workspace }, elsewhere] = [await aReadyWorkspace(), aFolder()];
    putBuilt(elsewhere, aPlugin({ id: "rsi-revert" }));
    const folder = join(elsewhere, "plugins", "rsi-revert");
    expect((await sign(workspace, ["approve", folder, "--slot", SLOT])).exit).toBe(0);
  });

  it("ignores what is no source: hidden files, packages, declarations, notes", async () => {
    const { workspace, approve } = await aReadyWorkspace();
    const folder = join(workspace, "plugins", "ema-cross");
    for (const name of [".git/config", "node_modules/a/index.js", "signal.d.ts", "notes.txt"]) {
      mkdirSync(join(folder, name, ".."), { recursive: true });
      writeFileSync(join(folder, name), "x");
    }
    expect((await approve()).exit).toBe(0);
  });
});
