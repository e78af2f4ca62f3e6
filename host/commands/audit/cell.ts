import { fail, pass, type AuditFinding } from "./finding.ts";
import type { AuditPorts } from "./ports.ts";

const WALL_RULES = {
  privileges: "wall-privileges",
  ordinaryUser: "wall-ordinary-user",
  namespaces: "wall-namespaces",
  capabilities: "wall-capabilities",
  limits: "wall-limits",
} as const;

/** The walls around plugin code, each by its name, and one cell started for real. */
export async function cellFindings({ machine }: AuditPorts): Promise<readonly AuditFinding[]> {
  const { list } = await machine.walls();
  const walls = list.map(({ wall, present, why }) =>
    present
      ? pass(WALL_RULES[wall], why)
      : fail(
          WALL_RULES[wall],
          "live",
          `cell_wall_missing: ${why}`,
          "install util-linux and allow user namespaces; paper runs without this wall",
        ),
  );
  const tried = await machine.tryCell();
  const cell = tried.ok
    ? pass("cell-starts", tried.value)
    : fail(
        "cell-starts",
        "paper",
        `${tried.refusal.code}: ${tried.refusal.message}`,
        tried.refusal.hint ?? "run npm ci; the message names what is missing",
      );
  return [...walls, cell];
}
