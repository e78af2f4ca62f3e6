import type { Engine } from "#host/contract/approval.ts";
import type { Result } from "#host/kernel/result.ts";
import { engineOf } from "#host/trust/engine.ts";
import { readInstalled } from "#host/workspace/installed.ts";
import type { SignPorts } from "./ports.ts";

/** The engine of this process and this installation: what is signed is what is here. */
export function engineHere({ versions, arch }: SignPorts): Result<Engine> {
  return engineOf({ versions, arch, ...readInstalled() });
}
