import type { Environment } from "../../contract/primitives.ts";
import { readSettings } from "../../workspace/config.ts";
import type { Workspace } from "../../workspace/paths.ts";
import { report, type AuditFinding } from "./finding.ts";

/** Whether live trading could be armed here, and everything that is missing (decision B2). Never a fail: paper is the default. */
export function armingFinding(
  findings: readonly AuditFinding[],
  workspace: Workspace,
): AuditFinding {
  const all = missingFor("live", findings, workspace);
  return report(
    "arming",
    `live trading cannot be armed: ${all.length} things are missing`,
    all.join("; "),
  );
}

/**
 * What stands between an account and live orders, in words; empty when nothing does.
 *
 * A paper account needs no consent: of it only the walls and the permission are asked.
 */
export function missingFor(
  environment: Environment,
  findings: readonly AuditFinding[],
  workspace: Workspace,
): readonly string[] {
  const settings = readSettings(workspace);
  const allowed = settings.ok && settings.value.host.arm.allowed;
  const unsigned = findings.some(
    ({ rule, verdict }) => rule === "risk-policy" && verdict !== "pass",
  );
  const missing = [
    ...(environment === "live" ? ["this release has no live venue"] : []),
    ...(environment === "live" && unsigned ? ["no risk policy is signed"] : []),
    ...(allowed ? [] : ["[arm] allowed = true is not in config/host.toml"]),
    ...findings.filter(({ blocks }) => blocks !== null).map(({ rule }) => `${rule} failed`),
  ];
  return [...new Set(missing)];
}
