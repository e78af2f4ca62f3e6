/** The root and every approval that is active or waits, judged now, with what runs out soon. */
import { applyToAccount, emptyAccount, type AccountState } from "../../kernel/account-state.ts";
import { instantMs } from "../../kernel/instant.ts";
import { DAY_MS } from "../../kernel/timeframe.ts";
import { Fault, type Result } from "../../kernel/result.ts";
import { openJournalReader } from "../../journal/read.ts";
import { listSlots } from "../../run/slots.ts";
import { engineOf } from "../../trust/engine.ts";
import { readRootChain } from "../../trust/keyring/root-chain.ts";
import { loadRoot } from "../../trust/keyring/root.ts";
import { readInstalled } from "../../workspace/installed.ts";
import { ownJournals } from "../../workspace/journals.ts";
import type { Workspace } from "../../workspace/paths.ts";
import { signedFilesIn } from "../../workspace/signed-files.ts";
import { timeLeft } from "../amounts.ts";
import { slotStatus, type Pointed, type Trust } from "../status/slots.ts";
import { fail, pass, report, unproven, type AuditFinding } from "./finding.ts";
import type { AuditPorts } from "./ports.ts";

/** Warnings begin here (decision B5); the texts name what is left. */
const WARN_MS = 7 * DAY_MS;

export function trustFindings(
  workspace: Workspace,
  { versions, arch }: AuditPorts,
  nowMs: number,
): readonly AuditFinding[] {
  const rootChain = readRootChain(signedFilesIn(workspace.keys));
  const engine = engineOf({ versions, arch, ...readInstalled() });
  const root = rootFinding(rootChain, nowMs);
  if (!engine.ok) return [root, refused("approvals", engine.refusal)];
  const files = signedFilesIn(workspace.signed);
  const names = listSlots(files);
  if (!names.ok) return [root, refused("approvals", names.refusal)];
  const trust: Trust = { files, rootChain, engine: engine.value, nowMs };
  const pointed = names.value.flatMap(({ slot, account }) => {
    const status = slotStatus(trust, slot, stateOf(workspace, account));
    const problems = status.problems.map((refusal) => refused("approvals", refusal, slot));
    return [
      ...problems,
      ...(status.active === null ? [] : [approvalFinding(slot, status.active, nowMs)]),
      ...(status.next === null ? [] : [approvalFinding(slot, status.next, nowMs)]),
    ];
  });
  if (pointed.length > 0) return [root, ...pointed];
  return [root, unproven("approvals", "no slot has an approval", "sign approve makes one")];
}

function rootFinding(chain: Result<readonly Uint8Array[]>, nowMs: number): AuditFinding {
  const rule = "root";
  if (!chain.ok && chain.refusal.code === "root_missing") {
    return unproven(rule, "there is no keys/root.json", "sign keygen, then sign root init");
  }
  const root = chain.ok ? loadRoot(chain.value, nowMs, null) : chain;
  if (!root.ok) return refused(rule, root.refusal);
  const untilMs = instantMs(root.value.root.expires);
  const text = `version ${root.value.version} verifies, ${timeLeft(untilMs, nowMs)}`;
  return untilMs - nowMs > WARN_MS
    ? pass(rule, text)
    : report(rule, text, "write the next version before it runs out: sign root");
}

function approvalFinding(
  slot: string,
  { pointer, shown, refusal }: Pointed,
  nowMs: number,
): AuditFinding {
  const rule = "approvals";
  if (refusal !== null) return refused(rule, refusal, slot);
  const name = `${slot}: ${pointer.id} version ${pointer.version} verifies`;
  if (shown === null) return pass(rule, name);
  const untilMs = instantMs(shown.approval.expires);
  const text = `${name}, ${timeLeft(untilMs, nowMs)}`;
  return untilMs - nowMs > WARN_MS
    ? pass(rule, text)
    : report(rule, text, `entries stop in ${slot} when it runs out: sign approve again before`);
}

function refused(
  rule: string,
  {
    code,
    message,
    hint,
  }: { readonly code: string; readonly message: string; readonly hint?: string },
  slot?: string,
): AuditFinding {
  const where = slot === undefined ? "" : `${slot}: `;
  return fail(rule, "paper", `${where}${code}: ${message}`, hint ?? `host explain ${code}`);
}

/** Floors come from the account's journal. One that cannot be read has a finding of its own; then there are no floors. */
function stateOf(workspace: Workspace, account: string): AccountState | null {
  const found = ownJournals(workspace).find((journal) => journal.account === account);
  if (found === undefined) return null;
  try {
    const reader = openJournalReader(found.paths.journal);
    if (!reader.ok) return null;
    try {
      let state = emptyAccount(0n);
      for (const entry of reader.value.ofKind("adopted")) state = applyToAccount(state, entry);
      for (const entry of reader.value.ofKind("revoked")) state = applyToAccount(state, entry);
      return state;
    } finally {
      reader.value.close();
    }
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}
