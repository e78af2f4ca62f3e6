/** The engine that a signature pins: what computes the same bits, and nothing else. */
import { engine as engineSchema, type Engine } from "../contract/approval.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";

export interface RunningEngine {
  readonly versions: { readonly node: string; readonly v8: string };
  /** process.arch. */
  readonly arch: string;
  readonly isolatedVm: string;
  /** Digest of every byte that runs in the realm before the plugin. */
  readonly preludeSha256: string;
}

/** Names the running engine as an approval does. Refusal: engine_unsupported for another processor. */
export function engineOf(running: RunningEngine): Result<Engine> {
  const named = engineSchema.safeParse({
    node: running.versions.node,
    v8: running.versions.v8,
    arch: running.arch,
    isolatedVm: running.isolatedVm,
    preludeSha256: running.preludeSha256,
  });
  return named.success
    ? ok(named.data)
    : refuse("engine_unsupported", `processor was ${running.arch}, not x64 or arm64`);
}

/** Compares the engine that was signed with the one that runs. Refusal: engine_differs with both values. */
export function verifyEngine(signed: Engine, running: Engine): Result<true> {
  for (const part of PARTS) {
    if (signed[part] === running[part]) continue;
    return refuse(
      "engine_differs",
      `engine's ${part} is ${running[part]}, the approval was signed for ${signed[part]}`,
      { detail: { part, running: running[part], signed: signed[part] } },
    );
  }
  return ok(true);
}

const PARTS = ["node", "v8", "arch", "isolatedVm", "preludeSha256"] as const;
