import type { Finding } from "../../contract/finding.ts";

/** A finding, and what it stops: nothing, only live trading, or paper too. */
export interface AuditFinding extends Finding {
  readonly blocks: "paper" | "live" | null;
}

export function pass(rule: string, message: string): AuditFinding {
  return { rule, verdict: "pass", message, remedy: "", blocks: null };
}

/** For the reader; it stops nothing. */
export function report(rule: string, message: string, remedy = ""): AuditFinding {
  return { rule, verdict: "report", message, remedy, blocks: null };
}

/** Nothing speaks against it and nothing proves it. */
export function unproven(rule: string, message: string, remedy: string): AuditFinding {
  return { rule, verdict: "unproven", message, remedy, blocks: null };
}

export function fail(
  rule: string,
  blocks: "paper" | "live",
  message: string,
  remedy: string,
): AuditFinding {
  return { rule, verdict: "fail", message, remedy, blocks };
}
