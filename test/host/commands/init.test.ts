import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Plane } from "#host/contract/commands.ts";
import { parseLine } from "#host/terminal/arguments.ts";
import { hostData, hostSays } from "#test/kit/host-says.ts";
import { temporaryFolder } from "#test/kit/journal-file.ts";

describe("host init", () => {
  it("makes a workspace in the folder that is named, and says what comes next", async () => {
    const dir = join(temporaryFolder(), "trading");
    const { out, exit } = await hostSays(".", ["init", dir]);
    expect(exit).toBe(0);
    expect(out).toBe(
      [
        `made a workspace in ${dir}`,
        "next:",
        `  npx --no sdk new my-idea --workspace ${dir}`,
        `  npx --no sign keygen --name mine --paper --workspace ${dir}`,
        `  npx --no host status --workspace ${dir}`,
        "",
      ].join("\n"),
    );
    expect(existsSync(join(dir, "config", "host.toml"))).toBe(true);
    expect((await hostSays(dir, ["status"])).exit).toBe(0);
  });

  it("makes it in --workspace when no folder is named", async () => {
    const dir = temporaryFolder();
    expect(await hostData(dir, ["init"])).toMatchObject({ ok: true, workspace: dir });
    expect(existsSync(join(dir, "config", "risk.toml"))).toBe(true);
  });

  it("names only commands that exist, with options that they take", async () => {
    const { next } = await hostData(temporaryFolder(), ["init"]);
    for (const line of next as string[]) {
      const [, , plane, ...argv] = line.split(" ");
      expect([line, parseLine(plane as Plane, argv).kind]).toEqual([line, "command"]);
    }
  });

  it("quotes a path that a shell would take apart", async () => {
    const dir = join(temporaryFolder(), "it's mine");
    const { out } = await hostSays(".", ["init", dir]);
    expect(out).toContain(`--workspace '${dir.replace("'", `'\\''`)}'\n`);
  });

  it("refuses a folder that has one already", async () => {
    const dir = temporaryFolder();
    await hostSays(dir, ["init"]);
    const said = await hostSays(dir, ["init"]);
    expect(said).toMatchObject({ exit: 1, out: "" });
    expect(said.err).toMatch(/^refused: workspace_not_empty: .*host\.toml exists already\nhint: /);
  });
});
