import { hostConfig } from "#host/contract/config.ts";
import { instrumentRules, type InstrumentRules } from "#host/kernel/instrument.ts";
import { ok, type Result } from "#host/kernel/result.ts";
import { shippedRules } from "#host/venue/instruments.ts";
import { readIfThere } from "#host/workspace/config.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import { parseToml } from "#host/workspace/toml.ts";

/**
 * Rules of a pair, as the host would find them: the workspace's own first, then those that are shipped.
 *
 * @returns null when neither knows the pair. Refusal: config_invalid, of a config/host.toml that is there.
 */
export function findInstrument(workspace: Workspace, pair: string): Result<InstrumentRules | null> {
  const bytes = readIfThere(workspace.hostToml);
  if (bytes !== null) {
    const config = parseToml(bytes.toString("utf8"), "config/host.toml", hostConfig);
    if (!config.ok) return config;
    const own = config.value.instruments.findLast(({ id }) => id === pair);
    if (own !== undefined) return ok(instrumentRules(own));
  }
  return ok(shippedRules().find(({ id }) => id === pair) ?? null);
}
