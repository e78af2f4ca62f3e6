/** The conformance suite on a module as it stands, without a manifest and without a build. */
import type { ConformanceReport } from "#host/contract/conformance.ts";
import type { CellPlugin } from "#host/cell/session.ts";
import { assert } from "#host/kernel/result.ts";
import type { Built } from "#sdk/build/build.ts";
import { cellPluginOf } from "#sdk/build/cell-plugin.ts";
import { checkPlugin } from "#sdk/conformance/check.ts";
import { referenceMarkets } from "#sdk/conformance/reference/markets.ts";
import { RULES } from "#sdk/conformance/rules.ts";

/** @param exports - Of the module. */
function builtOf(bundle: string, exports: readonly string[]): Built {
  return {
    source: { kind: "file", name: "vector", files: [], entry: null, findings: [] },
    manifest: null,
    bundle: {
      file: "bundle.js",
      code: bundle,
      bytes: Buffer.byteLength(bundle),
      exports,
      builder: { esbuild: "0", pluginModuleSha256: "0".repeat(64), options: {} },
    },
  };
}

/** Runs the rules named, on few bars. */
export async function checkModule(
  bundle: string,
  rules: readonly string[],
  change: Partial<CellPlugin> = {},
): Promise<ConformanceReport> {
  const exports = ["entrySignal", "exitSignal", "indicators"].filter((name) =>
    new RegExp(`export [^=({]*\\b${name}\\b`).test(bundle),
  );
  const built = builtOf(bundle, exports);
  const plugin = cellPluginOf(built, { lookback: 30 });
  assert(plugin.ok, "a bare script has no parameters to be out of bounds");
  const chosen = RULES.filter(({ id }) => rules.includes(id));
  assert(chosen.length === rules.length, `every rule named exists: ${rules.join()}`);
  const given = { ...plugin.value, ...change };
  return await checkPlugin({
    subject: { built, manifest: null, params: given.params, plugin: given, quick: true },
    before: [],
    files: [],
    makeMarkets: referenceMarkets,
    clock: { nowMs: () => performance.now() },
    onProgress: () => undefined,
    rules: chosen,
  });
}
