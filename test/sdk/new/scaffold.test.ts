import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sdk, sdkSignals, sdkValues, put } from "#test/kit/sdk.ts";
import { aFolder } from "#test/kit/workspace.ts";

describe("sdk new", () => {
  it(
    "writes a plugin that builds as it is and signals on the simulated market",
    { timeout: 40_000 },
    async () => {
      const workspace = aFolder();
      expect(await sdk(workspace, "new", "first-try")).toMatchObject({ code: 0, err: "" });
      expect(readdirSync(join(workspace, "plugins", "first-try")).toSorted()).toEqual([
        "README.md",
        "manifest.toml",
        "signal.ts",
      ]);
      expect(await sdk(workspace, "build", "first-try")).toMatchObject({ code: 0, err: "" });
      const { code, document } = await sdkSignals(workspace, "first-try", "--bars", "1000");
      expect(code).toBe(0);
      expect(document.bars).toBe(1_000);
      expect(document.signals.length).toBeGreaterThan(5);
      expect(document.faults).toEqual([]);
    },
  );

  it.for([
    ["signal", 1],
    ["factor", Number.MAX_VALUE],
  ] as const)(
    "--kind %s writes one that builds as it is and has values on the simulated market",
    { timeout: 40_000 },
    async ([kind, most]) => {
      const workspace = aFolder();
      const made = await sdk(workspace, "new", "first-try", "--kind", kind);
      expect(made).toMatchObject({ code: 0, err: "" });
      expect(await sdk(workspace, "build", "first-try")).toMatchObject({ code: 0, err: "" });
      const { code, document } = await sdkValues(workspace, "first-try", "--bars", "1000");
      expect([code, document.faults]).toEqual([0, []]);
      const numbers = document.values.flatMap(({ value }) => (value === null ? [] : [value]));
      expect(new Set(numbers).size).toBeGreaterThan(500);
      expect(Math.max(...numbers.map(Math.abs))).toBeLessThanOrEqual(most);
      expect(numbers.some((value) => value > 0) && numbers.some((value) => value < 0)).toBe(true);
    },
  );

  it.for([
    ["upper case", "Idea"],
    ["a path upwards", "../idea"],
    ["a folder inside", "a/b"],
    ["a space", "my idea"],
    ["a digit first", "1idea"],
    ["two dashes", "my--idea"],
    ["49 letters", "a".repeat(49)],
    ["a folder of signed/", "active"],
  ] as const)("refuses an id with %s", async ([, id]) => {
    const workspace = aFolder();
    const ran = await sdk(workspace, "new", id);
    expect(ran.code).toBe(1);
    expect(ran.err).toContain("plugin_id_invalid");
    expect(readdirSync(workspace)).toEqual([]);
  });

  it("refuses a plugin that exists and changes nothing", async () => {
    const workspace = aFolder();
    const path = put(join(workspace, "plugins", "idea", "signal.ts"), "mine");
    const ran = await sdk(workspace, "new", "idea");
    expect(ran.err).toContain("plugin_exists");
    expect(readFileSync(path, "utf8")).toBe("mine");
    expect(readdirSync(workspace)).toEqual(["plugins"]);
  });
});

describe("the editor", () => {
  it("gets a tsconfig.json where nothing says what #plugin is", async () => {
    const workspace = aFolder();
    await sdk(workspace, "new", "idea");
    const config: unknown = JSON.parse(readFileSync(join(workspace, "tsconfig.json"), "utf8"));
    expect(config).toMatchObject({
      compilerOptions: {
        paths: { "#plugin": [expect.stringMatching(/^\..*sdk\/plugin\/index\.ts$/)] },
      },
    });
  });

  it.for([
    ["a package.json above", "package.json", `{"imports":{"#plugin":"./x.ts"}}`],
    ["its own tsconfig.json", "tsconfig.json", `{"compilerOptions":{"paths":{"#plugin":["x"]}}}`],
  ] as const)("is left alone where %s says it", async ([, name, text]) => {
    const workspace = aFolder();
    put(join(workspace, name), text);
    const ran = await sdk(workspace, "new", "idea");
    expect(ran.out).not.toContain("for your editor");
    expect(readFileSync(join(workspace, name), "utf8")).toBe(text);
    expect(existsSync(join(workspace, "tsconfig.json"))).toBe(name === "tsconfig.json");
  });

  it("is told what to add to a tsconfig.json that does not say it", async () => {
    const workspace = aFolder();
    put(join(workspace, "tsconfig.json"), "{}");
    expect((await sdk(workspace, "new", "idea")).out).toContain(
      "for your editor, tsconfig.json needs",
    );
    expect(readFileSync(join(workspace, "tsconfig.json"), "utf8")).toBe("{}");
  });
});
