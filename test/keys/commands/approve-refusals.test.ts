import { appendFileSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  aManifestText,
  aSignalManifestText,
  aPlugin,
  flipped,
  NOW_MS,
  sha256,
  SLOT,
  type TestPlugin,
} from "#test/kit/signer.ts";
import {
  aFolder,
  aReadyWorkspace,
  contentsOf,
  digestOf,
  putBuilt,
  putCandidate,
  putSource,
  sign,
} from "#test/kit/workspace.ts";

const PLUGIN = aPlugin();
const DAY_MS = 86_400_000;

describe("sign approve refuses, and nothing moves:", () => {
  const record = (plugin: TestPlugin, change: object) => (workspace: string) =>
    putCandidate(workspace, plugin, change);
  const inPlugin = (name: string, change: (path: string) => void) => (workspace: string) =>
    change(join(workspace, "plugins", "ema-cross", name));
  const inCandidate = (name: string, change: (path: string) => void) => (workspace: string) =>
    change(join(workspace, "var", "candidates", "ema-cross", "1", name));
  const nothing = (): void => undefined;
  const removed = (path: string): void => rmSync(path, { recursive: true });

  it.for<[string, (workspace: string) => void, string[], string]>([
    ["a plugin that is not there", inPlugin("", removed), [], "plugin_missing"],
    ["a plugin without manifest", inPlugin("manifest.toml", removed), [], "plugin_missing"],
    [
      "a manifest with an unknown key",
      inPlugin("manifest.toml", (path) => appendFileSync(path, "live = true\n")),
      [],
      "config_invalid",
    ],
    [
      "a plugin that was not built",
      (workspace) => removed(join(workspace, "var")),
      [],
      "candidate_not_built",
    ],
    [
      "source that was edited after the build",
      inPlugin("signal.ts", (path) => appendFileSync(path, " ")),
      [],
      "candidate_stale",
    ],
    [
      "source that was added after the build",
      inPlugin("more.ts", (path) => writeFileSync(path, "")),
      [],
      "candidate_stale",
    ],
    [
      "source that was removed after the build",
      inPlugin("signal.ts", removed),
      [],
      "candidate_stale",
    ],
    [
      "source that is a link",
      inPlugin("x.ts", (path) => symlinkSync("/etc/hostname", path)),
      [],
      "file_not_regular",
    ],
    [
      "a bundle that was exchanged (tampering)",
      inCandidate("bundle.js", (path) => writeFileSync(path, "export {}")),
      [],
      "candidate_invalid",
    ],
    [
      "a bundle that is a link",
      inCandidate("bundle.js", (path) => {
        rmSync(path);
        symlinkSync("/etc/hostname", path);
      }),
      [],
      "file_not_regular",
    ],
    ["a bundle that is gone", inCandidate("bundle.js", removed), [], "signed_file_missing"],
    [
      "a record with another manifest",
      record(PLUGIN, { manifestSha256: sha256("x") }),
      [],
      "candidate_invalid",
    ],
    [
      "a record that is no record",
      inCandidate("candidate.json", (path) => writeFileSync(path, "{}")),
      [],
      "candidate_invalid",
    ],
    [
      "a record that is not JSON",
      inCandidate("candidate.json", (path) => writeFileSync(path, "{")),
      [],
      "candidate_invalid",
    ],
    ["another timeframe", nothing, ["--timeframe", "1h"], "timeframe_differs"],
    [
      "an instrument that the manifest does not have",
      nothing,
      ["--instrument", "SOLUSDT"],
      "instrument_not_in_manifest",
    ],
    ["an instrument that is none", nothing, ["--instrument", "btc/usdt"], "argument_invalid"],
    ["a parameter outside its bounds", nothing, ["--params", '{"fast":1}'], "params_out_of_bounds"],
    ["a parameter that is not there", nothing, ["--params", '{"turbo":1}'], "params_out_of_bounds"],
    ["parameters that are a list", nothing, ["--params", "[1]"], "params_out_of_bounds"],
    ["more leverage than the manifest", nothing, ["--leverage", "6"], "risk_wider_than_manifest"],
    [
      "a later time stop than the manifest",
      nothing,
      ["--time-stop-bars", "300"],
      "risk_wider_than_manifest",
    ],
    ["leverage with an exponent", nothing, ["--leverage", "1e1"], "argument_invalid"],
    ["leverage 0", nothing, ["--leverage", "0"], "argument_invalid"],
    ["a reason with a hidden letter", nothing, ["--reason", "ok\u{200b}"], "argument_invalid"],
    ["a key that is not there", nothing, ["--key", "nobody.key.json"], "key_missing"],
  ])("%s", async ([, prepare, argv, code]) => {
    const { workspace, approve } = await aReadyWorkspace();
    prepare(workspace);
    const before = contentsOf(workspace);
    const ran = await approve(argv);
    expect(ran).toMatchObject({ exit: 1, code });
    expect(contentsOf(workspace)).toEqual(before);
  });

  it.for<[string, string]>([
    ["live.main.BTCUSDT", "conformance_missing"],
    ["paper.main", "argument_invalid"],
    ["paper.Main.BTCUSDT", "argument_invalid"],
    ["../../etc/passwd", "argument_invalid"],
    ["paper.main.trend", "argument_invalid"],
    ["paper.main.SOLUSDT", "instrument_not_in_manifest"],
  ])("slot %s", async ([slot, code]) => {
    const { workspace } = await aReadyWorkspace();
    expect((await sign(workspace, ["approve", "ema-cross", "--slot", slot])).code).toBe(code);
  });

  it.for<[string, string, string]>([
    ["a signal, which does not trade", aSignalManifestText(), "kind_not_tradable"],
    ["a plugin called like a folder of signed/", aManifestText("next"), "plugin_id_invalid"],
  ])("%s", async ([, manifest, code]) => {
    const id = /id = "([^"]+)"/.exec(manifest)?.[1] ?? "";
    const { approve } = await aReadyWorkspace(
      aPlugin({ id, manifest, source: { "manifest.toml": manifest } }),
    );
    expect((await approve()).code).toBe(code);
  });

  it("other bytes under a version that is signed", async () => {
    const { workspace, approve } = await aReadyWorkspace();
    await approve();
    const other = aPlugin({ source: { ...PLUGIN.source, "signal.ts": "// other\n" } });
    putBuilt(workspace, other);
    const before = contentsOf(join(workspace, "signed"));
    expect((await approve([], NOW_MS + 1)).code).toBe("version_signed");
    expect(contentsOf(join(workspace, "signed"))).toEqual(before);
  });

  it("a history with one byte changed, two heads, or a missing link", async () => {
    const { workspace, approve } = await aReadyWorkspace();
    const first = digestOf(await approve());
    const folder = join(workspace, "signed/ema-cross/1/approvals");
    const second = digestOf(await approve(["--reason", "b"], NOW_MS + 1));
    const whole = readFileSync(join(folder, `${second}.json`));
    writeFileSync(join(folder, `${second}.json`), flipped(whole, 100));
    expect((await approve([], NOW_MS + 2)).exit).toBe(1);
    rmSync(join(folder, `${second}.json`));
    const rival = digestOf(await approve(["--reason", "c"], NOW_MS + 3));
    writeFileSync(join(folder, `${second}.json`), whole);
    expect((await approve([], NOW_MS + 4)).code).toBe("version_equivocated");
    rmSync(join(folder, `${first}.json`));
    rmSync(join(folder, `${second}.json`));
    expect((await approve([], NOW_MS + 5)).code).toBe("history_incomplete");
    expect(rival).not.toBe(second);
  });

  it("without a root, with an expired root, with a key that the root does not have", async () => {
    const bare = aFolder();
    putBuilt(bare, PLUGIN);
    await sign(bare, ["keygen", "--name", "demo", "--paper"]);
    const argv = ["approve", "ema-cross", "--slot", SLOT];
    expect((await sign(bare, argv)).code).toBe("root_missing");
    const { workspace, approve } = await aReadyWorkspace();
    expect((await approve([], NOW_MS + 366 * DAY_MS)).code).toBe("root_expired");
    const entropy = { bytes: (length: number) => new Uint8Array(length).fill(9) };
    await sign(workspace, ["keygen", "--name", "mallory", "--paper"], { entropy });
    const before = contentsOf(workspace);
    const key = join(workspace, "keys", "mallory.key.json");
    expect((await sign(workspace, [...argv, "--key", key])).code).toBe("key_unknown");
    expect(contentsOf(workspace)).toEqual(before);
  });

  it("source without a candidate, although an older version has one", async () => {
    const { workspace, approve } = await aReadyWorkspace();
    putSource(workspace, aPlugin({ version: 2 }));
    expect(await approve()).toMatchObject({ code: "candidate_not_built", exit: 1 });
    expect((await approve()).err).toContain("npx --no sdk build");
  });
});
