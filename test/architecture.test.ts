import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { edgesOf, importsOf, readImportsMap, readSources, type Sources } from "./kit/imports.ts";
import { reached, RULES, UNREACHABLE_FROM_KEYS, violations } from "./kit/layers.ts";

const ROOT = join(import.meta.dirname, "..");
const FOLDERS = ["host", "sdk", "keys", "plugins", "config", "test"].filter((folder) =>
  existsSync(join(ROOT, folder)),
);
const LINES_MAX = 300;
const map = readImportsMap();
const sources = readSources(FOLDERS);
const edges = edgesOf(sources, map);
const startsOfKeys = (files: Sources): string[] =>
  [...files.keys()].filter((path) => path.startsWith("keys/") && path !== "keys/sign.js");

describe("the tree", () => {
  it("was really read", () => {
    const count = (folder: string): number =>
      [...sources.keys()].filter((path) => path.startsWith(`${folder}/`)).length;
    expect(count("host/contract")).toBeGreaterThan(10);
    expect(count("host/kernel")).toBeGreaterThan(5);
    expect(count("test")).toBeGreaterThan(2);
    expect(edges.length).toBeGreaterThan(sources.size);
    expect(edges.filter((edge) => edge.form === "type").length).toBeGreaterThan(10);
  });

  it("has no edge that breaks a layer", () => {
    expect(violations(edges)).toEqual([]);
  });

  it("has no edge that leads to a file that is not there", () => {
    const missing = edges
      .filter(({ target }) => "file" in target && !existsSync(join(ROOT, target.file)))
      .map(({ from, line, specifier }) => `${from}:${line} imports ${specifier}`);
    expect(missing).toEqual([]);
  });

  it("lets signing code reach no network, no process, no plugin code", () => {
    const paths = [...reached(edges, startsOfKeys(sources))]
      .filter(([external]) => UNREACHABLE_FROM_KEYS.test(external))
      .map(([, path]) => path);
    expect(paths).toEqual([]);
  });

  it(`has no file longer than ${LINES_MAX} lines`, () => {
    const long = [...sources]
      .map(([path, text]) => ({ path, lines: text.trimEnd().split("\n").length }))
      .filter(({ lines }) => lines > LINES_MAX)
      .map(({ path, lines }) => `${path} has ${lines} lines`);
    expect(long).toEqual([]);
  });

  it("explains every folder in a README.md", () => {
    const folders = ["host", "sdk", "keys", "test"].filter((plane) => FOLDERS.includes(plane));
    const inside = folders.flatMap((plane) =>
      readdirSync(join(ROOT, plane), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => `${plane}/${entry.name}`),
    );
    const silent = [...folders, "config", "plugins", ...inside]
      .filter((folder) => existsSync(join(ROOT, folder)))
      .filter((folder) => !/^test\/(host|sdk|keys|plugins|config)$/.test(folder)) // mirrors of sources
      .filter((folder) => !existsSync(join(ROOT, folder, "README.md")));
    expect(silent).toEqual([]);
  });
});

/** One bad edge per rule: the file that would have it, what it imports, and words of the rule that must answer. */
const BAD: readonly (readonly [from: string, specifier: string, rule: string])[] = [
  ["host/run/loop.ts", "#sdk/build/bundle.ts", "host never imports sdk or keys"],
  ["host/commands/run.ts", "../../keys/seal.ts", "host never imports sdk or keys"],
  ["plugins/bad/signal.ts", "node:fs", "plugins import only #plugin"],
  ["plugins/bad/signal.ts", "#host/kernel/e8.ts", "plugins import only #plugin"],
  ["sdk/build/bundle.ts", "#keys/seal.ts", "nobody imports keys"],
  ["host/run/loop.ts", "../cli.ts", "nobody imports a cli.ts"],
  ["test/host/cli.test.ts", "#host/cli.ts", "nobody imports a cli.ts"],
  ["sdk/commands/new.ts", "#test/kit/clock.ts", "nobody outside test imports test"],
  ["keys/seal.ts", "#host/run/loop.ts", "keys import only"],
  ["keys/seal.ts", "#sdk/build/bundle.ts", "keys import only"],
  ["keys/seal.ts", "node:https", "keys import only"],
  ["host/contract/manifest.ts", "../kernel/e8.ts", "contract imports only zod"],
  ["host/contract/manifest.ts", "node:fs", "contract imports only zod"],
  ["host/kernel/gates.ts", "../run/loop.ts", "kernel imports only contract"],
  ["host/kernel/gates.ts", "zod", "kernel imports only contract"],
  ["host/kernel/gates.ts", "node:crypto", "node:crypto in the kernel only in digest.ts"],
  ["host/terminal/table.ts", "node:fs", "terminal is pure"],
  ["host/sim/fill.ts", "../ports.ts", "sim is pure"],
  ["host/trust/verify.ts", "../ports.ts", "trust imports contract and kernel"],
  ["host/journal/store.ts", "../run/loop.ts", "adapters do not know the runner"],
  ["host/run/loop.ts", "../venue/paper/venue.ts", "the runner does not know its adapters"],
  ["sdk/signals/run.ts", "#host/venue/paper/venue.ts", "the sdk never trades"],
  ["sdk/plugin/index.ts", "#host/kernel/e8.ts", "#plugin is what a bundle contains"],
  ["host/cell/session.ts", "isolated-vm", "isolated-vm only in host/cell/cell.js"],
  ["host/run/loop.ts", "better-sqlite3", "better-sqlite3 only in the journal"],
  ["host/trust/verify.ts", "esbuild", "esbuild only in sdk/build"],
  [
    "sdk/build/assembly.ts",
    "assemblyscript/asc",
    "assemblyscript, which is optional, only in sdk/build/assembly-child.ts",
  ],
  ["sdk/signals/run.ts", "typescript", "typescript only in sdk/build"],
  ["sdk/build/bundle.ts", "openai", "model clients only in sdk/research/llm"],
  ["sdk/build/bundle.ts", "@anthropic-ai/sdk", "model clients only in sdk/research/llm"],
  ["host/venue/paper/venue.ts", "ccxt", "ccxt only in host/venue/ccxt"],
  ["host/commands/status.ts", "cli-table3", "cli-table3 only in host/terminal/table.ts"],
  ["sdk/new/template.ts", "smol-toml", "smol-toml only in host/workspace"],
  ["sdk/new/template.ts", "tweetnacl", "tweetnacl only in host/trust and keys"],
  ["host/run/loop.ts", "fast-check", "test tools only in test"],
  ["host/run/loop.ts", "node:child_process", "only the cell, the launcher, the sdk and"],
  ["keys/approve/store.ts", "node:child_process", "only the cell, the launcher, the sdk and"],
  ["keys/witness/walk.ts", "node:sqlite", "node:sqlite only where the witness reads"],
];

