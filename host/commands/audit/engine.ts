import { ENGINE_SHA256, ENGINE_VERSION } from "../../engine.js";
import { fail, pass, report, type AuditFinding } from "./finding.ts";
import type { AuditPorts } from "./ports.ts";

/** The binary that computes, and the flag that keeps a debugger out of it. */
export function engineFindings({ machine, versions, arch }: AuditPorts): readonly AuditFinding[] {
  return [binary(machine, versions.node, arch), debuggerFlag(machine.flags)];
}

function binary(machine: AuditPorts["machine"], node: string, arch: string): AuditFinding {
  const rule = "engine-binary";
  const place = `${machine.platform}-${arch}`;
  const pinned = Object.entries(ENGINE_SHA256).find(([name]) => name === place)?.[1];
  if (pinned === undefined) {
    return report(
      rule,
      `node ${node} on ${place}: no binary is pinned for it`,
      "for live trading use linux-x64 or linux-arm64",
    );
  }
  const sha256 = machine.engineSha256();
  return node === ENGINE_VERSION && sha256 === pinned
    ? pass(rule, `node ${node} for ${place}, sha256 ${sha256.slice(0, 16)}… as pinned`)
    : fail(
        rule,
        "paper",
        `node ${node} with sha256 ${sha256}, pinned is node ${ENGINE_VERSION} with ${pinned}`,
        "start it with `npx --no host`; if that changes nothing, delete node_modules and run npm ci",
      );
}

function debuggerFlag(flags: readonly string[]): AuditFinding {
  const rule = "engine-debugger";
  return flags.includes("--disable-sigusr1")
    ? pass(rule, "no signal opens a debugger in this process")
    : fail(
        rule,
        "live",
        "SIGUSR1 opens a debugger port in this process",
        "start it with `npx --no host`, which sets --disable-sigusr1",
      );
}
