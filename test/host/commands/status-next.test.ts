import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseLine } from "#host/terminal/arguments.ts";
import { hostData, hostSays } from "#test/kit/host-says.ts";
import { temporaryFolder } from "#test/kit/journal-file.ts";
import { aStrategy, signedWorkspace } from "#test/kit/run-workspace.ts";
import { SLOT } from "#test/kit/signer.ts";
import { aTradedWorkspace } from "#test/kit/traded.ts";
import { putCandidate, putSource } from "#test/kit/workspace.ts";

async function newFolder(): Promise<string> {
  const dir = temporaryFolder();
  expect((await hostSays(dir, ["init"])).exit).toBe(0);
  return dir;
}

describe("host status says what to do next", () => {
  const steps = async (dir: string): Promise<readonly string[]> => {
    const next = (await hostData(dir, ["status"]))["next"] as string[];
    return next.map((line) => line.replace(/ --workspace \S+$/, ""));
  };

  it("in a folder that is no workspace", async () => {
    const said = await hostSays(temporaryFolder(), ["status"]);
    expect(said.exit).toBe(1);
    expect(said.err).toMatch(
      /^refused: workspace_missing: .*\nhint: host init .* makes a workspace/,
    );
  });

  it("in an empty workspace", async () => {
    expect(await steps(await newFolder())).toEqual(["npx --no sdk new my-idea"]);
  });

  it("with a strategy that was never built, and no keys", async () => {
    const dir = await newFolder();
    putSource(dir, aStrategy({ id: "mine", version: 2 }));
    expect(await steps(dir)).toEqual([
      "npx --no sdk build mine",
      "npx --no sign keygen --name mine --paper",
      "npx --no sign root init",
    ]);
  });

  it("with a strategy that was built and not signed", async () => {
    const workspace = signedWorkspace(temporaryFolder());
    const plugin = aStrategy({ id: "mine", pairs: ["ETHUSDT"] });
    putSource(workspace.dir, plugin);
    putCandidate(workspace.dir, plugin);
    expect(await steps(workspace.dir)).toEqual([
      "npx --no sign approve mine --slot paper.main.ETHUSDT",
    ]);
  });

  it("with an approval that waits", async () => {
    const { dir } = signedWorkspace(temporaryFolder(), [{ slot: SLOT, plugin: aStrategy() }]);
    expect(await steps(dir)).toEqual([
      "npx --no host run --feed simulated --days 30",
      "npx --no host run",
    ]);
  });

  it("once an account has run", async () => {
    expect(await steps(aTradedWorkspace().workspace.dir)).toEqual(["npx --no host run"]);
  });

  it("only in lines that parse, also where the folder has a space in its name", async () => {
    const dir = join(temporaryFolder(), "my trading");
    await hostSays(dir, ["init"]);
    const { next } = await hostData(dir, ["status"]);
    expect(next).toEqual([`npx --no sdk new my-idea --workspace '${dir}'`]);
    expect(parseLine("sdk", ["new", "my-idea", "--workspace", dir]).kind).toBe("command");
  });
});
