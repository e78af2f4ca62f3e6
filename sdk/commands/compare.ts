/** `sdk compare CANDIDATE`: runs candidate and active strategy over the same bars and writes comparison.json. */
import { join, relative } from "node:path";
import type { ComparisonReport } from "#host/contract/comparison.ts";
import type { Timeframe } from "#host/contract/candles.ts";
import { params as paramsShape } from "#host/contract/manifest.ts";
import { slotId } from "#host/contract/primitives.ts";
import { COMPARISON_FILE_NAME } from "#host/kernel/report-name.ts";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import { DAY_MS, timeframeMs } from "#host/kernel/timeframe.ts";
import type { Arguments } from "#host/terminal/arguments.ts";
import type { Done, Handler, RefusedShowing } from "#host/terminal/run-command.ts";
import { writeAtomic } from "#host/workspace/atomic-write.ts";
import { workspaceAt, type Workspace } from "#host/workspace/paths.ts";
import { findPlugin } from "../build/plugin-path.ts";
import { readActive } from "../compare/active.ts";
import {
  compare as runBoth,
  isActive,
  readCosts,
  type Against,
  type CompareJob,
} from "../compare/compare.ts";
import { readCandidate, type Side } from "../compare/side.ts";
import { renderComparison } from "../compare/text.ts";
import type { SdkPorts } from "../ports.ts";
import { findInstrument } from "../signals/instruments.ts";
import { fileMarket, simulatedMarket, type Market } from "../signals/market.ts";

/** The same market for everybody: a comparison can be repeated. */
const SEED = "compare";

export function compare(ports: SdkPorts): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const prepared = prepare(args, workspace, ports);
    if (!prepared.ok) return prepared;
    const report = await runBoth(prepared.value);
    ports.progress.done("both have answered");
    return report.ok ? finish(workspace, prepared.value, report.value) : report;
  };
}

function prepare(args: Arguments, workspace: Workspace, ports: SdkPorts): Result<CompareJob> {
  const path = findPlugin(workspace, args.text("CANDIDATE"));
  if (!path.ok) return path;
  const chosen = paramsShape.safeParse(args.jsonOrNull("params") ?? {});
  if (!chosen.success) {
    return refuse("params_out_of_bounds", "--params is a table of numbers, texts and booleans", {
      hint: `write it like '{"fast": 8}'`,
    });
  }
  const candidate = readCandidate(workspace, path.value, chosen.data);
  if (!candidate.ok) return candidate;
  const slot = slotOf(args, candidate.value);
  if (!slot.ok) return slot;
  const against = againstOf(args, workspace, slot.value);
  if (!against.ok) return against;
  return jobOf(args, workspace, ports, {
    candidate: candidate.value,
    against: against.value,
    slot: slot.value,
  });
}

/** The slot that a first approval would usually be for. */
function slotOf(args: Arguments, { manifest }: Side): Result<string> {
  const slot = args.textOrNull("slot") ?? `paper.main.${manifest.pairs[0] ?? ""}`;
  return slotId.safeParse(slot).success
    ? ok(slot)
    : refuse("argument_invalid", `--slot takes a slot, was ${slot.slice(0, 80)}`, {
        hint: "such as paper.main.BTCUSDT",
      });
}

function againstOf(args: Arguments, workspace: Workspace, slot: string): Result<Against | null> {
  const named = args.text("against");
  if (named === "none") return ok(null);
  if (named === "active") return readActive(workspace, slot);
  const path = findPlugin(workspace, named);
  return path.ok ? readCandidate(workspace, path.value, {}) : path;
}

