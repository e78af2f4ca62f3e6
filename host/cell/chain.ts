import { existsSync } from "node:fs";
import { CELL_LIMITS } from "./limits.ts";

/**
 * Which links the chain of a cell has. Each is a small program that takes one thing away and then becomes the next
 * (decision E2).
 */
export interface Links {
  /** setpriv: no new privileges, and death with the host. */
  readonly privileges: boolean;
  /** setpriv: a host that runs as root starts its cells as nobody. */
  readonly ordinaryUser: boolean;
  /** unshare: own user, network and process namespaces. */
  readonly namespaces: boolean;
  /** setpriv: no capability, not even inside the namespace, where root would reach deep into the kernel. */
  readonly capabilities: boolean;
  /** prlimit: memory, files, core dumps. */
  readonly limits: boolean;
}

export interface Command {
  readonly path: string;
  readonly args: readonly string[];
}

/** Both ids of nobody on every Linux. */
const NOBODY = "65534";
/** Absolute paths only: a cell's environment has no PATH, and the host's is not to be trusted. */
const FOLDERS = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

/** @returns The absolute path, or null when this system does not have the program. */
export function findTool(name: string): string | null {
  return FOLDERS.map((folder) => `${folder}/${name}`).find((path) => existsSync(path)) ?? null;
}

/** Puts the links that are there before a program. The program inherits what they took away. */
export function chain(links: Links, program: readonly string[], dataBytes: number): Command {
  const [path = "", ...args] = [
    ...(links.privileges ? privileges(links.ordinaryUser) : []),
    ...(links.namespaces ? namespaces() : []),
    ...(links.capabilities ? capabilities() : []),
    ...(links.limits ? limits(dataBytes) : []),
    ...program,
  ];
  return { path, args };
}

function privileges(ordinaryUser: boolean): string[] {
  const user = ordinaryUser ? [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"] : [];
  // Without the death signal a cell that is stuck in a built-in call outlives a killed host.
  return [findTool("setpriv") ?? "setpriv", ...user, "--no-new-privs", "--pdeathsig", "KILL"];
}

function namespaces(): string[] {
  // Without its own process namespace a cell could signal the host.
  return [findTool("unshare") ?? "unshare", "-r", "-n", "-p", "-f", "--kill-child"];
}

function capabilities(): string[] {
  return [findTool("setpriv") ?? "setpriv", "--bounding-set=-all", "--inh-caps=-all"];
}

/** Never the address space (V8 reserves far more than it uses), never processes (root is exempt, and 0 ends node). */
function limits(dataBytes: number): string[] {
  return [
    findTool("prlimit") ?? "prlimit",
    `--data=${dataBytes}`,
    "--core=0",
    "--fsize=0",
    `--nofile=${CELL_LIMITS.openFiles}`,
  ];
}

/** What V8 may compile to machine code: nothing, JavaScript, or WebAssembly and by which of its two compilers. */
export type Compiler = "jitless" | "jit" | "liftoff" | "turbofan";

/** JavaScript beside WebAssembly is the realm's own and is interpreted; a module is compiled whole, by one compiler. */
const WASM = [
  "--no-opt",
  "--no-maglev",
  "--no-sparkplug",
  "--no-wasm-lazy-compilation",
  // Bounds are checked in code: no handler of signals, and no 10 GB of addresses for each memory.
  "--disable-wasm-trap-handler",
];
const COMPILER_FLAGS: Readonly<Record<Compiler, readonly string[]>> = {
  // Also removes WebAssembly, whose memory no limit counts.
  jitless: ["--jitless"],
  jit: [],
  // Never both: which function is compiled again, and when, would depend on what ran before.
  liftoff: [...WASM, "--liftoff-only"],
  turbofan: [...WASM, "--no-liftoff"],
};

/**
 * Node's own arguments for a cell.
 *
 * @param compiler - More than jitless is faster, and a larger surface to attack.
 * @param stackKb - Of the conformance suite; null: what V8 has.
 */
export function nodeFlags(compiler: Compiler, stackKb: number | null = null): readonly string[] {
  return [
    // No files, network, children or workers. Addons until the first line of cell.js has loaded its one.
    "--permission",
    "--allow-addons",
    // node:sqlite ignores the permission model, and SIGUSR1 opens a debugger.
    "--no-experimental-sqlite",
    "--disable-sigusr1",
    ...COMPILER_FLAGS[compiler],
    ...(stackKb === null ? [] : [`--stack-size=${stackKb}`]),
    // isolated-vm needs it.
    "--no-node-snapshot",
    "--no-warnings",
    // Speed of fresh isolates: everything the code cache can hold, and no collection while the realm is built.
    "--no-lazy",
    "--min-semi-space-size=4",
    "--max-semi-space-size=4",
  ];
}
