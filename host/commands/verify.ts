/** `host verify`: the journal's chain from its first entry, and the approvals it names. */
import { sha256Hex } from "../kernel/digest.ts";
import { refuse, type Result, ok } from "../kernel/result.ts";
import { openJournalReader, type JournalReader } from "../journal/read.ts";
import { verifyJournal } from "../journal/verify.ts";
import { renderTable } from "../terminal/table.ts";
import type { Handler } from "../terminal/run-command.ts";
import { openEnvelope } from "../trust/dsse.ts";
import { readApprovalFile } from "../trust/registry/folder.ts";
import type { SignedFiles } from "../trust/registry/signed-files.ts";
import { findJournals } from "../workspace/journals.ts";
import { workspaceAt } from "../workspace/paths.ts";
import { signedFilesIn } from "../workspace/signed-files.ts";

/** Refusals: journal_missing; those of the chain, naming the first entry that is wrong; adopted_missing. */
export const verify: Handler = (args) => Promise.resolve(verifyAll(args));

function verifyAll(args: Parameters<Handler>[0]) {
  const workspace = workspaceAt(args.workspace);
  const found = findJournals(workspace, {
    account: args.textOrNull("account"),
    run: args.textOrNull("run"),
  });
  if (!found.ok) return found;
  const rows: {
    account: string;
    run: string | null;
    entries: number;
    approvals: number;
    head: string;
  }[] = [];
  for (const { account, run, paths } of found.value) {
    const opened = openJournalReader(paths.journal);
    if (!opened.ok) return opened;
    const reader = opened.value;
    try {
      const head = verifyJournal(reader);
      if (!head.ok) return head;
      const approvals = verifyAdopted(reader, signedFilesIn(workspace.signed));
      if (!approvals.ok) return approvals;
      rows.push({
        account,
        run,
        entries: head.value.seq + 1,
        approvals: approvals.value,
        head: head.value.sha256,
      });
    } finally {
      reader.close();
    }
  }
  const table = renderTable(
    [
      { title: "account" },
      { title: "run" },
      { title: "entries" },
      { title: "approvals" },
      { title: "head" },
    ],
    rows.map(({ account, run, entries, approvals, head }) => [
      account,
      run,
      entries,
      approvals,
      head,
    ]),
  );
  return {
    ok: true as const,
    text: `${table}\nverified: every entry follows from the one before it`,
    data: { journals: rows },
  };
}

/** Each approval that was adopted is still in signed/, byte for byte. */
function verifyAdopted(reader: JournalReader, files: SignedFiles): Result<number> {
  let count = 0;
  for (const entry of reader.ofKind("adopted")) {
    const bytes = readApprovalFile(files, entry.body);
    const opened = bytes.ok ? openEnvelope(bytes.value) : bytes;
    const same =
      bytes.ok &&
      opened.ok &&
      sha256Hex(opened.value.payload) === entry.body.approval &&
      sha256Hex(bytes.value) === entry.body.envelopeSha256;
    if (!same) {
      return refuse(
        "adopted_missing",
        `entry ${entry.seq} adopted approval ${entry.body.approval}, which signed/ does not have as it was`,
        {
          detail: { seq: entry.seq },
        },
      );
    }
    count += 1;
  }
  return ok(count);
}
