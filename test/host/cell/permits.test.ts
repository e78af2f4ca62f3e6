import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { HIDDEN, readPermits } from "#host/cell/realm/permits.js";
import { readRefused } from "#host/cell/realm/refused.js";
import { aFrame, aPlugin, withCell } from "./kit.ts";

/**
 * Members of the engine that lockdown deletes without a word: nobody's habit, or tested for before use
 * (`if (Error.captureStackTrace)`). A member that a new engine brings is in no table, and a person decides about it.
 */
const REMOVED: Readonly<Record<string, string>> = {
  globalThis: "AggregateError SuppressedError DisposableStack AsyncDisposableStack escape unescape",
  "%GlobalPrototype%": "constructor",
  "Object.prototype": "__defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__",
  "Function.prototype": "arguments caller",
  Iterator: "concat",
  "Iterator.prototype": "@@dispose",
  "%AsyncGeneratorFunction%.prototype": "constructor next return throw",
  "%AsyncIteratorPrototype%": "@@asyncDispose",
  "SuppressedError.prototype": "constructor name",
  Math: "f16round",
  "String.prototype":
    "anchor big blink bold fixed fontcolor fontsize italics link small strike sub sup",
  RegExp: "input $_ lastMatch $& lastParen $+ leftContext $` rightContext $' escape",
  "RegExp.prototype": "compile",
  Error: "captureStackTrace isError",
  JSON: "rawJSON isRawJSON",
  "Map.prototype": "getOrInsert getOrInsertComputed",
  "WeakMap.prototype": "getOrInsert getOrInsertComputed",
  "%TypedArray%.prototype": "byteOffset",
  Uint8Array: "fromBase64 fromHex",
  "Uint8Array.prototype": "toBase64 setFromBase64 toHex setFromHex",
};

const walker = readFileSync(join(import.meta.dirname, "walker.js"), "utf8").replaceAll(
  /^export /gm,
  "",
);
const permits: Readonly<Record<string, readonly string[]>> = Object.fromEntries(readPermits());
const withRemoved = Object.fromEntries(
  Object.entries(permits).map(([path, names]) => {
    return [path, [...names, ...(REMOVED[path]?.split(" ") ?? [])]];
  }),
);

/** HIDDEN uses it by name. */
const throwOnPurpose = 'const throwOnPurpose = () => { throw new Error("on purpose"); }';

/** The argument of the walker, as text: the realm has nothing of ours. */
function tablesText(tables: typeof permits, locked: boolean): string {
  const hidden = Object.entries(HIDDEN).map(([path, reach]) => `"${path}": ${String(reach)}`);
  const refused = JSON.stringify([...readRefused().keys()]);
  return `{ permits: ${JSON.stringify(tables)}, refused: ${refused}, hidden: {${hidden.join(",")}}, locked: ${locked} }`;
}

/** What the walker says of a realm that nobody locked. */
function askPristine(what: "walk" | "list", tables: typeof permits): string[] {
  const text = `(() => { "use strict"; ${throwOnPurpose}; ${walker}
    return JSON.stringify(${what}(${tablesText(tables, false)})); })()`;
  return z.array(z.string()).parse(JSON.parse(String(runInContext(text, createContext({})))));
}

describe("the permits", () => {
  it("know every property that this engine has, and name none that it has not", () => {
    // Objects that are themselves removed are looked at by nobody: what is on them needs no permit.
    const removed = [...(REMOVED["globalThis"]?.split(" ") ?? []), ...fullNames(REMOVED)];
    const found = askPristine("walk", withRemoved).filter(
      (each) => !removed.some((name) => each.startsWith(`${name} has `)),
    );
    expect(found).toEqual([]);
  });

  it("notice a member that they do not know, and an object that is gone", () => {
    const poorer = { ...withRemoved, JSON: ["parse", "@@toStringTag", "rawJSON", "isRawJSON"] };
    expect(askPristine("walk", poorer)).toContain("JSON.stringify has no permit");
    expect(askPristine("walk", { ...withRemoved, Flux: [] })).toContain("Flux is not there");
  });

  it("name nothing twice and no member that is not there", () => {
    const names = Object.entries(withRemoved).flatMap(([path, members]) =>
      members.map((name) => `${path} ${name}`),
    );
    expect(new Set(names).size).toBe(names.length);
    const there = new Set(askPristine("list", withRemoved));
    expect(names.filter((name) => !there.has(name))).toEqual([]);
  });

  it("permit nothing that is refused by name, and refuse nothing twice", () => {
    const names = Object.entries(permits).flatMap(([path, members]) =>
      members.map((name) => (path === "globalThis" ? name : `${path}.${name}`)),
    );
    expect(names.filter((name) => readRefused().has(name))).toEqual([]);
    expect(readRefused().size).toBeGreaterThan(40);
    for (const [name, reason] of readRefused())
      expect([name, reason.length > 10]).toEqual([name, true]);
  });

  it("leave nothing else in a cell, and everything frozen", async () => {
    const bundle = `${throwOnPurpose}\n${walker}
      export function entrySignal() {
        const found = walk(${tablesText(permits, true)});
        return { side: "Buy", rationale: (found.length + " " + found.join("; ")).slice(0, 280) };
      }`;
    const { answers } = await withCell(aPlugin(bundle), { mode: "resident" }, (cell) =>
      cell.evaluate(aFrame(1)),
    );
    expect(answers).toEqual(["E1|B||||0 "]);
  });
});

function fullNames(table: Readonly<Record<string, string>>): string[] {
  return Object.entries(table).flatMap(([path, names]) =>
    names.split(" ").map((name) => `${path}.${name}`),
  );
}
