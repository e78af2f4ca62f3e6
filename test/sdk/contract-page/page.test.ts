/** The page may not say what the code does not do, nor leave out what it does. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ABI_1, MEMORY_EXPORT } from "#host/cell/wasm/abi.ts";
import { ANSWER_FAULTS } from "#host/cell/faults.ts";
import { readPermits } from "#host/cell/realm/permits.js";
import { CODES } from "#host/contract/codes.ts";
import { pluginManifest } from "#host/contract/manifest.ts";
import * as plugin from "#plugin";
import { KIND_EXPORTS, KINDS } from "#sdk/build/kinds.ts";
import { BUILD_RULES } from "#sdk/build/rules.ts";
import { RULES } from "#sdk/conformance/rules.ts";
import { contractPage, PAGE_TOKENS_MAX } from "#sdk/contract-page/page.ts";
import { EXAMPLES } from "#sdk/contract-page/examples.ts";
import { manifestLines } from "#sdk/contract-page/manifest-lines.ts";
import { aWorkspace, sdk } from "#test/kit/sdk.ts";

const page = contractPage();
/** Text of a section; empty when the page has none of this title. */
const section = (title: string): string =>
  page.split(/^## /m).find((part) => part.startsWith(title)) ?? "";

describe("sdk contract", () => {
  it(`fits into ${PAGE_TOKENS_MAX} tokens, at four characters each`, () => {
    expect(page.length / 4).toBeLessThan(PAGE_TOKENS_MAX);
    expect(page.length / 4).toBeGreaterThan(3_000);
  });

  it("has a line for every function of #plugin, and no other", () => {
    const lines = `${section("Indicators")}\n${section("Helpers")}`;
    const named = [...lines.matchAll(/^([a-zA-Z]+)\(/gm)].map(([, name = ""]) => name);
    expect(named.toSorted()).toEqual(Object.keys(plugin).toSorted());
  });

  it("declares the types that an author writes", () => {
    const types = section("Types");
    const names = ["Side", "ColumnName", "Candles", "Indicator", "Context", "EntrySignal", "Score"];
    for (const name of names) {
      expect(types).toMatch(new RegExp(`^(?:interface|type) ${name}\\b`, "m"));
    }
    expect(types).toContain("readonly rationale: string;");
    expect(types).not.toContain("export ");
  });

  it("has a line for every key of the manifest, and no other", () => {
    const lines = manifestLines([]);
    const keys = lines.flatMap((line) => /^\[?([a-z_]+)/.exec(line)?.[1] ?? []);
    expect([...new Set(keys)].toSorted()).toEqual(Object.keys(pluginManifest.shape).toSorted());
    expect(section("manifest.toml")).toContain("lookback = whole 1..5000");
    expect(section("manifest.toml")).toContain("sl_pct = number above 0, up to 50");
  });

  it("names every answer code and every build rule, with codes that exist", () => {
    const codes = [...section("Answer codes").matchAll(/^([a-z_]+): /gm)].map(([, code]) => code);
    expect(codes).toEqual([...ANSWER_FAULTS.keys()]);
    const rules = [...section("Build rules").matchAll(/^([a-z-]+) \(([a-z_]+)\): /gm)];
    expect(rules.map(([, rule]) => rule)).toEqual(Object.keys(BUILD_RULES));
    for (const [, , code = ""] of rules) expect(Object.keys(CODES)).toContain(code);
  });

  it("names every rule of the suite with its way out, and every kind with its function", () => {
    const rules = [...section("Conformance rules").matchAll(/^([a-z-]+): (.*)$/gm)];
    expect(rules.map(([, id]) => id)).toEqual(RULES.map(({ id }) => id));
    for (const [, , way = ""] of rules) expect(way.length).toBeGreaterThan(20);
    for (const kind of KINDS)
      expect(section("Kinds")).toContain(`${kind}: ${KIND_EXPORTS[kind].asked}(candles, params`);
  });

  it("says what ABI 1 is: every export that a binary is checked for", () => {
    const exports = Object.values(ABI_1).flatMap(({ functions, globals }) => {
      return [...Object.keys(functions), ...globals];
    });
    for (const name of new Set([MEMORY_EXPORT, ...exports]))
      expect(section("Kinds")).toMatch(new RegExp(`\\b${name}\\b`));
  });

  it("names every global that the realm has", () => {
    const globals = /^Globals: (.*)$/m.exec(section("Realm"))?.[1]?.split(" ");
    expect(globals?.toSorted()).toEqual([...(readPermits().get("globalThis") ?? [])].toSorted());
  });

  it("is the same text from the command line, and data for programs", async () => {
    expect((await sdk(".", "contract")).out).toBe(`${page}\n`);
    const document: unknown = JSON.parse((await sdk(".", "contract", "--json")).out);
    expect(document).toMatchObject({ ok: true, api: 1, page, supported: { type: "market" } });
  });
});

describe("every example", () => {
  it.for(EXAMPLES.map((example) => [example.title, example.files] as const))(
    "%s builds as it stands",
    { timeout: 30_000 },
    async ([, files]) => {
      const id = /^id = "(.*)"/m.exec(files["manifest.toml"] ?? "")?.[1] ?? "";
      expect(await sdk(aWorkspace(id, files), "build", id)).toMatchObject({ code: 0, err: "" });
    },
  );
});

it("every code of the sdk is used somewhere", () => {
  const dir = join(import.meta.dirname, "../../../sdk");
  const text = readdirSync(dir, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(join(dir, name), "utf8"))
    .join("\n");
  const own = readFileSync(
    join(import.meta.dirname, "../../../host/contract/codes/sdk.ts"),
    "utf8",
  );
  const codes = [...own.matchAll(/^ {2}([a-z_]+): \{/gm)].map(([, code = ""]) => code);
  expect(codes.length).toBeGreaterThan(10);
  expect(codes.filter((code) => !text.includes(`"${code}"`))).toEqual([]);
});
