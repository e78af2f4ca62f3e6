import { isAbsolute, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { realTimePaths, runPaths, workspaceAt } from "#host/workspace/paths.ts";

const workspace = workspaceAt("/somewhere/trading");
const places = (of: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(of).map(([name, path]) => [name, relative("/somewhere/trading", String(path))]),
  );

describe("places in a workspace", () => {
  it("are where the documentation says", () => {
    expect(places(workspace)).toEqual({
      dir: "",
      plugins: "plugins",
      signed: "signed",
      keys: "keys",
      rootFile: "keys/root.json",
      hostToml: "config/host.toml",
      riskToml: "config/risk.toml",
      varDir: "var",
      candidates: "var/candidates",
      runs: "var/runs",
    });
  });

  it("of one account in real time", () => {
    expect(places(realTimePaths(workspace, "main"))).toEqual({
      dir: "var/main",
      journal: "var/main/journal.sqlite",
      lease: "var/main/lease.sqlite",
      control: "var/main/control.sock",
      paperStore: "var/paper/main.sqlite",
      haltMark: "var/main/halt.json",
    });
  });

  it("of one account in a run faster than real time", () => {
    expect(places(runPaths(workspace, "0123456789abcdef", "main"))).toEqual({
      dir: "var/runs/0123456789abcdef/main",
      journal: "var/runs/0123456789abcdef/main/journal.sqlite",
      lease: "var/runs/0123456789abcdef/main/lease.sqlite",
      control: "var/runs/0123456789abcdef/main/control.sock",
      paperStore: "var/runs/0123456789abcdef/main/paper.sqlite",
      haltMark: "var/runs/0123456789abcdef/main/halt.json",
    });
  });

  it("are absolute, however the workspace was named", () => {
    for (const named of [".", "trading", "../trading", "/somewhere/./trading/"]) {
      expect(Object.values(workspaceAt(named)).every((path) => isAbsolute(String(path)))).toBe(
        true,
      );
    }
    expect(workspaceAt("/somewhere/./trading/")).toEqual(workspace);
  });

  it("of two accounts have nothing in common but their folders", () => {
    const one = Object.values(realTimePaths(workspace, "one"));
    const two = new Set(Object.values(realTimePaths(workspace, "two")));
    expect(one.filter((path) => two.has(path))).toEqual([]);
  });
});
