import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
/** The lowest Node that the launcher promises to work under, if this machine has one. */
const SYSTEM_NODE = ["/usr/local/bin/node", "/usr/bin/node", "/opt/node/bin/node"].find((path) => {
  const [major] =
    spawnSync(path, ["-p", "process.versions.node"], { encoding: "utf8" }).stdout?.split(".") ?? [];
  return major !== undefined && Number(major) >= 20 && Number(major) < 26;
});
const NODES: readonly (readonly [name: string, path: string])[] = [
  ["the pinned node", process.execPath],
  ...(SYSTEM_NODE === undefined ? [] : [["an older node", SYSTEM_NODE] as const]),
];

/** A project of two files beside the real launcher: what `cli.ts` sees is what every plane sees. */
const project = mkdtempSync(join(tmpdir(), "launch-"));
for (const name of ["host.js", "launch.js", "engine.js"]) {
  mkdirSync(join(project, "host"), { recursive: true });
  copyFileSync(join(ROOT, "host", name), join(project, "host", name));
}
writeFileSync(join(project, "package.json"), '{"type":"module"}');
symlinkSync(join(ROOT, "node_modules"), join(project, "node_modules"));
writeFileSync(
  join(project, "host/cli.ts"),
  `export async function main(argv: string[]): Promise<number> {
    const [what, value] = argv;
    if (what === "exit") return Number(value);
    if (what === "bug") setImmediate(() => { throw new TypeError("late"); });
    if (what === "wait") {
      process.on("SIGTERM", () => { console.log("stopping"); process.exit(7); });
      process.on("SIGINT", () => { console.log("interrupted"); process.exit(8); });
      setInterval(() => {}, 1_000);
      console.log("ready");
    }
    if (what === "pour") setInterval(() => process.stdout.write("x".repeat(65_536)), 1);
    if (what === "sleep") { setInterval(() => {}, 1_000); console.log("ready"); }
    if (what === "show") {
      const { version, execArgv, env } = process;
      console.log(JSON.stringify({ version, execArgv, argv, options: env["NODE_OPTIONS"] ?? null }));
    }
    return 0;
  }`,
);
afterAll(() => rmSync(project, { recursive: true, force: true }));

const launcher = join(project, "host/host.js");

it.skipIf(SYSTEM_NODE !== undefined)(
  "an older node is not on this machine: only the pinned one is tested",
  () => {
    expect(NODES).toHaveLength(1);
  },
);

describe.for(NODES)("launched by %s", ([, node]) => {
  it("runs the plane under the pinned engine with its flags, arguments as they were", () => {
    const { stdout, stderr } = spawnSync(node, [launcher, "show", "--json", "a b", "--help"], {
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      version: "v26.10.0",
      execArgv: ["--disable-sigusr1"],
      argv: ["show", "--json", "a b", "--help"],
      options: null,
    });
  });

  it("does not let NODE_OPTIONS reach the plane", () => {
    const env = { ...process.env, NODE_OPTIONS: "--no-warnings" };
    const { stdout } = spawnSync(node, [launcher, "show"], { encoding: "utf8", env });
    expect(JSON.parse(stdout)).toMatchObject({ options: null });
  });

  it.for([0, 1, 2, 3, 70])("passes exit code %i through", (code) => {
    expect(spawnSync(node, [launcher, "exit", String(code)]).status).toBe(code);
  });

  it("ends with 70 when the plane throws outside its main", () => {
    const { status, stderr } = spawnSync(node, [launcher, "bug"], { encoding: "utf8" });
    expect([status, stderr.includes("TypeError: late")]).toEqual([70, true]);
  });

  it("ends quietly when whoever reads its output has left", async () => {
    const child = start(node, "pour");
    let complaint = "";
    child.stderr.on("data", (chunk: Buffer) => void (complaint += chunk.toString()));
    child.stdout.once("data", () => child.stdout.destroy());
    expect(await once(child, "close")).toEqual([141, null]);
    expect(complaint).toBe("");
  });

  it.for<[signal: NodeJS.Signals, said: string, code: number]>([
    ["SIGTERM", "stopping", 7],
    ["SIGINT", "interrupted", 8],
  ])("passes %s on and waits for the plane to end", async ([signal, said, code]) => {
    const child = start(node, "wait");
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text === "ready\n") child.kill(signal);
    });
    expect(await once(child, "close")).toEqual([code, null]);
    expect(text).toBe(`ready\n${said}\n`);
  });

  it("dies of the signal that killed the plane", async () => {
    const child = start(node, "sleep");
    child.stdout.once("data", () => child.kill("SIGHUP"));
    expect(await once(child, "close")).toEqual([null, "SIGHUP"]);
  });

  it("refuses a project without the engine, and says what to do", () => {
    const bare = mkdtempSync(join(project, "bare-"));
    mkdirSync(join(bare, "host"));
    for (const name of ["host.js", "launch.js"])
      copyFileSync(join(project, "host", name), join(bare, "host", name));
    // The copy believes that no binary is the right one, so the caller's is not either.
    writeFileSync(join(bare, "host/engine.js"), brokenEngine("this is node 1.2.3"));
    writeFileSync(join(bare, "package.json"), '{"type":"module"}');
    const { status, stdout, stderr } = spawnSync(
      node,
      [join(bare, "host/host.js"), "show", "--json"],
      { encoding: "utf8" },
    );
    expect(status).toBe(1);
    expect(stderr).toBe("refused: engine_missing: this is node 1.2.3\nhint: run npm ci\n");
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      refusal: { code: "engine_missing", message: "this is node 1.2.3", hint: "run npm ci" },
    });
  });
});

/** Starts the launcher in a process group of its own: whatever the test finds, nobody of the group survives it. */
function start(node: string, what: string) {
  const child = spawn(node, [launcher, what], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  onTestFinished(() => {
    spawnSync("kill", ["-KILL", "--", `-${child.pid}`], { stdio: "ignore" });
  });
  return child;
}

function brokenEngine(message: string): string {
  const refusal = { code: "engine_missing", message, hint: "run npm ci" };
  return `export const chooseEngine = () => (${JSON.stringify({ engine: "none", refusal })});
export const findPinnedEngine = () => null;
export const sha256OfFile = () => "";`;
}
