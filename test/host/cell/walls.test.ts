import { spawn } from "node:child_process";
import { readlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chain, findTool, nodeFlags, type Links } from "#host/cell/chain.ts";
import { addonPath } from "#host/cell/engine.ts";
import { CELL_LIMITS } from "#host/cell/limits.ts";
import { probeWalls } from "#host/cell/walls.ts";
import { allGone, descendants, isAlive, statusOf, textOf } from "./children.ts";

const PROBE = join(import.meta.dirname, "walls-probe.js");
const walls = await probeWalls();
const everyWall = walls.list.every((each) => each.present);
const isRoot = process.getuid?.() === 0;

interface Seen {
  readonly report: Record<string, unknown>;
  readonly pid: number;
  readonly uid: string;
  readonly status: (field: string) => string;
  readonly limits: string;
  readonly networks: readonly [own: string, ours: string];
}

/** Starts the probe behind a chain, reads its report, looks at it from outside, and kills it. */
async function probe(links: Links, before: readonly string[] = []): Promise<Seen> {
  const program = [
    process.execPath,
    ...nodeFlags("jitless"),
    PROBE,
    String(process.pid),
    addonPath(),
  ];
  const { path, args } = chain(links, program, CELL_LIMITS.dataBytesJitless);
  const [first = path, ...rest] = [...before, path, ...args];
  const child = spawn(first, rest, { env: {}, cwd: "/", stdio: ["pipe", "pipe", "inherit"] });
  const text = await new Promise<string>((resolve) => {
    let all = "";
    child.stdout.on("data", (bytes: Buffer) => {
      all += bytes.toString();
      if (all.endsWith("\n")) resolve(all);
    });
    child.on("close", () => resolve(all));
  });
  const [pid = -1] = descendants().filter(
    (each) =>
      textOf(`/proc/${each}/cmdline`).startsWith(process.execPath) &&
      textOf(`/proc/${each}/cmdline`).includes(PROBE),
  );
  const seen = {
    report: JSON.parse(text),
    pid,
    uid: statusOf(pid, "Uid").split("\t")[0] ?? "",
    status: (field: string) => statuses.get(field) ?? "",
    limits: textOf(`/proc/${pid}/limits`),
    networks: [link(pid), link(process.pid)] as const,
  };
  const statuses = new Map(
    ["CapEff", "CapBnd", "NoNewPrivs", "NSpid"].map((f) => [f, statusOf(pid, f)]),
  );
  const gone = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGKILL");
  await gone;
  await allGone([pid]);
  return seen;
}

function link(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return "not readable";
  }
}

const REFUSED = { refused: expect.any(String) };

describe("the walls of this machine", () => {
  it("are all probed, in the order of the chain, and say what they are for", () => {
    expect(walls.list.map((each) => each.wall)).toEqual([
      "privileges",
      "ordinaryUser",
      "namespaces",
      "capabilities",
      "limits",
    ]);
    for (const { why } of walls.list) expect(why.length).toBeGreaterThan(10);
  });

  it.skipIf(!everyWall)("hold from inside: nothing of the machine can be reached", async () => {
    const { report } = await probe(walls.links);
    expect(report).toEqual({
      readsFile: { refused: "ERR_ACCESS_DENIED" },
      readsHost: { refused: "ERR_ACCESS_DENIED" },
      writesFile: { refused: "ERR_ACCESS_DENIED" },
      startsProgram: { refused: "ERR_ACCESS_DENIED" },
      startsWorker: { refused: "ERR_ACCESS_DENIED" },
      opensDatabase: { refused: "ERR_UNKNOWN_BUILTIN_MODULE" },
      opensSocket: { refused: "ERR_ACCESS_DENIED" },
      looksUpName: { refused: "ERR_ACCESS_DENIED" },
      signalsHost: { refused: "ESRCH" },
      loadsAddon: { refused: "ERR_ACCESS_DENIED" },
      hasWasm: false,
      allocates: REFUSED,
      env: {},
      cwd: "/",
      pid: 1,
    });
  });

  it.skipIf(!everyWall)("hold from outside: the kernel says the same", async () => {
    const seen = await probe(walls.links);
    expect(seen.status("CapEff")).toBe("0000000000000000");
    expect(seen.status("CapBnd")).toBe("0000000000000000");
    expect(seen.status("NoNewPrivs")).toBe("1");
    expect(seen.status("NSpid").split("\t").length).toBe(2);
    expect(seen.networks[0]).not.toBe(seen.networks[1]);
    expect(seen.uid).toBe(isRoot ? "65534" : String(process.getuid?.()));
    expect(seen.limits).toMatch(/Max data size +400000000 +400000000/);
    expect(seen.limits).toMatch(/Max core file size +0 +0/);
    expect(seen.limits).toMatch(/Max file size +0 +0/);
    expect(seen.limits).toMatch(/Max open files +64 +64/);
  });

  it.skipIf(!everyWall || !isRoot)("hold for a host that is an ordinary user too", async () => {
    const user = [findTool("setpriv") ?? "", "--reuid=1234", "--regid=1234", "--clear-groups"];
    const seen = await probe({ ...walls.links, ordinaryUser: false }, user);
    expect(seen.uid).toBe("1234");
    expect(seen.status("CapEff")).toBe("0000000000000000");
    expect(seen.report).toMatchObject({ signalsHost: { refused: "ESRCH" }, pid: 1 });
    expect(seen.limits).toMatch(/Max data size +400000000/);
  });

  it("leave the permission model where the system has no tools: paper only", async () => {
    const none = {
      privileges: false,
      ordinaryUser: false,
      namespaces: false,
      capabilities: false,
      limits: false,
    };
    const { report } = await probe(none);
    expect(report).toMatchObject({
      readsFile: { refused: "ERR_ACCESS_DENIED" },
      startsProgram: { refused: "ERR_ACCESS_DENIED" },
      opensSocket: { refused: "ERR_ACCESS_DENIED" },
      loadsAddon: { refused: "ERR_ACCESS_DENIED" },
    });
  });

  it.skipIf(!everyWall)("fall with the host: a killed host leaves no cell", async () => {
    const spin = ["--jitless", "--no-warnings", "-e", 'console.log("spinning"); for (;;);'];
    const { path, args } = chain(
      walls.links,
      [process.execPath, ...spin],
      CELL_LIMITS.dataBytesJitless,
    );
    const start = `require("node:child_process").spawn(${JSON.stringify(path)}, ${JSON.stringify(args)},
      { stdio: ["pipe", "inherit", "inherit"] }); setInterval(() => {}, 1e6);`;
    const host = spawn(process.execPath, ["-e", start], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => host.stdout.once("data", resolve));
    const pids = descendants().filter((pid) => statusOf(pid, "NSpid").includes("\t1"));
    expect(pids.length).toBe(1);
    host.kill("SIGKILL");
    // It is nobody's child now, so it is looked for by pid; without the wall this waits until the test's time is up.
    await allGone(pids);
    expect(pids.filter(isAlive)).toEqual([]);
  });
});
