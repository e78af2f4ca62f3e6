import { readdirSync, readFileSync } from "node:fs";
import { createContext, Script } from "node:vm";
import { describe, expect, it } from "vitest";
import {
  assemble,
  CELL_PATH,
  preludeSha256,
  REALM_FILES,
  realmText,
} from "#host/cell/prelude-text.ts";
import { join, dirname } from "node:path";

const REALM = join(dirname(CELL_PATH), "realm");

describe("the realm's text", () => {
  it("has every file of the folder, once", () => {
    const files = readdirSync(REALM, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".js"),
    );
    expect([...REALM_FILES].sort()).toEqual(files.sort());
  });

  it("is one script, in which every file uses only names above it", () => {
    expect(() => new Script(realmText())).not.toThrow();
    for (const [i, name] of REALM_FILES.entries()) {
      const text = readFileSync(join(REALM, name), "utf8");
      const needs = [...text.matchAll(/^import \{[^{}]*\} from "\.{1,2}\/([^"]+)";$/gm)].map(
        ([, path = ""]) =>
          path.startsWith("indicators/") || !name.startsWith("indicators/")
            ? path
            : `indicators/${path}`,
      );
      expect([
        name,
        needs.filter((each) => !REALM_FILES.slice(0, i).some((file) => file === each)),
      ]).toEqual([name, []]);
    }
  });

  it("keeps the lines of every file but its imports", () => {
    const text = assemble([
      { name: "a.js", text: 'import { x,\n  y } from "./x.js";\n// why\nexport const a = 1;\n' },
      { name: "b.js", text: "export function enter() {\n  return a;\n}\n" },
    ]);
    expect(text).toBe(
      '(function () {\n"use strict";\n// a.js\n// why\nconst a = 1;\n\n// b.js\nfunction enter() {\n  return a;\n}\n\nreturn enter;\n})();\n',
    );
    expect(new Script(`${text.trim().slice(0, -1)}()`).runInContext(createContext({}))).toBe(1);
  });

  it.for<[name: string, text: string]>([
    ["a default import", 'import a from "./a.js";\n'],
    ["a namespace import", 'import * as a from "./a.js";\n'],
    ["an import for its effects", 'import "./a.js";\n'],
    ["a list of exports", "const a = 1;\nexport { a };\n"],
    ["a default export", "export default 1;\n"],
    ["an export from", 'export { a } from "./a.js";\n'],
  ])("cannot be made of %s", ([, text]) => {
    expect(() => assemble([{ name: "x.js", text }])).toThrow(/x\.js has only plain imports/);
  });

  it("has a digest", () => {
    expect(preludeSha256()).toMatch(/^[0-9a-f]{64}$/);
  });
});
