import { readdirSync, readFileSync } from "node:fs";

/** Pids of every living process below this one, read from /proc; zombies are not alive. */
export function descendants(): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const [state, parent] = statOf(name);
    if (state !== "" && state !== "Z") parents.set(Number(name), parent);
  }
  const below = (pid: number): number[] =>
    [...parents].filter(([, parent]) => parent === pid).flatMap(([each]) => [each, ...below(each)]);
  return below(process.pid);
}

/** Descendants whose command line has the cell's entry in it. */
export function cellsAlive(): number[] {
  return descendants().filter((pid) => textOf(`/proc/${pid}/cmdline`).includes("cell/cell.js"));
}

/** The value of a line of /proc/PID/status. */
export function statusOf(pid: number, field: string): string {
  const line = textOf(`/proc/${pid}/status`)
    .split("\n")
    .find((each) => each.startsWith(`${field}:`));
  return line?.slice(field.length + 1).trim() ?? "";
}

export function isAlive(pid: number): boolean {
  const [state] = statOf(String(pid));
  return state !== "" && state !== "Z";
}

/**
 * Resolves when none of these processes is left. A killed process gives up memory and files, which the host sees,
 * a moment before the kernel forgets it.
 */
export async function allGone(pids: readonly number[]): Promise<void> {
  while (pids.some(isAlive)) await new Promise(setImmediate);
}

function statOf(pid: string): [state: string, parent: number] {
  const [, rest = ""] = textOf(`/proc/${pid}/stat`).split(") ");
  const [state = "", parent = "0"] = rest.split(" ");
  return [state, Number(parent)];
}

/** A process may be gone between two reads. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
