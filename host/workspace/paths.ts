import { join, resolve } from "node:path";

/** Every place in a workspace, by name. Nothing else in the code base joins these paths. */
export interface Workspace {
  readonly dir: string;
  readonly plugins: string;
  readonly signed: string;
  readonly keys: string;
  readonly rootFile: string;
  readonly hostToml: string;
  readonly riskToml: string;
  readonly varDir: string;
  readonly candidates: string;
  readonly runs: string;
}

export function workspaceAt(dir: string): Workspace {
  const at = resolve(dir);
  return {
    dir: at,
    plugins: join(at, "plugins"),
    signed: join(at, "signed"),
    keys: join(at, "keys"),
    rootFile: join(at, "keys", "root.json"),
    hostToml: join(at, "config", "host.toml"),
    riskToml: join(at, "config", "risk.toml"),
    varDir: join(at, "var"),
    candidates: join(at, "var", "candidates"),
    runs: join(at, "var", "runs"),
  };
}

/** Where one account keeps its state: `var/<account>/` in real time, a folder of the run when faster. */
export interface AccountPaths {
  readonly dir: string;
  readonly journal: string;
  readonly lease: string;
  readonly control: string;
  readonly paperStore: string;
  readonly haltMark: string;
}

export function realTimePaths(workspace: Workspace, account: string): AccountPaths {
  const dir = join(workspace.varDir, account);
  return {
    dir,
    journal: join(dir, "journal.sqlite"),
    lease: join(dir, "lease.sqlite"),
    control: join(dir, "control.sock"),
    paperStore: join(workspace.varDir, "paper", `${account}.sqlite`),
    haltMark: join(dir, "halt.json"),
  };
}

export function runPaths(workspace: Workspace, runDigest: string, account: string): AccountPaths {
  const dir = join(workspace.runs, runDigest, account);
  return {
    dir,
    journal: join(dir, "journal.sqlite"),
    lease: join(dir, "lease.sqlite"),
    control: join(dir, "control.sock"),
    paperStore: join(dir, "paper.sqlite"),
    haltMark: join(dir, "halt.json"),
  };
}
