import { relative } from "node:path";
import type { ConformanceReport } from "#host/contract/conformance.ts";
import type { Finding } from "#host/contract/finding.ts";
import { params, type Params } from "#host/contract/manifest.ts";
import type { Json } from "#host/kernel/canonical-json.ts";
import { tickSizeOf } from "#host/kernel/instrument.ts";
import { ok, refuse, type Refusal, type Result } from "#host/kernel/result.ts";
import type { Arguments } from "#host/terminal/arguments.ts";
import type { Done, Handler, RefusedShowing } from "#host/terminal/run-command.ts";
import { workspaceAt, type Workspace } from "#host/workspace/paths.ts";
import { buildPlugin, type Built } from "../build/build.ts";
import { candidateOf, signedDiffers, writeCandidate } from "../build/candidate.ts";
import { BARE_DEFAULTS, cellPluginOf } from "../build/cell-plugin.ts";
import { findPlugin } from "../build/plugin-path.ts";
import { proveInCell } from "../build/proof.ts";
import { findingOf } from "../build/rules.ts";
import { renderFindings } from "../build/finding-table.ts";
import { checkPlugin } from "../conformance/check.ts";
import { planOf } from "../conformance/cell-lab.ts";
import { marketOfFile } from "../conformance/data-file.ts";
import type { Market } from "../conformance/lab.ts";
import { SUITE_LIMITS } from "../conformance/limits.ts";
import { referenceMarkets } from "../conformance/reference/markets.ts";
import { reportPath, writeReport } from "../conformance/report-file.ts";
import { checkDocument, renderCheck } from "../conformance/report-text.ts";
import type { Subject } from "../conformance/rule.ts";
import type { SdkPorts } from "../ports.ts";
import { findInstrument } from "../signals/instruments.ts";
import { fileMarket, type Market as Data } from "../signals/market.ts";

/** What the suite works on, and what the build said on the way. */
interface Prepared {
  readonly subject: Subject;
  readonly files: readonly Market[];
  readonly before: readonly Finding[];
  /** Every parameter at the manifest's default. */
  readonly defaults: Params;
}

/**
 * `sdk check PLUGIN`. With `--json` the document is `{accepted, stage, findings, digests}` whatever happens to the
 * plugin: what does not build is stage "build".
 */
export function check(ports: SdkPorts): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const path = findPlugin(workspace, args.text("PLUGIN"));
    if (!path.ok) return notBuilt(args.text("PLUGIN"), path.refusal, []);
    const { built, refusal, name, findings } = await buildPlugin(path.value, proveInCell);
    if (built === null) return notBuilt(name, refusal, findings);
    const signed = signedOver(workspace, built);
    if (signed !== null) return notBuilt(name, signed.refusal, [...findings, signed.finding]);
    const prepared = await prepare(args, workspace, built, findings);
    if (!prepared.ok) return notBuilt(name, prepared.refusal, findings);
    return await carryOut(name, workspace, prepared.value, ports);
  };
}

async function carryOut(
  name: string,
  workspace: Workspace,
  { subject, files, before, defaults }: Prepared,
  ports: SdkPorts,
): Promise<Done | RefusedShowing> {
  const { clock, progress } = ports;
  const startMs = clock.nowMs();
  let shown = false;
  const report = await checkPlugin({
    subject,
    before,
    files,
    makeMarkets: referenceMarkets,
    clock,
    onProgress(done, rules, what) {
      const nowMs = clock.nowMs();
      if (nowMs - startMs < QUIET_MS) return;
      shown = true;
      progress.update(nowMs, `${name}: ${done} of ${rules} rules; ${what}`);
    },
  });
  if (shown) progress.done(`${name}: every rule has been heard`);
  const path = keep(workspace, subject, report, defaults);
  const seconds = (clock.nowMs() - startMs) / 1_000;
  const where = relative(workspace.dir, path);
  const text = renderCheck({ name, report, seconds, path: where });
  const data = checkDocument(report.accepted, "conformance", report.findings, report);
  const result = { text, data, bare: true };
  if (report.accepted) return { ok: true, ...result };
  return { ok: false, refusal: refusalOf(name, report.findings), shown: result };
}

const PARAMS_HINT = "name parameters of the manifest only, with values inside their bounds";

/** A run shorter than this needs no line that says it is alive. */
const QUIET_MS = 1_000;

/** The candidate that the report is about is there when the report is. */
function keep(
  workspace: Workspace,
  { built, manifest }: Subject,
  report: ConformanceReport,
  defaults: Params,
): string {
  if (manifest !== null) {
    const { source, bundle } = built;
    const candidate = candidateOf(manifest, source.files, bundle);
    writeCandidate(workspace, candidate, source.files, bundle);
  }
  const path = reportPath(workspace, report, defaults);
  writeReport(path, report);
  return path;
}

