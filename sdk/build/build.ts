/** From what an author wrote to bytes that could be signed, with one finding per rule on the way. */
import type { Finding } from "#host/contract/finding.ts";
import type { PluginManifest } from "#host/contract/manifest.ts";
import type { Refusal } from "#host/kernel/result.ts";
import { compilePlugin, moduleFinding } from "./compile.ts";
import type { Bundle } from "./bundle.ts";
import { sourceGlobals } from "./globals.ts";
import { readPluginSource, type PluginSource } from "./plugin-source.ts";
import { readManifest } from "./read-manifest.ts";
import { BUILD_RULES, type BuildRule } from "./rules.ts";
import { readTexts } from "./source-text.ts";
import { typeCheck } from "./type-check.ts";

export interface Built {
  readonly source: PluginSource;
  /** null: a bare script has none. */
  readonly manifest: PluginManifest | null;
  readonly bundle: Bundle;
}

export interface BuildReport {
  readonly name: string;
  readonly findings: readonly Finding[];
  /** The first rule that failed; null when none did. */
  readonly refusal: Refusal | null;
  /** null exactly when something failed. */
  readonly built: Built | null;
}

/** Loads a bundle in a real cell. */
export type Proof = (built: Built) => Promise<{ finding: Finding; refusal: Refusal | null }>;

/**
 * Builds a plugin in memory; writes nothing.
 *
 * @param path - Of a plugin folder or of a bare script.
 * @param proof - null leaves the cell out: the caller loads the bundle itself.
 */
export async function buildPlugin(path: string, proof: Proof | null): Promise<BuildReport> {
  const source = readPluginSource(path);
  const findings: Finding[] = [...source.findings];
  const report = (refusal: Refusal | null, built: Built | null): BuildReport => {
    const first = refusal ?? refusalOf(source, findings);
    return { name: source.name, findings, refusal: first, built: first === null ? built : null };
  };
  const { texts, findings: textFindings } = readTexts(source.files);
  findings.push(...textFindings);
  if (source.entry === null || failed(findings)) return report(null, null);

  let manifest: PluginManifest | null = null;
  if (source.kind === "folder") {
    const read = readManifest(texts.get("manifest.toml"), source.name);
    findings.push(read.finding);
    if (read.manifest === null) return report(read.refusal, null);
    manifest = read.manifest;
  }

  const wrong = moduleFinding(manifest, source.entry);
  if (wrong !== null) {
    findings.push(wrong);
    return report(null, null);
  }
  const isWasm = manifest?.module === "wasm";
  const [bundled, types] = await Promise.all([
    compilePlugin(texts, source.entry, manifest),
    isWasm ? [] : typeCheck(texts),
  ]);
  findings.push(...bundled.findings);
  // Of code that does not parse, a type check repeats what the bundler said.
  if (bundled.bundle === null) return report(null, null);
  findings.push(...types, ...(isWasm ? [] : sourceGlobals(texts)));
  if (failed(findings)) return report(null, null);

  const built: Built = { source, manifest, bundle: bundled.bundle };
  if (proof === null) return report(null, built);
  const { finding, refusal } = await proof(built);
  findings.push(finding);
  return report(refusal, built);
}

function failed(findings: readonly Finding[]): boolean {
  return findings.some(({ verdict }) => verdict === "fail");
}

/** The first failure as a refusal: where, what, and how many more there are. */
function refusalOf(source: PluginSource, findings: readonly Finding[]): Refusal | null {
  const failures = findings.filter(({ verdict }) => verdict === "fail");
  const [first] = failures;
  if (first === undefined) return null;
  const place = [first.file, first.line].filter((part) => part !== undefined).join(":");
  const more = failures.length > 1 ? ` (and ${failures.length - 1} more)` : "";
  const message = [source.name, place, first.message].filter((part) => part !== "").join(": ");
  const { used, allowed } = first;
  const detail = used === undefined || allowed === undefined ? {} : { detail: { used, allowed } };
  const code = isBuildRule(first.rule) ? BUILD_RULES[first.rule].code : "plugin_files_invalid";
  return { code, message: message + more, hint: first.remedy, ...detail };
}

function isBuildRule(rule: string): rule is BuildRule {
  return Object.hasOwn(BUILD_RULES, rule);
}
