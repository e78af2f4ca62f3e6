import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { runInNewContext } from "node:vm";
import { parseSync } from "oxc-parser";
import { describe, expect, it } from "vitest";
import { INDICATOR_FAULTS } from "#host/cell/realm/indicators/faults.js";

const FOLDER = resolve(import.meta.dirname, "../../../../host/cell/realm/indicators");
const files = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".js"))
  .map((name) => ({ name, text: readFileSync(resolve(FOLDER, name), "utf8") }));
const realmText = files
  .map(({ text }) => text.replace(/^import .*\n/gm, "").replace(/^export /gm, ""))
  .join("\n");

describe("the realm's text is these files with imports and exports taken off", () => {
  it("sees them", () => expect(files.length).toBeGreaterThan(12));

  it.each(files.map(({ name, text }) => [name, text]))(
    "%s has only siblings, one import a line, and plain exports",
    (_name, text) => {
      const { body } = parseSync("file.js", text).program;
      for (const statement of body) {
        expect([
          "ImportDeclaration",
          "ExportNamedDeclaration",
          "FunctionDeclaration",
          "VariableDeclaration",
        ]).toContain(statement.type);
        if (statement.type !== "ImportDeclaration") continue;
        expect(statement.source.value).toMatch(/^\.\/[a-z-]+\.js$/);
        expect(text.slice(statement.start, statement.end)).not.toContain("\n");
      }
    },
  );

  it("declares every top-level name once", () => {
    const names = parseSync("realm.js", realmText).program.body.flatMap((statement) => {
      if (statement.type === "FunctionDeclaration") return [statement.id?.name];
      if (statement.type !== "VariableDeclaration") return [];
      return statement.declarations.map((one) => (one.id.type === "Identifier" ? one.id.name : ""));
    });
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it("runs as one strict script, whatever the order of the files, with no global but the language's own", () => {
    const answers = [files, [...files].reverse()].map((order) => {
      const text = order
        .map((file) => file.text.replace(/^import .*\n/gm, "").replace(/^export /gm, ""))
        .join("\n");
      const constants = text; // functions are hoisted; tables are built once everything is declared
      return runInNewContext(
        `"use strict";${constants}
        const validation = validateIndicators({ a: { kind: "sma", source: "close", period: 2 } },
          { lookback: 9, columns: ["close"], inputs: [] });
        const plan = makePlan(validation.value);
        plan.open({ length: 3, close: Float64Array.of(1, 2, 4) }, {});
        plan.advance(2);
        plan.cursors.a.at(-1)`,
        {},
      ) as unknown;
    });
    expect(answers).toEqual([3, 3]);
  });

  it("names no clock, no chance and no code from text", () => {
    expect(realmText).not.toMatch(
      /\b(Date|Math\.random|eval|Function\(|globalThis|WeakRef|Promise|async|setTimeout)\b/,
    );
  });
});

describe("the faults", () => {
  it("are all explained", () => {
    for (const { meaning, remedy } of Object.values(INDICATOR_FAULTS)) {
      expect(meaning).toMatch(/^\S.*[^.]$/);
      expect(remedy).toMatch(/^\S.*[^.]$/);
    }
  });
});
