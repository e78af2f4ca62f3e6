/** Reports beside a built candidate, as `sdk check` and `sdk compare` would leave them there: both take minutes. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { candidate as candidateShape } from "#host/contract/candidate.ts";
import { engineOf } from "#host/trust/engine.ts";
import { paramsOf } from "#host/kernel/params.ts";
import { paramsDigest } from "#host/kernel/report-name.ts";
import { assert } from "#host/kernel/result.ts";
import { readInstalled } from "#host/workspace/installed.ts";
import { readManifest } from "#host/workspace/manifest.ts";
import { aComparison, aConformance } from "./reports.ts";

/** Version 1 of the plugin, its defaults, this engine, now; nothing is active in the slot. */
export function putReports(workspace: string, id: string, slot: string): void {
  const folder = join(workspace, "var/candidates", id, "1");
  const record = candidateShape.parse(
    JSON.parse(readFileSync(join(folder, "candidate.json"), "utf8")),
  );
  const manifest = readManifest(readFileSync(join(folder, "manifest.toml"), "utf8"));
  assert(manifest.ok, "a candidate has a manifest");
  const params = paramsOf(manifest.value.params, {});
  assert(params.ok, "defaults are inside their bounds");
  const { versions, arch } = process;
  const engine = engineOf({ versions, arch, ...readInstalled() });
  assert(engine.ok, "this processor can be named");
  const { bundleSha256, sourceSha256, manifestSha256, version } = record;
  const about = { params: params.value, paramsSha256: paramsDigest(params.value) };
  const made = { createdAt: new Date().toISOString(), engine: engine.value };
  const named = { id, version, sourceSha256, manifestSha256 };
  const plugin = { ...named, kind: "strategy", module: "js" } as const;
  const report = aConformance({ ...made, ...about, plugin, bundleSha256 });
  const side = { ...named, ...about, bundleSha256 };
  const { timeframe, pairs } = manifest.value;
  const [pair = ""] = pairs;
  const comparison = aComparison({ ...made, candidate: side, slot, timeframe, pair });
  writeFileSync(join(folder, "conformance.json"), JSON.stringify(report));
  writeFileSync(join(folder, "comparison.json"), JSON.stringify(comparison));
}
