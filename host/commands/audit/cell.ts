import { fail, pass, report, type AuditFinding } from "./finding.ts";
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
  return [...walls, residentFinding(machine.watchesResident()), cell];
}

/** Only cells that compile need it (WebAssembly, and the suite's own): a limit of the kernel holds all others. */
function residentFinding(isWatched: boolean): AuditFinding {
  return isWatched
    ? pass("wall-resident", "a cell that compiles ends when its resident memory is over the limit")
    : report(
        "wall-resident",
        "the resident memory of cells that compile cannot be watched: there is no /proc/<pid>/task/<pid>/children",
        "use a kernel with CONFIG_PROC_CHILDREN, with /proc mounted; or run no strategy in WebAssembly",
      );
}
