import { hostConfig } from "#host/contract/config.ts";
import { instrumentRules, type InstrumentRules } from "#host/kernel/instrument.ts";
import { ok, type Result } from "#host/kernel/result.ts";
import { shippedRules } from "#host/venue/instruments.ts";
import { rulesAt } from "#host/venue/rules.ts";
import { readIfThere } from "#host/workspace/config.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import { parseToml } from "#host/workspace/toml.ts";

/**
 * Rules of a pair, as the host would find them: the workspace's own first, then those that are shipped.
 *
 * @returns null when neither knows the pair. Refusal: config_invalid, of a config/host.toml that is there.
 */
export function findInstrument(workspace: Workspace, pair: string): Result<InstrumentRules | null> {
  const own = ownRules(workspace);
  return own.ok ? ok(rulesAt([...own.value, ...shippedRules()], pair, NEWEST)) : own;
}

/** Data of any age is shown with the rules of today. */
const NEWEST = Number.MAX_SAFE_INTEGER;

function ownRules(workspace: Workspace): Result<readonly InstrumentRules[]> {
  const bytes = readIfThere(workspace.hostToml);
  if (bytes === null) return ok([]);
  const config = parseToml(bytes.toString("utf8"), "config/host.toml", hostConfig);
  return config.ok ? ok(config.value.instruments.map(instrumentRules)) : config;
}
