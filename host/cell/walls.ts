import { execFile } from "node:child_process";
import { chain, findTool, type Links } from "./chain.ts";
import { CELL_LIMITS } from "./limits.ts";
import { addonPath } from "./engine.ts";
import { CELL_PATH } from "./prelude-text.ts";

/** One thing that stands between a plugin's process and the machine, and whether this machine can build it. */
export interface Wall {
  readonly wall: keyof Links;
  readonly present: boolean;
  /** What it stops when present; else what this system said. */
  readonly why: string;
}

/** What the probe found: `links` is what cells are started with. */
export interface Walls {
  readonly links: Links;
  /** In the order of the chain. An armed host needs all of them; paper runs with what there is. */
  readonly list: readonly Wall[];
}

/** No answer in this time is a no. Each probe takes 2 ms. */
const PROBE_WALL_MS = 5_000;

const STOPS: Readonly<Record<keyof Links, string>> = {
  privileges: "the cell gains no privilege from any program and dies with the host",
  ordinaryUser: "the cell owns no file of this machine",
  namespaces: "the cell has no network, sees no other process and cannot signal one",
  capabilities: "the cell has no capability, also inside its own namespace",
  limits: "the cell's memory, files and core dumps are limited by the kernel",
};

let cached: Promise<Walls> | null = null;

/** The walls of this machine; probed once per process. */
export function wallsHere(): Promise<Walls> {
  cached ??= probeWalls();
  return cached;
}

/** Builds each wall around a program that does nothing, and believes only its exit code. */
export async function probeWalls(): Promise<Walls> {
  const none = {
    privileges: false,
    ordinaryUser: false,
    namespaces: false,
    capabilities: false,
    limits: false,
  };
  const links: { -readonly [K in keyof Links]: boolean } = { ...none };
  const list: Wall[] = [];
  for (const wall of [
    "privileges",
    "ordinaryUser",
    "namespaces",
    "capabilities",
    "limits",
  ] as const) {
    const refusal = await tryWall({ ...links, [wall]: true }, wall);
    links[wall] = refusal === null;
    list.push({ wall, present: refusal === null, why: refusal ?? STOPS[wall] });
  }
  // Somebody else than root is an ordinary user already, without a link of the chain.
  if (process.getuid?.() !== 0) links.ordinaryUser = false;
  return { links, list };
}

/** @returns null when the chain with this link ran, else why not. */
async function tryWall(links: Links, wall: keyof Links): Promise<string | null> {
  const isRoot = process.getuid?.() === 0;
  if (wall === "ordinaryUser") {
    if (!isRoot) return null;
    if (!links.privileges) return "setpriv is needed to change the user";
    const readable = await run(links, [
      "test",
      "-x",
      process.execPath,
      "-a",
      "-r",
      CELL_PATH,
      "-a",
      "-r",
      addonPath(),
    ]);
    return readable === null
      ? null
      : "nobody cannot read the program's files: do not run it as root";
  }
  return run({ ...links, ordinaryUser: links.ordinaryUser && isRoot }, ["true"]);
}

async function run(links: Links, program: readonly string[]): Promise<string | null> {
  const [name = "", ...args] = program;
  const { path, args: rest } = chain(
    links,
    [findTool(name) ?? name, ...args],
    CELL_LIMITS.dataBytesJitless,
  );
  if (!path.startsWith("/")) return `${path} is not installed`;
  return await new Promise((resolve) => {
    const options = { env: {}, cwd: "/", timeout: PROBE_WALL_MS, killSignal: "SIGKILL" } as const;
    execFile(path, rest, options, (error, _stdout, stderr) => {
      if (error === null) resolve(null);
      else resolve(firstLine(stderr) || `${path} ended with ${String(error.code ?? error.signal)}`);
    });
  });
}

/** A system tool's own words, made harmless for a terminal. */
function firstLine(text: string): string {
  return (
    text
      .split("\n")[0]
      ?.replaceAll(/[^\x20-\x7e]/g, "?")
      .slice(0, 200) ?? ""
  );
}
