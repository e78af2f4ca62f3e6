/** What a build leaves behind: bytes that depend on the source alone, and digests that anybody can compute again. */
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { candidate } from "#host/contract/candidate.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import { sourceDigest } from "#host/kernel/source-digest.ts";
import { buildPlugin } from "#sdk/build/build.ts";
import { aWorkspace, put, sdk, sdkBuild } from "#test/kit/sdk.ts";
import { aFolder } from "#test/kit/workspace.ts";

const ID = "idea";
const at = (workspace: string, ...path: string[]) =>
  join(workspace, "var", "candidates", ID, "1", ...path);

describe("the candidate", () => {
  it("has the bundle, the manifest, the whole source and their digests", async () => {
    const workspace = aWorkspace(ID, { "lib/mean.ts": "export const two = 2;" });
    put(join(workspace, "plugins", ID, "notes.txt"), "not part of the source");
    expect(await sdk(workspace, "build", ID)).toMatchObject({ code: 0, err: "" });
    const record = candidate.parse(
      JSON.parse(readFileSync(at(workspace, "candidate.json"), "utf8")),
    );
    expect(readdirSync(at(workspace)).toSorted()).toEqual([
      "bundle.js",
      "candidate.json",
      "manifest.toml",
      "source",
    ]);
    const paths = ["README.md", "lib/mean.ts", "manifest.toml", "signal.ts"];
    const files = paths.map((path) => ({
      path,
      bytes: readFileSync(at(workspace, "source", path)),
    }));
    for (const { path, bytes } of files) {
      expect(bytes).toEqual(readFileSync(join(workspace, "plugins", ID, path)));
    }
    expect(existsSync(at(workspace, "source", "notes.txt"))).toBe(false);
    const bundle = readFileSync(at(workspace, "bundle.js"));
    expect(record).toMatchObject({
      id: ID,
      version: 1,
      bundleSha256: sha256Hex(bundle),
      bundleBytes: bundle.length,
      sourceSha256: sourceDigest(files),
      manifestSha256: sha256Hex(readFileSync(at(workspace, "manifest.toml"))),
    });
  });

  it("keeps who is said to have proposed the same bytes, and forgets it with them", async () => {
    const workspace = aWorkspace(ID);
    const claimed = () =>
      candidate.parse(JSON.parse(readFileSync(at(workspace, "candidate.json"), "utf8"))).proposedBy;
    await sdk(workspace, "build", ID);
    expect(claimed()).toBe(undefined);
    await sdk(workspace, "build", ID, "--proposed-by", "a model <b>, asked for reversion");
    expect(claimed()).toBe("a model <b>, asked for reversion");
    const { document } = await sdkBuild(workspace, ID);
    expect(document.plugins[0]?.note).toBe("the same bytes as before");
    expect(claimed()).toBe("a model <b>, asked for reversion");
    const two = await sdk(workspace, "build", ID, "--proposed-by", "two\nlines");
    expect(two).toMatchObject({ code: 1 });
    expect(two.err).toMatch(/^refused: argument_invalid/);
    expect(claimed()).toBe("a model <b>, asked for reversion");
    put(join(workspace, "plugins", ID, "lib/more.ts"), "export const three = 3;");
    await sdk(workspace, "build", ID);
    expect(claimed()).toBe(undefined);
  });

  it("is one readable module with nothing left to import and no path of this machine", async () => {
    const workspace = aWorkspace(ID);
    await sdk(workspace, "build", ID);
    const bundle = readFileSync(at(workspace, "bundle.js"), "utf8");
    expect(bundle).not.toMatch(/^\s*import\b/m);
    expect(bundle).not.toContain(workspace);
    expect(bundle).not.toContain("node_modules");
    expect(bundle).toContain("fast average crossed above the slow one");
  });

  it("says whether the version was there before", async () => {
    const workspace = aWorkspace(ID);
    const notes: string[] = [];
    const build = async () => {
      const { document } = await sdkBuild(workspace, ID);
      notes.push(document.plugins[0]?.note ?? "");
    };
    await build();
    await build();
    const source = readFileSync(join(workspace, "plugins", ID, "signal.ts"), "utf8");
    put(
      join(workspace, "plugins", ID, "signal.ts"),
      source.replace("above the slow", "over the slow"),
    );
    await build();
    expect(notes).toEqual([
      "new",
      "the same bytes as before",
      "replaces other bytes of the same version, which was not signed",
    ]);
    expect(readdirSync(join(workspace, "var", "candidates", ID))).toEqual(["1"]);
  });

  it("refuses a version that is signed over other bytes, and leaves the candidate as it was", async () => {
    const workspace = aWorkspace(ID);
    put(join(workspace, "signed", ID, "1", "bundle.js"), "export const other = 1;\n");
    const { document } = await sdkBuild(workspace, ID);
    expect(document.refusal?.code).toBe("version_signed");
    expect(existsSync(at(workspace))).toBe(false);
  });

  it("may be built again under a version that is signed over the same bytes", async () => {
    const workspace = aWorkspace(ID);
    await sdk(workspace, "build", ID);
    cpSync(at(workspace), join(workspace, "signed", ID, "1"), { recursive: true });
    expect(await sdk(workspace, "build", ID)).toMatchObject({ code: 0 });
  });
});

describe("the bytes", () => {
  it("are the same from two folders, one of them deep and oddly named", async () => {
    const near = aWorkspace(ID);
    const far = join(aFolder(), "größe & co", "a", "b");
    cpSync(near, far, { recursive: true });
    await sdk(near, "build", ID);
    await sdk(far, "build", ID);
    for (const file of ["bundle.js", "candidate.json"]) {
      expect(readFileSync(at(far, file))).toEqual(readFileSync(at(near, file)));
    }
  });

  it("change with the source", async () => {
    const one = await buildPlugin(join(aWorkspace(ID), "plugins", ID), null);
    const changed = aWorkspace(ID, { "signal.ts": "export const entrySignal = () => null;" });
    const other = await buildPlugin(join(changed, "plugins", ID), null);
    expect(one.built?.bundle.code).toBeDefined();
    expect(other.built?.bundle.code).not.toBe(one.built?.bundle.code);
  });
});

describe("a bare script", () => {
  it("is checked and loaded, and makes no candidate", async () => {
    const workspace = aFolder();
    const script = put(
      join(workspace, "idea.js"),
      "export function entrySignal() { return null; }",
    );
    const { code, document } = await sdkBuild(workspace, script);
    expect({ code, refusal: document.refusal }).toEqual({ code: 0, refusal: undefined });
    expect(document.plugins[0]).toMatchObject({
      name: "idea",
      ok: true,
      candidate: null,
      dir: null,
    });
    expect(document.plugins[0]?.findings).toContainEqual(
      expect.objectContaining({ rule: "loads", verdict: "pass" }),
    );
    expect(existsSync(join(workspace, "var"))).toBe(false);
  });

  it("may import #plugin, and nothing beside it", async () => {
    const workspace = aFolder();
    put(join(workspace, "near.js"), "export const a = 1;");
    const good = put(
      join(workspace, "good.ts"),
      `import { ema } from "#plugin";\nexport const indicators = () => ({ e: ema("close", 9) });\nexport const entrySignal = () => null;`,
    );
    const bad = put(
      join(workspace, "bad.js"),
      `import "./near.js";\nexport const entrySignal = () => null;`,
    );
    expect(await sdkBuild(workspace, good)).toMatchObject({ code: 0 });
    expect((await sdkBuild(workspace, bad)).document.refusal?.code).toBe("plugin_import_forbidden");
  });
});
