import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Fault, ok, refuse, type Result } from "../kernel/result.ts";
import { workspaceAt, type Workspace } from "./paths.ts";
import { FOLDER_READMES, GITIGNORE, HOST_TOML, RISK_TOML } from "./templates.ts";

/** Makes a workspace. Refusal: workspace_not_empty when a file of ours is there already; then nothing is written. */
export function initWorkspace(dir: string): Result<Workspace> {
  const workspace = workspaceAt(dir);
  const files: readonly (readonly [string, string])[] = [
    [workspace.hostToml, HOST_TOML],
    [workspace.riskToml, RISK_TOML],
    [join(workspace.dir, ".gitignore"), GITIGNORE],
    ...Object.entries(FOLDER_READMES).map(([folder, text]): readonly [string, string] => [
      join(workspace.dir, folder, "README.md"),
      text,
    ]),
  ];
  const there = files.find(([path]) => existsSync(path));
  if (there !== undefined) {
    return refuse("workspace_not_empty", `${there[0]} exists already`, {
      hint: "choose an empty folder: host init never writes over a file",
    });
  }
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text, { flag: "wx" });
    }
    mkdirSync(workspace.varDir, { recursive: true });
  } catch (error) {
    throw new Fault("file_unwritable", `${workspace.dir} could not be written`, { cause: error });
  }
  return ok(workspace);
}
