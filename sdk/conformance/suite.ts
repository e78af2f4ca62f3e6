/** Every rule, whatever became of those before it. */
import type { Finding } from "#host/contract/finding.ts";
import type { CellLab } from "./cell-lab.ts";
import { RuleTooSlow } from "./cell-runs.ts";
import { PluginStopped } from "./lab.ts";
import { SUITE_LIMITS } from "./limits.ts";
import type { Rule, Said, Subject } from "./rule.ts";
import { turnstile } from "./turnstile.ts";

/**
 * Runs the rules, a few at a time. What was not shown because the
 * plugin was stopped, or is slow, is unproven; a rule that could not be carried out for another reason has failed.
 *
 * @returns Findings in the order of the rules; at least one of each. Never throws.
 */
export async function runSuite(
  subject: Subject,
  lab: CellLab,
  rules: readonly Rule[],
  onRule: (id: string) => void = () => undefined,
): Promise<readonly Finding[]> {
  const enter = turnstile(SUITE_LIMITS.rules);
  const carryOut = async (rule: Rule): Promise<Finding[]> => {
    const findings = await findingsOf(rule, subject, lab);
    onRule(rule.id);
    return findings;
  };
  const found = await Promise.all(rules.map((rule) => enter(() => carryOut(rule))));
  return refusing(found.flat(), lab.stopped());
}

/** A plugin that was stopped is refused, by one finding at least: what ended it may have been seen by no rule. */
function refusing(findings: readonly Finding[], stopped: string | null): readonly Finding[] {
  if (stopped === null || findings.some(({ verdict }) => verdict === "fail")) return findings;
  const open = findings.findIndex(({ verdict }) => verdict === "unproven");
  const message = `runs ended with F:${stopped}, so the plugin was asked no more`;
  const remedy = "leave a margin below the limits of a call: time, heap, size of its answer";
  return findings.map((each, k) => {
    return k === Math.max(0, open) ? { ...each, verdict: "fail", message, remedy } : each;
  });
}

async function findingsOf(rule: Rule, subject: Subject, lab: CellLab): Promise<Finding[]> {
  const said: Said[] = [];
  try {
    said.push(...(rule.structure?.(subject) ?? []));
    said.push(...((await rule.behaviour?.(lab.viewOf(rule.id))) ?? []));
  } catch (error) {
    said.push(notCarriedOut(error));
  }
  if (said.length === 0) said.push({ verdict: "unproven", message: "the rule had nothing to say" });
  return capped(said).map((each) => findingOf(rule, each));
}

function notCarriedOut(error: unknown): Said {
  const why = error instanceof Error ? error.message : String(error);
  const message = `not shown: ${why}`;
  if (error instanceof PluginStopped) {
    const remedy = "mend what ended the evaluation first: the finding that failed names it";
    return { verdict: "unproven", message, remedy };
  }
  if (error instanceof RuleTooSlow) {
    const remedy = "look at fewer bars, or declare indicators: they are computed once for all bars";
    return { verdict: "unproven", message, remedy };
  }
  return { verdict: "fail", message, remedy: "check again; if it comes back, report this defect" };
}

/** Failures first: what is cut must not be what refuses. */
function capped(said: readonly Said[]): readonly Said[] {
  const { findingsPerRule } = SUITE_LIMITS;
  if (said.length <= findingsPerRule) return said;
  const order = ["fail", "unproven", "report", "pass"] as const;
  const sorted = said.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  const more = said.length - findingsPerRule + 1;
  const kept = sorted.slice(0, findingsPerRule - 1);
  return [...kept, { verdict: kept[0]?.verdict ?? "report", message: `… and ${more} more` }];
}

function findingOf(rule: Rule, { remedy, ...said }: Said): Finding {
  const open = said.verdict === "fail" || said.verdict === "unproven";
  return { rule: rule.id, ...said, remedy: remedy ?? (open ? rule.remedy : "") };
}