/** Every spelling of an edge; all of them must be seen. */
const SPELLINGS: readonly (readonly [form: string, text: (specifier: string) => string])[] = [
  ["value", (x) => `import { a } from "${x}";`],
  ["value", (x) => `import "${x}";`],
  ["type", (x) => `import type { A } from "${x}";`],
  ["value", (x) => `import { type A } from "${x}";`],
  ["export from", (x) => `export { a } from "${x}";`],
  ["export from", (x) => `export * as a from "${x}";`],
  ["type", (x) => `export type { A } from "${x}";`],
  ["type", (x) => `export type * from "${x}";`],
  ["import()", (x) => `const a = await import("${x}");`],
  ["require", (x) => `const a = require("${x}");`],
  ["require", (x) => `const a = require.resolve("${x}");`],
  ["require", (x) => `const a = process.getBuiltinModule("${x}");`],
  ["require", (x) => `import a = require("${x}");`],
  ['import("…") type', (x) => `let a: import("${x}").A;`],
  ['import("…") type', (x) => `function f(a: typeof import("${x}")): void {}`],
  ['import("…") type', (x) => `/** @type {import("${x}").A} */`],
];

describe("the checker itself", () => {
  it.for(SPELLINGS.map(([form, text]) => [text("x").replaceAll("\n", " "), form, text] as const))(
    "sees %s",
    ([, form, text]) => {
      const found = importsOf("host/run/loop.ts", `const before = 1;\n${text("../bad.ts")}\n`);
      expect(found).toEqual([{ specifier: "../bad.ts", form, line: 2 }]);
    },
  );

  it.for(BAD)("%s importing %s is refused by name", ([from, specifier, rule]) => {
    for (const [, text] of SPELLINGS) {
      const found = violations(edgesOf(new Map([[from, text(specifier)]]), map));
      expect(
        found.some((each) => each.startsWith(`${from}:1 imports `) && each.includes(rule)),
      ).toBe(true);
    }
  });

  it("has a bad edge for every rule", () => {
    const untested = RULES.filter(
      ({ name }) =>
        !name.startsWith("an import names") && !BAD.some(([, , rule]) => name.startsWith(rule)),
    );
    expect(untested.map(({ name }) => name)).toEqual([]);
  });

  it("refuses an import whose target is computed", () => {
    const bad = new Map([["host/run/loop.ts", "const a = await import(name);"]]);
    expect(violations(edgesOf(bad, map))[0]).toContain("an import names its module");
  });

  it("finds what keys reach through a file in between, and says the way", () => {
    const bad = new Map([
      ["keys/seal.ts", 'import type { A } from "#host/trust/verify.ts";'],
      ["host/trust/verify.ts", 'export * from "./deep.ts";'],
      ["host/trust/deep.ts", 'import { spawn } from "child_process";'],
    ]);
    expect([...reached(edgesOf(bad, map), startsOfKeys(bad)).values()]).toEqual([
      "keys/seal.ts → host/trust/verify.ts → host/trust/deep.ts → node:child_process",
    ]);
  });
});
