/** The real host in real time: it ends when it is asked to, says that it is held, and leaves nothing behind. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { realTimePaths } from "#host/workspace/paths.ts";
import { host } from "#test/kit/host-command.ts";
import { startHost } from "#test/kit/host-process.ts";
import { temporaryFolder } from "#test/kit/journal-file.ts";
import { entriesOf } from "#test/kit/run-wall.ts";
import { aStrategy, signedWorkspace, type SignedWorkspace } from "#test/kit/run-workspace.ts";
import { allGone, cellsAlive } from "../cell/children.ts";

function aWorkspace(): SignedWorkspace {
  const plugin = aStrategy({ id: "sleeper", lookback: 5 });
  return signedWorkspace(join(temporaryFolder(), "workspace"), [
    { slot: "paper.main.BTCUSDT", plugin },
  ]);
}

/** A host in real time that has begun to listen. */
async function listening(workspace: SignedWorkspace) {
  const running = startHost(workspace.dir, ["run"]);
  const { control } = realTimePaths(workspace, "main");
  while (!existsSync(control)) await new Promise(setImmediate);
  return running;
}

describe("a host process in real time", { timeout: 60_000 }, () => {
  it.for(["SIGINT", "SIGTERM"] as const)(
    "ends within two seconds of %s, in order",
    async (signal) => {
      const workspace = aWorkspace();
      const before = cellsAlive();
      const running = await listening(workspace);
      const askedMs = performance.now();
      running.send(signal);
      const { code, document } = await running.ended;
      expect(performance.now() - askedMs).toBeLessThan(2_000);
      expect(code).toBe(0);
      expect(document).toMatchObject({ ok: true, stopped: true });
      await allGone(cellsAlive().filter((pid) => !before.includes(pid)));
      expect(entriesOf(workspace).at(-1)?.kind).toBe("host_stopped");
      expect(existsSync(realTimePaths(workspace, "main").control)).toBe(false);
      expect(await host(workspace.dir, ["verify"])).toMatchObject({ code: "" });
    },
  );

  it("ends within two seconds in the middle of ten years at full speed", async () => {
    const workspace = aWorkspace();
    const running = startHost(workspace.dir, ["run", "--days", "3650"]);
    await running.saying("UTC");
    const askedMs = performance.now();
    running.send("SIGINT");
    const { code, document } = await running.ended;
    expect(performance.now() - askedMs).toBeLessThan(2_000);
    expect(code).toBe(0);
    expect(document).toMatchObject({ ok: true, stopped: true });
  });

  it("holds its account, hears its operator, and is named when it hangs", async () => {
    const workspace = aWorkspace();
    const running = await listening(workspace);
    const second = await startHost(workspace.dir, ["run"]).ended;
    expect(second.code).toBe(1);
    expect(second.document).toMatchObject({ refusal: { code: "lease_held" } });
    expect(JSON.stringify(second.document)).toContain(String(running.pid));

    const said = ["halt", "--reason", "look"];
    const heard = await host(workspace.dir, said);
    expect(heard).toMatchObject({ code: "", data: { accounts: [{ running: true }] } });
    expect(entriesOf(workspace).at(-1)?.kind).toBe("halted");

    running.send("SIGSTOP");
    expect(await host(workspace.dir, said)).toMatchObject({ code: "host_silent" });
    running.send("SIGKILL");
    await running.ended;
    const left = await host(workspace.dir, said);
    expect(left).toMatchObject({ code: "", data: { accounts: [{ running: false }] } });
    const halts = entriesOf(workspace).filter(({ kind }) => kind === "halted");
    expect(halts.length).toBe(2);
  });
});
