/** Plugins in AssemblyScript: what the compiler makes of them, and what is refused by name. */
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ASSEMBLY_OPTIONS } from "#sdk/build/assembly-request.ts";
import { compileAssembly, judgeAssembly } from "#sdk/build/assembly.ts";
import { buildPlugin } from "#sdk/build/build.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import { put, sdkBuild } from "#test/kit/sdk.ts";
import { aFolder } from "#test/kit/workspace.ts";

const ID = "wasm-donchian";
const EXAMPLE = join(import.meta.dirname, "../../../plugins", ID);
const ENTRY = "assembly/index.ts";
const SOURCE = readFileSync(join(EXAMPLE, ENTRY), "utf8");
const MANIFEST = readFileSync(join(EXAMPLE, "manifest.toml"), "utf8");

/** A workspace with the example in it, changed in some files. */
function aWorkspaceWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const workspace = aFolder();
  cpSync(EXAMPLE, join(workspace, "plugins", ID), { recursive: true });
  for (const [path, text] of Object.entries(files)) put(join(workspace, "plugins", ID, path), text);
  return workspace;
}

it("is built from its source alone, twice the same, and recorded", async () => {
  const workspace = aWorkspaceWith({ "assembly/more.ts": "export const more: i32 = 1;\n" });
  const { document } = await sdkBuild(workspace, ID);
  const [built] = document.plugins;
  const binary = readFileSync(join(workspace, "var/candidates", ID, "1/bundle.wasm"));
  expect(built?.candidate).toMatchObject({
    bundleSha256: sha256Hex(binary),
    bundleBytes: binary.length,
    builder: { esbuild: "none", assemblyscript: "0.28.20", options: ASSEMBLY_OPTIONS },
  });
  const again = await buildPlugin(EXAMPLE, null);
  expect(sha256Hex(again.built?.bundle.code ?? "")).toBe(sha256Hex(binary));
  expect(again.built?.bundle.exports).toEqual(["entrySignal", "exitSignal"]);
});

const withTop = (line: string) => ({ [ENTRY]: `${line}\n${SOURCE}` });
const instead = (was: string, by: string) => ({ [ENTRY]: SOURCE.replace(was, by) });

it.each<
  [what: string, files: Readonly<Record<string, string | Uint8Array>>, code: string, where: RegExp]
>([
  [
    "a mistake",
    withTop("const wrong: i32 = nothing;"),
    "plugin_syntax_invalid",
    /assembly\/index\.ts:1: AS\d+: Cannot find name 'nothing'/,
  ],
  ["a package", withTop('import { JSON } from "json-as";'), "plugin_import_forbidden", /json-as/],
  [
    "a file of the machine",
    withTop('import { x } from "../../../../etc/passwd";'),
    "plugin_import_forbidden",
    /passwd/,
  ],
  [
    "a function of the host's",
    {
      [ENTRY]: `@external("env", "now") declare function now(): f64;\n${SOURCE.replace("reason = side", "if (now() > 0) return NONE;\n  reason = side")}`,
    },
    "wasm_module_refused",
    /import/,
  ],
  [
    "an array that grows",
    instead(
      "reason = side",
      "const seen: i32[] = [];\n  for (let i = 0; i < bars; i++) seen.push(i);\n  reason = seen.length > 2 ? 0 : side",
    ),
    "wasm_module_refused",
    /byte \d+/,
  ],
  [
    "work at the top level",
    withTop("export let early: i32 = 0;\nwhile (early < 9) early++;"),
    "wasm_module_refused",
    /byte \d+/,
  ],
  [
    "one more export",
    withTop("export function peek(): i32 { return 1; }"),
    "wasm_module_refused",
    /"peek"/,
  ],
  [
    "no alloc",
    instead("export function alloc", "function alloc"),
    "wasm_module_refused",
    /"alloc"/,
  ],
  [
    "a vector",
    {
      [ENTRY]: SOURCE.replace(
        "reason = side",
        "if (i32x4.extract_lane(i32x4.splat(bars), 0) < 0) return NONE;\n  reason = side",
      ),
    },
    "plugin_syntax_invalid",
    /simd/i,
  ],
  [
    "a binary beside its source",
    { "plugin.wasm": Uint8Array.of(0, 0x61, 0x73, 0x6d) },
    "plugin_files_invalid",
    /plugin\.wasm is a binary/,
  ],
  [
    "a manifest of a script",
    { "manifest.toml": MANIFEST.replace('"wasm"', '"js"').replace(/rationales = \[[^\]]*\]/, "") },
    "plugin_files_invalid",
    /module is "js", and the entry is assembly\/index\.ts/,
  ],
  [
    "a second entry",
    { "signal.ts": "export const entrySignal = () => null;\n" },
    "plugin_files_invalid",
    /has 2 of/,
  ],
  [
    "a word as a parameter",
    {
      "manifest.toml": `${MANIFEST}\n[params.mode]\ndefault = "fast"\nchoices = ["fast", "slow"]\n`,
    },
    "config_invalid",
    /no texts/,
  ],
])("refuses %s", async (_, files, code, where) => {
  const { refusal, built } = await buildPlugin(join(aWorkspaceWith(files), "plugins", ID), null);
  expect(built).toBeNull();
  expect(refusal?.code).toBe(code);
  expect(refusal?.message).toMatch(where);
});

it("refuses with the line to type where the compiler is not installed", async () => {
  const { bundle, findings } = await compileAssembly(
    new Map([[ENTRY, SOURCE]]),
    ENTRY,
    "strategy",
    false,
  );
  expect(bundle).toBeNull();
  expect(findings).toEqual([
    {
      rule: "assemblyscript",
      verdict: "fail",
      message: "assemblyscript is not installed",
      remedy: "npm install --save-optional --save-exact assemblyscript@0.28.20",
    },
  ]);
});

it("refuses two compilations that differ", () => {
  const reply = {
    ok: true,
    binary: "AGFzbQ==",
    again: "AAAA",
    assemblyscript: "0.28.20",
    warnings: [],
  } as const;
  const failed = judgeAssembly({ ...reply, warnings: [] }, "strategy").findings.filter(
    (each) => each.verdict === "fail",
  );
  expect(failed.map(({ rule }) => rule)).toEqual(["reproducible", "wasm"]);
});
