import { existsSync, readFileSync } from "node:fs";

/**
 * Watches the memory of a process from outside (decision C8). Where V8 may compile, the kernel's limit on data has to
 * leave room for reservations that are never used, so it holds nobody; what is really there is looked at instead.
 *
 * @param pid - First process of the chain; what it started counts with it.
 * @param tooMuch - Called once, with what was found. The process is not killed here.
 * @returns Ends the watch.
 */
export function watchResident(
  pid: number,
  bytesMax: number,
  everyMs: number,
  tooMuch: (bytes: number) => void,
): () => void {
  const timer = setInterval(() => {
    const bytes = residentBytes(pid);
    if (bytes <= bytesMax) return;
    clearInterval(timer);
    tooMuch(bytes);
  }, everyMs);
  // The pipes keep the host waiting for an answer; looking at memory keeps nobody.
  timer.unref();
  return () => clearInterval(timer);
}

/** Resident memory of a process and of those below it; 0 where this system does not tell. */
export function residentBytes(pid: number): number {
  const kilobytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0);
  const children = textOf(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean);
  return children.reduce((sum, child) => sum + residentBytes(Number(child)), kilobytes * 1_024);
}

/** Whether this system tells enough: without the list of children a watch sees setpriv and not the cell below it. */
export function canWatchResident(pid: number = process.pid, proc = "/proc"): boolean {
  return [`${proc}/${pid}/status`, `${proc}/${pid}/task/${pid}/children`].every(existsSync);
}

/** A process may be gone between two reads. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
