import { openJournalReader } from "../../journal/read.ts";
import { Fault } from "../../kernel/result.ts";
import { ownJournals, type FoundJournal } from "../../workspace/journals.ts";
import type { Workspace } from "../../workspace/paths.ts";
import { fail, pass, unproven, type AuditFinding } from "./finding.ts";

/** Each account's journal opens and ends where its last write says. `host verify` follows every entry. */
export function journalFindings(workspace: Workspace): readonly AuditFinding[] {
  const found = ownJournals(workspace);
  return found.length === 0
    ? [unproven("journals", "no account has run yet", "")]
    : found.map(journalFinding);
}

function journalFinding({ account, paths }: FoundJournal): AuditFinding {
  const rule = "journals";
  const remedy = "keep the file as it is and run host verify";
  try {
    const opened = openJournalReader(paths.journal);
    if (!opened.ok)
      return fail(
        rule,
        "paper",
        `${account}: ${opened.refusal.code}: ${opened.refusal.message}`,
        remedy,
      );
    try {
      const head = opened.value.head();
      const recorded = opened.value.recordedHead();
      return head.seq === recorded.seq && head.sha256 === recorded.sha256
        ? pass(rule, `${account}: ${head.seq + 1} entries, the newest is the last that was written`)
        : fail(
            rule,
            "paper",
            `${account}: the newest entry is ${head.seq}, the last write was ${recorded.seq}`,
            remedy,
          );
    } finally {
      opened.value.close();
    }
  } catch (error) {
    // What cannot be opened is what an audit looks for.
    if (error instanceof Fault)
      return fail(rule, "paper", `${account}: ${error.code}: ${error.message}`, remedy);
    throw error;
  }
}