function jobOf(
  args: Arguments,
  workspace: Workspace,
  ports: SdkPorts,
  sides: Pick<CompareJob, "candidate" | "against"> & { readonly slot: string },
): Result<CompareJob> {
  const { candidate, against, slot } = sides;
  const pair = pairOf(candidate, against, slot);
  const rules = findInstrument(workspace, pair);
  if (!rules.ok) return rules;
  if (rules.value === null) {
    return refuse("instrument_unknown", `no rules are known for ${pair}`);
  }
  const costs = readCosts(workspace);
  if (!costs.ok) return costs;
  const barMs = timeframeMs(candidate.manifest.timeframe);
  const barsMax = Math.ceil((args.number("days") * DAY_MS) / barMs);
  const data = dataOf(args, workspace, { candidate, against, pair, barsMax });
  if (!data.ok) return data;
  return ok({
    ...sides,
    pair,
    rules: rules.value,
    costs: costs.value,
    data: data.value,
    barsMax,
    nowMs: ports.clock.nowMs(),
    onProgress: (what, share) =>
      ports.progress.update(ports.clock.nowMs(), `${what}, ${Math.round(share * 100)} %`),
  });
}

/** What the slot trades: what was signed for it, else its name where the candidate knows such a pair. */
function pairOf({ manifest }: Side, against: Against | null, slot: string): string {
  const signed =
    against !== null && isActive(against) ? against.approval.instruments[0] : undefined;
  const named = slot.split(".")[2] ?? "";
  const wanted = signed?.replace(/\.spot$/, "") ?? named;
  return manifest.pairs.includes(wanted) ? wanted : (manifest.pairs[0] ?? wanted);
}

function dataOf(
  args: Arguments,
  workspace: Workspace,
  {
    candidate,
    against,
    pair,
    barsMax,
  }: Pick<CompareJob, "candidate" | "against" | "pair" | "barsMax">,
): Result<Market> {
  const { timeframe } = candidate.manifest;
  const file = args.textOrNull("data");
  if (file !== null) {
    const finer = finerOf(candidate, against);
    return finer.ok ? fileMarket(file, pair, finer.value) : finer;
  }
  const windows = [candidate, against].flatMap((side) => (side === null ? [] : windowMs(side)));
  const bars = barsMax + Math.ceil(Math.max(...windows) / timeframeMs(timeframe));
  return ok(simulatedMarket(SEED, timeframe, bars, (each) => findInstrument(workspace, each)));
}

/** Of a file, whose bars make up the longer ones: the timeframe that both can be shown from. */
function finerOf(candidate: Side, against: Against | null): Result<Timeframe> {
  const { timeframe: own } = candidate.manifest;
  const { timeframe: other, id } = (against ?? candidate).manifest;
  const [finer, longer] = timeframeMs(own) <= timeframeMs(other) ? [own, other] : [other, own];
  if (timeframeMs(longer) % timeframeMs(finer) === 0) return ok(finer);
  const message = `the candidate decides ${own} bars, ${id} ${other} bars: one file makes up only one of them`;
  return refuse("compare_timeframe_differs", message);
}

/** Time before the first decision, for each series. */
function windowMs({ manifest }: Side): number[] {
  const { timeframe, lookback, inputs } = manifest;
  const others = Object.values(inputs).map((input) => {
    return 2 * input.lookback * timeframeMs(input.timeframe ?? timeframe);
  });
  return [2 * lookback * timeframeMs(timeframe), ...others];
}

function finish(
  workspace: Workspace,
  { candidate, against }: CompareJob,
  report: ComparisonReport,
): Done | RefusedShowing {
  const name = against === null ? null : `${against.manifest.id} ${against.manifest.version}`;
  // Evidence is against what is active, or against nothing where nothing is: any other answer is for the author alone.
  const evidence = against === null || isActive(against);
  const path = evidence ? write(workspace, candidate, report) : null;
  const note = noteOf(against, evidence);
  const text = renderComparison({ report, against: name, path, note });
  return { ok: true, text, data: { report, against: name, path } };
}

function noteOf(against: Against | null, evidence: boolean): string {
  if (!evidence) return "not written: evidence for a signer is against the active strategy";
  if (against === null) return "compared with nothing";
  return isActive(against) && against.standing === "next"
    ? "against what is signed and not adopted yet"
    : "";
}

function write(workspace: Workspace, { manifest }: Side, report: ComparisonReport): string {
  const { id, version } = manifest;
  const path = join(workspace.candidates, id, String(version), COMPARISON_FILE_NAME);
  writeAtomic(path, `${JSON.stringify(report, null, 2)}\n`);
  return relative(workspace.dir, path);
}
