/** One writer at a time: two that read the same newest approval would both write its successor. */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { refuse, type Result } from "#host/kernel/result.ts";
import { writeNew } from "#host/workspace/atomic-write.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import type { SignPorts } from "./ports.ts";

/**
 * Does something while no other `sign` of this workspace writes.
 *
 * Held for reading again and writing only, never while a person types: `act` must read again whatever it decides on.
 *
 * @returns What `act` returns. Refusal: sign_busy, also when whoever held it died: then a person looks first.
 */
export function withLock<T>(
  ports: SignPorts,
  workspace: Workspace,
  act: () => Result<T>,
): Result<T> {
  const path = join(workspace.varDir, "sign.lock");
  mkdirSync(workspace.varDir, { recursive: true });
  if (!writeNew(path, `${ports.pid}\n`, 0o644)) return busy(ports, path);
  try {
    return act();
  } finally {
    rmSync(path, { force: true });
  }
}

function busy(ports: SignPorts, path: string): Result<never> {
  const text = readTextOrEmpty(path).trim();
  const pid = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : null;
  if (pid !== null && ports.isAlive(pid)) {
    return refuse("sign_busy", `process ${pid} is writing to signed/ or keys/`, {
      hint: "wait a moment and try again",
    });
  }
  const who = pid === null ? "an unknown process" : `process ${pid}, which is gone`;
  return refuse("sign_busy", `${path} was left behind by ${who}`, {
    hint: `look with sign verify, then remove ${path}`,
  });
}

function readTextOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    // Gone in between: whoever held it is done.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}
