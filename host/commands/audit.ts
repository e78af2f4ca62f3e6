/**
 * `host audit`: looks at the machine, the installation and the workspace, and says what stands in the way of paper
 * and what of live trading. Changes nothing.
 */
import { refuse } from "../kernel/result.ts";
import { printable } from "../terminal/escape.ts";
import type { Handler, Shown } from "../terminal/run-command.ts";
import { renderTable } from "../terminal/table.ts";
import { workspaceAt, type Workspace } from "../workspace/paths.ts";
import { counted } from "./amounts.ts";
import { armingFinding } from "./audit/arming.ts";
import { cellFindings } from "./audit/cell.ts";
import { clockFindings, diskFindings } from "./audit/machine.ts";
import { configFindings } from "./audit/config.ts";
import { engineFindings } from "./audit/engine.ts";
import type { AuditFinding } from "./audit/finding.ts";
import { journalFindings } from "./audit/journals.ts";
import { permissionFindings } from "./audit/permissions.ts";
import { trustFindings } from "./audit/trust.ts";
import type { AuditPorts } from "./audit/ports.ts";

/** Refusal: audit_failed when something stands in the way of paper; the findings are shown all the same. */
export function auditCommand(ports: AuditPorts): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const nowMs = ports.clock.nowMs();
    const found = await findingsOf(workspace, ports, nowMs);
    const findings = [...found, armingFinding(found, workspace)];
    const blocking = findings.filter(({ blocks }) => blocks === "paper");
    const shown = shownOf(findings);
    if (blocking.length === 0) return { ok: true, ...shown };
    const rules = blocking.map(({ rule }) => rule).join(", ");
    return {
      ...refuse(
        "audit_failed",
        `${counted(blocking.length, "finding")} against paper trading: ${rules}`,
      ),
      shown,
    };
  };
}

/** Every rule but whether the account can be armed, which is about all of these. */
export async function findingsOf(
  workspace: Workspace,
  ports: AuditPorts,
  nowMs: number,
): Promise<readonly AuditFinding[]> {
  return [
    ...engineFindings(ports),
    ...(await cellFindings(ports)),
    ...configFindings(workspace, nowMs),
    ...permissionFindings(workspace),
    ...trustFindings(workspace, ports, nowMs),
    ...journalFindings(workspace),
    ...diskFindings(workspace, ports),
    ...clockFindings(workspace, nowMs),
  ];
}

function shownOf(findings: readonly AuditFinding[]): Shown {
  const titles = ["rule", "verdict", "stops", "what was found"];
  const table = renderTable(
    titles.map((title) => ({ title })),
    findings.map(({ rule, verdict, blocks, message }) => [rule, verdict, blocks, message]),
  );
  const remedies = findings
    .filter(({ verdict, remedy }) => verdict !== "pass" && remedy !== "")
    .map(({ rule, remedy }) => `  ${rule}: ${printable(remedy)}`);
  const text = remedies.length === 0 ? table : [table, "", "what to do:", ...remedies].join("\n");
  return { text, data: { findings } };
}
