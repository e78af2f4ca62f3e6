/** One row per way in which a folder is no plugin: the rule that says so, and where. What code may say: language.test.ts. */
import { existsSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { aManifestText, aWorkspace, put, sdk, sdkBuild } from "#test/kit/sdk.ts";
import { aFolder } from "#test/kit/workspace.ts";

const ID = "idea";
const signal = (text: string) => ({ "signal.ts": text });
const PURE = "export function entrySignal() { return null; }";
const manifest = (line: string, by: string) => ({
  "manifest.toml": aManifestText(ID, line, by),
});

type Row = readonly [
  name: string,
  files: Readonly<Record<string, string | Uint8Array | null>>,
  code: string,
  where: RegExp,
];

const ROWS: readonly Row[] = [
  ["no manifest", { "manifest.toml": null }, "config_missing", /no manifest\.toml/],
  [
    "an unknown key",
    manifest("api = 1", "api = 1\nleverage = 3"),
    "config_invalid",
    /toml:5: .*leverage/,
  ],
  ["a take-profit of nothing", manifest("tp_pct = 2.0", "tp_pct = 0"), "config_invalid", /tp_pct/],
  ["no risk table", manifest("leverage = 2", ""), "config_missing", /leverage/],
  [
    "another id than the folder's",
    manifest(`id = "${ID}"`, 'id = "other"'),
    "plugin_id_invalid",
    /other/,
  ],
  [
    "a factor with the tables of a strategy",
    manifest('"strategy"', '"factor"'),
    "config_invalid",
    /only a strategy has this table, and this is a factor/,
  ],
  ["a wasm module without reasons", manifest('"js"', '"wasm"'), "config_missing", /rationales/],
  [
    "limit entries",
    manifest('type = "market"', 'type = "limit"'),
    "plugin_kind_unsupported",
    /limit/,
  ],
  [
    "a file name that colours the terminal",
    { "\u001b[31mevil.js": PURE },
    "plugin_files_invalid",
    /evil\.js is no plain name/,
  ],
  [
    "a file name that reads backwards",
    { "b\u202ec.ts": PURE },
    "plugin_files_invalid",
    /is no plain name/,
  ],
  ["no entry module", { "signal.ts": null }, "plugin_files_invalid", /has none of signal/],
  ["two entry modules", { "signal.js": PURE }, "plugin_files_invalid", /has 2 of signal/],
  [
    "a source as long as a book",
    signal(`${PURE}\n/*${"x".repeat(300_000)}*/`),
    "plugin_source_too_large",
    /signal\.ts is 300\d+ bytes, at most 262144/,
  ],
  [
    "many small files that together are a library",
    Object.fromEntries(
      ["a", "b", "c", "d", "e"].map((name) => [`${name}.ts`, `/*${"x".repeat(250_000)}*/`]),
    ),
    "plugin_source_too_large",
    /at most 1048576/,
  ],
  [
    "a bundle that is larger than its sources are allowed to be one by one",
    {
      ...signal(
        `import { a } from "./a.ts"; import { b } from "./b.ts"; export const entrySignal = () => (a + b ? null : null);`,
      ),
      "a.ts": `export const a = "${"x".repeat(150_000)}";`,
      "b.ts": `export const b = "${"x".repeat(150_000)}";`,
    },
    "bundle_too_large",
    /the bundle is 300\d+ bytes, at most 262144/,
  ],
  [
    "bytes that are not UTF-8",
    { "signal.ts": Uint8Array.from([0x2f, 0x2f, 0xff, 0x0a]) },
    "plugin_text_invalid",
    /signal\.ts: bytes that are not UTF-8/,
  ],
  [
    "a text that reads backwards",
    signal(`// \u202e\n${PURE}`),
    "plugin_text_invalid",
    /signal\.ts:1: an invisible character: U\+202E$/,
  ],
  [
    "a letter without width",
    signal(`${PURE}\nconst a\u200bb = 1;`),
    "plugin_text_invalid",
    /signal\.ts:2: an invisible character: U\+200B$/,
  ],
  [
    "a filler in the manifest",
    manifest("api = 1", "api = 1 # \u3164"),
    "plugin_text_invalid",
    /manifest\.toml:4/,
  ],
  [
    "a pointer to other code",
    signal(`${PURE}\n//# sourceMappingURL=data:x`),
    "plugin_text_invalid",
    /signal\.ts:2: a sourceMappingURL/,
  ],
];

it.for(ROWS)("refuses %s", { timeout: 30_000 }, async ([, files, code, where]) => {
  const workspace = aWorkspace(ID, files);
  const { code: exit, document } = await sdkBuild(workspace, ID);
  expect(document.refusal).toMatchObject({ code, message: expect.stringMatching(where) });
  expect(document.refusal?.message).toContain(ID);
  expect(exit).toBe(1);
  expect(document.plugins[0]?.findings.map(({ verdict }) => verdict)).toContain("fail");
  expect(existsSync(join(workspace, "var"))).toBe(false);
});

it("builds what sdk new writes, so a refusal above is the row's doing", async () => {
  expect(await sdk(aWorkspace(ID), "build", ID)).toMatchObject({ code: 0, err: "" });
});

it("refuses a symbolic link, wherever it leads", async () => {
  const workspace = aWorkspace(ID);
  const secret = put(join(aFolder(), "secret.ts"), "export const a = 1;");
  symlinkSync(secret, join(workspace, "plugins", ID, "a.ts"));
  const { document } = await sdkBuild(workspace, ID);
  expect(document.refusal?.code).toBe("plugin_files_invalid");
  expect(readdirSync(workspace)).toEqual(["plugins"]);
});

it("names a plugin that is not there, and one that was meant", async () => {
  const { document } = await sdkBuild(aWorkspace(ID), "idae");
  expect(document.refusal).toMatchObject({ code: "plugin_missing", hint: "did you mean idea?" });
});

it("builds the second plugin although the first is refused", async () => {
  const workspace = aWorkspace(ID);
  const { document } = await sdkBuild(workspace, "nobody", ID);
  expect(document.refusal?.code).toBe("plugin_missing");
  expect(document.plugins.map(({ ok }) => ok)).toEqual([false, true]);
  expect(existsSync(join(workspace, "var", "candidates", ID, "1", "bundle.js"))).toBe(true);
});