/** A version that is signed over other bytes has its certificate already: a second one would be of another plugin. */
function signedOver(workspace: Workspace, { manifest, source, bundle }: Built) {
  if (manifest === null) return null;
  const candidate = candidateOf(manifest, source.files, bundle);
  if (!signedDiffers(workspace, candidate)) return null;
  const finding = findingOf("version", "fail", `version ${candidate.version} is signed already`);
  const message = `${finding.message}, over other bytes`;
  return { finding, refusal: refuse("version_signed", message, { hint: finding.remedy }).refusal };
}

async function prepare(
  args: Arguments,
  workspace: Workspace,
  built: Built,
  before: readonly Finding[],
): Promise<Result<Prepared>> {
  const { manifest } = built;
  const chosen = choiceOf(args, manifest);
  if (!chosen.ok) return chosen;
  const pair = manifest?.pairs[0] ?? BARE_DEFAULTS.pair;
  const rules = findInstrument(workspace, pair);
  if (!rules.ok) return rules;
  const data = dataOf(args, pair, built);
  if (!data.ok) return data;
  const tickSize = rules.value === null ? undefined : tickSizeOf(rules.value);
  const timeframe = data.value?.timeframe;
  const plugin = cellPluginOf(built, { ...chosen.value, pair, timeframe, tickSize });
  if (!plugin.ok) return plugin;
  const { params: given } = plugin.value;
  const subject = {
    built,
    manifest,
    params: given,
    plugin: plugin.value,
    quick: args.flag("quick"),
  };
  const files = await filesOf(data.value, subject);
  if (!files.ok) return files;
  return ok({ subject, files: files.value, before, defaults: defaultsOf(built, given) });
}

/** What the command line says of the plugin: its window and its parameters. */
function choiceOf(
  args: Arguments,
  manifest: Built["manifest"],
): Result<{ readonly lookback: number | undefined; readonly params: Params }> {
  const lookback = args.numberOrNull("lookback") ?? undefined;
  if (manifest !== null && lookback !== undefined && lookback !== manifest.lookback) {
    const message = `--lookback is ${lookback}, the manifest says ${manifest.lookback}`;
    return refuse("option_conflict", message);
  }
  const given = args.jsonOrNull("params") ?? {};
  if (namesPrototype(given)) {
    return refuse("params_out_of_bounds", "__proto__ is not a parameter", { hint: PARAMS_HINT });
  }
  const chosen = params.safeParse(given);
  if (chosen.success) return ok({ lookback, params: chosen.data });
  return refuse("params_out_of_bounds", "--params is a table of numbers, texts and booleans", {
    hint: `write it like '{"fast": 8}'`,
  });
}

/** A schema drops such a key in silence: whoever wrote it is told instead. */
function namesPrototype(json: Json): boolean {
  if (json === null || typeof json !== "object") return false;
  return Object.hasOwn(json, "__proto__") || Object.values(json).some(namesPrototype);
}

/** A bare script has none but what it was given. */
function defaultsOf(built: Built, given: Params): Params {
  const defaults = cellPluginOf(built, {});
  return defaults.ok ? defaults.value.params : given;
}

function dataOf(args: Arguments, pair: string, { manifest }: Built): Result<Data | null> {
  const file = args.textOrNull("data");
  return file === null ? ok(null) : fileMarket(file, pair, manifest?.timeframe ?? null);
}

async function filesOf(data: Data | null, subject: Subject): Promise<Result<readonly Market[]>> {
  if (data === null) return ok([]);
  const barsMax = subject.quick ? SUITE_LIMITS.fileBarsQuick : SUITE_LIMITS.fileBars;
  const market = await marketOfFile(data, planOf(subject), subject.plugin.tickSize, barsMax);
  return market.ok ? ok([market.value]) : market;
}

/** Nothing was evaluated. A reader of the promised document need not know of refusals: the reason is a finding too. */
function notBuilt(
  name: string,
  refusal: Refusal | null,
  findings: readonly Finding[],
): RefusedShowing {
  const stated = refusal ?? refuse("plugin_not_loaded", `${name} was not built`).refusal;
  const all = findings.some(({ verdict }) => verdict === "fail")
    ? findings
    : [...findings, asFinding(stated)];
  const data = checkDocument(false, "build", all, null);
  const text = renderFindings(all);
  return { ok: false, refusal: stated, shown: { text, data, bare: true } };
}

/** The first failure, as every command says its own. */
function refusalOf(name: string, findings: readonly Finding[]): Refusal {
  const failed = findings.filter(({ verdict }) => verdict === "fail");
  const [first] = failed;
  const more = failed.length > 1 ? ` (and ${failed.length - 1} more)` : "";
  const message = `${name}: ${first?.rule}: ${first?.message}${more}`;
  const hint = first?.remedy;
  return refuse("check_refused", message, hint ? { hint } : {}).refusal;
}

function asFinding({ code, message, hint }: Refusal): Finding {
  const said = { verdict: "fail", message: message.slice(0, 2_000) } as const;
  if (code === "params_out_of_bounds") {
    return { rule: "params", ...said, remedy: hint ?? PARAMS_HINT };
  }
  const rule = code.startsWith("plugin_missing") ? "files" : "data";
  return { rule, ...said, remedy: hint ?? "" };
}
