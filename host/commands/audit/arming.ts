import { readSettings } from "../../workspace/config.ts";
import type { Workspace } from "../../workspace/paths.ts";
import { report, type AuditFinding } from "./finding.ts";

/** Whether live trading could be armed here, and everything that is missing (decision B2). Never a fail: paper is the default. */
export function armingFinding(
  findings: readonly AuditFinding[],
  workspace: Workspace,
): AuditFinding {
  const settings = readSettings(workspace);
  const allowed = settings.ok && settings.value.host.arm.allowed;
  const missing = [
    "this release has no live venue",
    "no risk policy is signed",
    ...(allowed ? [] : ["[arm] allowed = true is not in config/host.toml"]),
    ...findings.filter(({ blocks }) => blocks !== null).map(({ rule }) => `${rule} failed`),
  ];
  const all = [...new Set(missing)];
  return report(
    "arming",
    `live trading cannot be armed: ${all.length} things are missing`,
    all.join("; "),
  );
}
