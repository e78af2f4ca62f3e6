/** Reads config/host.toml and config/risk.toml. */
import { readFileSync, statSync, type Stats } from "node:fs";
import { relative } from "node:path";
import type { z } from "zod";
import { hostConfig, riskPolicy, type HostConfig, type RiskPolicy } from "../contract/config.ts";
import { sha256Hex } from "../kernel/digest.ts";
import { Fault, ok, refuse, type Result } from "../kernel/result.ts";
import type { Workspace } from "./paths.ts";
import { parseToml } from "./toml.ts";

export interface Settings {
  readonly host: HostConfig;
  readonly policy: RiskPolicy;
  readonly hostSha256: string;
  readonly riskSha256: string;
}

/** Refusals: workspace_missing, config_missing, config_invalid (with file and line). */
export function readSettings(workspace: Workspace): Result<Settings> {
  const host = readConfig(workspace, workspace.hostToml, hostConfig);
  if (!host.ok) return host;
  const risk = readConfig(workspace, workspace.riskToml, riskPolicy);
  if (!risk.ok) return risk;
  return ok({
    host: host.value.value,
    policy: risk.value.value,
    hostSha256: host.value.sha256,
    riskSha256: risk.value.sha256,
  });
}

function readConfig<T>(
  workspace: Workspace,
  path: string,
  schema: z.ZodType<T>,
): Result<{ readonly value: T; readonly sha256: string }> {
  const name = relative(workspace.dir, path);
  const bytes = readIfThere(path);
  if (bytes === null) {
    return refuse("workspace_missing", `${workspace.dir} has no ${name}`, {
      hint: `host init ${workspace.dir} makes a workspace`,
    });
  }
  const parsed = parseToml(bytes.toString("utf8"), name, schema);
  return parsed.ok ? ok({ value: parsed.value, sha256: sha256Hex(bytes) }) : parsed;
}

/** Bytes of a regular file, or null when there is none. */
export function readIfThere(path: string): Buffer | null {
  try {
    const { size } = plainFile(path);
    if (size > FILE_BYTES_MAX) {
      throw new Fault("file_unreadable", `${path} has ${size} bytes, at most ${FILE_BYTES_MAX}`);
    }
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Fault) throw error;
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new Fault("file_unreadable", `${path} could not be read`, { cause: error });
  }
}

/** Ten years of minutes in CSV are 0.5 GB. */
const FILE_BYTES_MAX = 1_073_741_824;

/** A device or a pipe may never end. */
function plainFile(path: string): Stats {
  const stats = statSync(path);
  if (!stats.isFile()) throw new Fault("file_unreadable", `${path} is not a plain file`);
  return stats;
}
