import { readSettings } from "../../workspace/config.ts";
import type { Workspace } from "../../workspace/paths.ts";
import { counted } from "../amounts.ts";
import { fail, pass, report, type AuditFinding } from "./finding.ts";

/** Configuration that reads, and a policy that somebody signed. */
export function configFindings(workspace: Workspace): readonly AuditFinding[] {
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
    report(
      "risk-policy",
      "config/risk.toml is an unsigned draft: good for paper, not for live",
      "",
    ),
  ];
}
