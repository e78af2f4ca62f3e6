/** One row per thing that the code of a plugin may not say or be. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { buildPlugin } from "#sdk/build/build.ts";
import { aWorkspace, sdkBuild } from "#test/kit/sdk.ts";

const ID = "idea";
const signal = (text: string) => ({ "signal.ts": text });
const PURE = "export function entrySignal() { return null; }";

type Row = readonly [
  name: string,
  files: Readonly<Record<string, string | Uint8Array | null>>,
  code: string,
  where: RegExp,
];

const ROWS: readonly Row[] = [
  [
    "no TypeScript at all",
    signal("export function entrySignal( {"),
    "plugin_syntax_invalid",
    /signal\.ts:1/,
  ],
  [
    "a node module",
    signal(`import fs from "node:fs";\n${PURE}\nfs;`),
    "plugin_import_forbidden",
    /signal\.ts:1: import of "node:fs"/,
  ],
  [
    "a node module that is never used",
    signal(`import fs from "fs";\n${PURE}`),
    "plugin_import_forbidden",
    /"fs"/,
  ],
  [
    "an installed package",
    signal(`import { z } from "zod";\n${PURE}\nz;`),
    "plugin_import_forbidden",
    /"zod"/,
  ],
  [
    "a file of the host",
    signal(`import "#host/kernel/e8.ts";\n${PURE}`),
    "plugin_import_forbidden",
    /#host/,
  ],
  [
    "a file outside the folder",
    signal(`import "../other/signal.ts";\n${PURE}`),
    "plugin_import_forbidden",
    /other/,
  ],
  [
    "a file by its absolute path",
    signal(`import "/etc/hosts";\n${PURE}`),
    "plugin_import_forbidden",
    /etc/,
  ],
  [
    "code in an address",
    signal(`import "data:text/javascript,1";\n${PURE}`),
    "plugin_import_forbidden",
    /data:/,
  ],
  [
    "a file without its ending",
    { ...signal(`import { a } from "./a";\n${PURE}\na;`), "a.ts": "export const a = 1;" },
    "plugin_import_forbidden",
    /there is a\.ts/,
  ],
  [
    "a file that is not there",
    signal(`export * from "./a.ts";\n${PURE}`),
    "plugin_import_forbidden",
    /a\.ts/,
  ],
  [
    "import() of a name",
    signal(`${PURE}\nexport const x = () => import("#plugin");`),
    "plugin_language_forbidden",
    /signal\.ts:2: import\(\)/,
  ],
  [
    "import() of anything",
    signal(`${PURE}\nexport const x = (y: string) => import(y);`),
    "plugin_language_forbidden",
    /import\(\)/,
  ],
  [
    "require()",
    { "signal.ts": null, "signal.js": `${PURE}\nrequire("fs");` },
    "plugin_language_forbidden",
    /require\(\)/,
  ],
  ["import.meta", signal(`${PURE}\nimport.meta;`), "plugin_language_forbidden", /import\.meta/],
  ["await at the top", signal(`${PURE}\nawait 1;`), "plugin_language_forbidden", /await/],
  [
    "an async function",
    signal("export async function entrySignal() { return null; }"),
    "plugin_language_forbidden",
    /an async function/,
  ],
  [
    "an async arrow inside",
    signal(`${PURE}\nconst f = async () => 1; f;`),
    "plugin_language_forbidden",
    /signal\.ts:2: an async function/,
  ],
  [
    "an async generator",
    signal(`${PURE}\nasync function* g() {} g;`),
    "plugin_language_forbidden",
    /an async generator/,
  ],
  [
    "no entrySignal",
    signal("export const answer = 42;"),
    "plugin_exports_invalid",
    /exports are answer/,
  ],
  [
    "an export too many",
    signal(`${PURE}\nexport const helper = 1;`),
    "plugin_exports_invalid",
    /helper is exported/,
  ],
  [
    "a default export",
    signal(`${PURE}\nexport default entrySignal;`),
    "plugin_exports_invalid",
    /default is exported/,
  ],
  [
    "a side that does not exist",
    signal(
      `import type { EntrySignal } from "#plugin";\nexport function entrySignal(): EntrySignal | null {\n  return { side: "Long", rationale: "x" };\n}`,
    ),
    "plugin_types_invalid",
    /signal\.ts:3: TS\d+/,
  ],
  [
    "a clock where there is none",
    signal(`${PURE}\nconsole.log(1);`),
    "plugin_types_invalid",
    /console/,
  ],
  [
    "a throw at load",
    signal(`${PURE}\nthrow new Error("no");`),
    "plugin_not_loaded",
    /module_threw/,
  ],
  ["work without end at load", signal(`${PURE}\nfor (;;);`), "plugin_not_loaded", /overran/],
  [
    "an indicator that never warms up",
    signal(
      `import { sma } from "#plugin";\n${PURE}\nexport const indicators = () => ({ a: sma("close", 500) });`,
    ),
    "plugin_not_loaded",
    /indicator_warm_up_over_lookback/,
  ],
  [
    "entrySignal that is no function",
    signal("export const entrySignal = 1;"),
    "plugin_not_loaded",
    /export_type/,
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

it("reports names that the realm lacks, and builds", async () => {
  const text = `${PURE}\nexport function exitSignal() {\n  return Date.now() > 0;\n}`;
  const workspace = aWorkspace(ID, signal(text));
  const { refusal, findings } = await buildPlugin(join(workspace, "plugins", ID), null);
  expect(refusal).toBeNull();
  expect(findings).toContainEqual(
    expect.objectContaining({ rule: "globals", verdict: "report", file: "signal.ts", line: 3 }),
  );
});
