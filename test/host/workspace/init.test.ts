import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { hostConfig, riskPolicy } from "#host/contract/config.ts";
import { limitsOf } from "#host/kernel/limits.ts";
import { Fault } from "#host/kernel/result.ts";
import { readSettings } from "#host/workspace/config.ts";
import { initWorkspace } from "#host/workspace/init.ts";
import { workspaceAt } from "#host/workspace/paths.ts";
import { FOLDER_READMES, HOST_TOML, RISK_TOML } from "#host/workspace/templates.ts";
import { parseToml } from "#host/workspace/toml.ts";
import { temporaryFolder } from "#test/kit/journal-file.ts";
import { rowsOf } from "#test/kit/schema-rows.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .toSorted();
}

describe("a new workspace", () => {
  const made = (): string => {
    const dir = join(temporaryFolder(), "new", "folder");
    expect(initWorkspace(dir)).toEqual({ ok: true, value: workspaceAt(dir) });
    return dir;
  };

  it("has its configuration, its folders and nothing else", () => {
    const dir = made();
    expect(filesBelow(dir)).toEqual([
      ".gitignore",
      "config/host.toml",
      "config/risk.toml",
      "keys/README.md",
      "plugins/README.md",
      "signed/README.md",
    ]);
    expect(existsSync(join(dir, "var"))).toBe(true);
  });

  it("is read with the defaults that its comments promise", () => {
    const settings = readSettings(workspaceAt(made()));
    expect(settings).toMatchObject({
      ok: true,
      value: {
        host: {
          feed: { kind: "simulated", seed: "bulkhead" },
          accounts: { main: { venue: "paper", environment: "paper", bankroll: { usdt: "10000" } } },
          arm: { allowed: false },
          instruments: [],
        },
        policy: { leverage_max: "5", drawdown: [{ at_pct: "10" }, { at_pct: "20" }] },
      },
    });
    expect(settings.ok && limitsOf(settings.value.policy).positionsMax).toBe(4);
  });

  it("keeps secret keys and state out of version control", () => {
    expect(readFileSync(join(made(), ".gitignore"), "utf8").split("\n")).toEqual([
      "var/",
      "*.key.json",
      "",
    ]);
  });
});

describe("the templates", () => {
  it.for<[name: string, text: string, schema: z.ZodType]>([
    ["host.toml", HOST_TOML, hostConfig],
    ["risk.toml", RISK_TOML, riskPolicy],
  ])("%s name every key of the schema, in use or in a comment", ([, text, schema]) => {
    const keys = Object.keys(rowsOf(schema))
      .flatMap((path) => path.match(/(?<=^|\.)[a-zA-Z0-9_]+(?=<[^>]*>$|\[\]$|$)/) ?? [])
      .filter((key) => key !== "");
    expect(keys.length).toBeGreaterThan(15);
    const silent = keys.filter((key) => !new RegExp(`\\b${key}\\b( =|\\]|\\.)`).test(text));
    expect(silent).toEqual([]);
  });

  it("host.toml is good with what is commented out", () => {
    const example = HOST_TOML.slice(HOST_TOML.indexOf("# [[instruments]]"));
    const used = HOST_TOML.replace(example, example.replaceAll(/^# /gm, ""));
    expect(parseToml(used, "host.toml", hostConfig)).toMatchObject({
      ok: true,
      value: { instruments: [{ id: "EXAMPLEUSDT", riskTiers: [{ leverageMax: "25" }] }] },
    });
  });

  it.for([
    ["host.toml", HOST_TOML],
    ["risk.toml", RISK_TOML],
  ] as const)("%s is what the project's own config/ holds", ([name, text]) => {
    expect(readFileSync(join(ROOT, "config", name), "utf8")).toBe(text);
  });
});

describe("init refuses", () => {
  const ours = ["config/host.toml", "config/risk.toml", ".gitignore"].concat(
    Object.keys(FOLDER_READMES).map((folder) => `${folder}/README.md`),
  );

  it.for(ours.map((file) => [file] as const))(
    "a folder that has %s already, and writes nothing",
    ([file]) => {
      const dir = temporaryFolder();
      mkdirSync(dirname(join(dir, file)), { recursive: true });
      writeFileSync(join(dir, file), "mine");
      expect(initWorkspace(dir)).toMatchObject({
        ok: false,
        refusal: { code: "workspace_not_empty", message: `${join(dir, file)} exists already` },
      });
      expect(filesBelow(dir)).toEqual([file]);
      expect(readFileSync(join(dir, file), "utf8")).toBe("mine");
    },
  );

  it("its own workspace a second time", () => {
    const dir = temporaryFolder();
    expect(initWorkspace(dir).ok).toBe(true);
    const before = filesBelow(dir);
    expect(initWorkspace(dir).ok).toBe(false);
    expect(filesBelow(dir)).toEqual(before);
  });
});

describe("init fails", () => {
  it("where a file stands in the way of a folder", () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, "config"), "a file");
    expect(() => initWorkspace(dir)).toThrow(Fault);
    expect(() => initWorkspace(dir)).toThrow(`${dir} could not be written`);
  });

  // Root may write anywhere, whatever the mode says.
  it.skipIf(process.getuid?.() === 0)("in a folder that only may be read", () => {
    const dir = temporaryFolder();
    chmodSync(dir, 0o500);
    expect(() => initWorkspace(join(dir, "new"))).toThrow(Fault);
    expect(readdirSync(dir)).toEqual([]);
  });

  it("below something that is no folder", () => {
    expect(() => initWorkspace("/dev/null/trading")).toThrow(Fault);
  });
});
