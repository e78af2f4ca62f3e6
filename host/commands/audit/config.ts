import { readSettings } from "../../workspace/config.ts";
import type { Workspace } from "../../workspace/paths.ts";
import { counted } from "../amounts.ts";
import { signedPolicy } from "../signed-policy.ts";
import { fail, pass, report, type AuditFinding } from "./finding.ts";

/** Configuration that reads, and a policy that somebody signed. */
export function configFindings(workspace: Workspace, nowMs: number): readonly AuditFinding[] {
  const settings = readSettings(workspace);
  if (!settings.ok) {
    const { code, message, hint } = settings.refusal;
    return [
      fail("config-valid", "paper", `${code}: ${message}`, hint ?? "mend the line that is named"),
    ];
  }
  const accounts = Object.keys(settings.value.host.accounts).length;
  return [
    pass(
      "config-valid",
      `host.toml and risk.toml read; ${counted(accounts, "account")} configured`,
    ),
    policyFinding(workspace, nowMs),
  ];
}

function policyFinding(workspace: Workspace, nowMs: number): AuditFinding {
  const rule = "risk-policy";
  const signed = signedPolicy(workspace, nowMs);
  if (!signed.ok) {
    const { code, message } = signed.refusal;
    return fail(rule, "live", `${code}: ${message}`, `host explain ${code}`);
  }
  return signed.value === null
    ? report(rule, "config/risk.toml is an unsigned draft: good for paper, not for live", "")
    : pass(rule, `signed/risk/${signed.value.version}.json verifies`);
}
