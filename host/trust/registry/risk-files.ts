/** From the files in `signed/risk/` to the policies that a host may use, each verified against the one before. */
import { ok, refuse, type Result } from "../../kernel/result.ts";
import { verifyRisk, type RiskQuestion, type SignedPolicy } from "../risk.ts";
import type { SignedFiles } from "./signed-files.ts";
import { readStatement, riskPath, riskVersions } from "./statements.ts";

/**
 * Reads every policy after the one that is known, oldest first.
 *
 * A version without a verified predecessor must be signed as the first is, by `risk` and `release`: whoever may loosen
 * needs nothing to compare with. So a host that begins today is not stopped by a key that left the root long ago.
 *
 * @param question - `before`: the newest policy that this host has used; null for a host without floors.
 * @returns Empty when nothing is new. Refusals: what is wrong with the newest file; risk_rolled_back when it is older than
 *   the one used, risk_replaced when it is another one.
 */
export function readPolicies(
  files: SignedFiles,
  question: RiskQuestion,
): Result<readonly SignedPolicy[]> {
  const versions = riskVersions(files);
  if (!versions.ok) return versions;
  const newest = versions.value.at(-1) ?? 0;
  const floor = question.before?.version ?? 0;
  if (newest < floor) {
    const message = `signed/risk/ goes up to ${newest}, policy ${floor} was used before`;
    return refuse("risk_rolled_back", message, { detail: { version: newest, floor } });
  }
  const from = versions.value.filter((version) => version >= floor);
  return walk(files, from, question);
}

/** Only the newest has to verify; a younger one that does not stands in the way of nobody who signs with both. */
function walk(
  files: SignedFiles,
  versions: readonly number[],
  question: RiskQuestion,
): Result<readonly SignedPolicy[]> {
  const found: SignedPolicy[] = [];
  let { before } = question;
  let newest: Result<SignedPolicy> | null = null;
  for (const version of versions) {
    const follows = before !== null && version <= before.version + 1;
    newest = readPolicy(files, version, { ...question, before: follows ? before : null });
    if (!newest.ok || newest.value.sha256 === before?.sha256) continue;
    found.push(newest.value);
    before = newest.value;
  }
  return newest === null || newest.ok ? ok(found) : newest;
}

function readPolicy(
  files: SignedFiles,
  version: number,
  question: RiskQuestion,
): Result<SignedPolicy> {
  const path = riskPath(version);
  const bytes = readStatement(files, path);
  if (!bytes.ok) return bytes;
  if (bytes.value === null) return refuse("risk_chain_broken", `signed/${path} is not there`);
  const policy = verifyRisk(bytes.value, question);
  if (!policy.ok || policy.value.version === version) return policy;
  return refuse("risk_invalid", `signed/${path} holds risk policy ${policy.value.version}`);
}
