/** From a built plugin to findings and a certificate. Writes nothing. */
import type { ConformanceReport } from "#host/contract/conformance.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import type { Finding } from "#host/contract/finding.ts";
import type { Clock } from "#host/ports.ts";
import { cellLab, planOf, type CellLab } from "./cell-lab.ts";
import type { OpenCell } from "./cell-runs.ts";
import { certificateOf } from "./certificate.ts";
import type { LabAnswers, MakeMarkets, Market } from "./lab.ts";
import { SUITE_LIMITS } from "./limits.ts";
import { answersDigest } from "./answers-digest.ts";
import type { Rule, Subject } from "./rule.ts";
import { RULES } from "./rules.ts";
import { runSuite } from "./suite.ts";

export interface CheckJob {
  readonly subject: Subject;
  /** Of the build. */
  readonly before: readonly Finding[];
  readonly files: readonly Market[];
  readonly makeMarkets: MakeMarkets;
  readonly clock: Pick<Clock, "nowMs">;
  /** Called often: how many rules are done, which one works, and at what. */
  readonly onProgress: (done: number, rules: number, what: string) => void;
  readonly rules?: readonly Rule[];
  readonly openCell?: OpenCell;
}

/**
 * How many bars a market may have: fewer where a call takes long. The best of three, because a busy machine is not the plugin:
 * a fast plugin meets the same bars on every machine.
 */
async function rowsFor(lab: CellLab, clock: CheckJob["clock"], rows: number): Promise<number> {
  const view = lab.viewOf("pace");
  const [recording] = view.recordings;
  if (recording === undefined) return rows;
  const run = { recording, rows: recording.rows.slice(0, SUITE_LIMITS.paceBars) };
  try {
    // The first opens the cell. What a fault costs is for the rules to say.
    const { answers } = await view.run(run);
    if (answers.some((each) => each.startsWith("F:"))) return rows;
    let bestMs = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const startMs = clock.nowMs();
      await view.run(run);
      bestMs = Math.min(bestMs, clock.nowMs() - startMs);
    }
    const callMs = bestMs / run.rows.length;
    const { slowMs, rowsSlow, slowestMs, rowsSlowest } = SUITE_LIMITS;
    if (callMs <= slowMs) return rows;
    return Math.min(rows, callMs <= slowestMs ? rowsSlow : rowsSlowest);
  } catch {
    return rows;
  }
}

/** Of a report. What a build reports beyond it would be the hundredth of its kind; nothing of a build failed. */
const FINDINGS_MAX = 512;
const NOTHING: LabAnswers = { rows: [], answers: [], usage: null };

/** @returns The certificate; its findings are those of the build, then those of the suite. */
export async function checkPlugin(job: CheckJob): Promise<ConformanceReport> {
  const { subject, files, clock, rules = RULES } = job;
  const { rowsQuick, rowsWasm } = SUITE_LIMITS;
  const rowsFull = subject.plugin.module === "wasm" ? rowsWasm : SUITE_LIMITS.rows;
  const rows = subject.quick ? rowsQuick : rowsFull;
  const { tickSize } = subject.plugin;
  const seed = sha256Hex(subject.plugin.bundle);
  const { quick } = subject;
  const plan = planOf(subject);
  let done = 0;
  const labOf = (rowsWanted: number): CellLab =>
    cellLab({
      subject,
      own: job.makeMarkets({ plan, tickSize, rows: rowsWanted, seed, quick }),
      files,
      clock,
      onProgress: (rule, what) => job.onProgress(done, rules.length, `${rule}: ${what}`),
      ...(job.openCell === undefined ? {} : { openCell: job.openCell }),
    });
  let lab = labOf(rows);
  const fewer = await rowsFor(lab, clock, rows);
  if (fewer < rows) {
    await lab.close();
    lab = labOf(fewer);
  }
  try {
    const findings = await runSuite(subject, lab, rules, (rule) => {
      done += 1;
      job.onProgress(done, rules.length, rule);
    });
    return certificateOf({
      subject,
      recordings: lab.recordings,
      findings: [...job.before.slice(0, FINDINGS_MAX - findings.length), ...findings],
      // A market that could not be asked answered nothing: such a report is refused anyway.
      answersSha256: await answersDigest({
        ...lab,
        reference: (recording, question) => lab.reference(recording, question).catch(() => NOTHING),
      }),
      nowMs: clock.nowMs(),
    });
  } finally {
    await lab.close();
  }
}
