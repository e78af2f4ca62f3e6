/** `host verify`: the journal's chain from its first entry, and the approvals it names. */
import { sha256Hex } from "../kernel/digest.ts";
import { refuse, type Refused, type Result, ok } from "../kernel/result.ts";
import { openJournalReader, type JournalReader } from "../journal/read.ts";
import { verifyJournal } from "../journal/verify.ts";
import { renderTable } from "../terminal/table.ts";
import type { Done, Handler } from "../terminal/run-command.ts";
import type { Checkpoint } from "../contract/checkpoint.ts";
import { verifyWitnessed } from "../trust/checkpoint.ts";
import { openEnvelope } from "../trust/dsse.ts";
import { readApprovalFile } from "../trust/registry/folder.ts";
import type { SignedFiles } from "../trust/registry/signed-files.ts";
import { readCheckpoint } from "./checkpoint-file.ts";
import { findJournals, type FoundJournal } from "../workspace/journals.ts";
import { workspaceAt } from "../workspace/paths.ts";
import { signedFilesIn } from "../workspace/signed-files.ts";

/**
 * Refusals: journal_missing; those of the chain, naming the first entry that is wrong; adopted_missing; of a checkpoint
 * those of `readCheckpoint` and `verifyWitnessed`.
 */
export const verify: Handler = (args) => Promise.resolve(verifyAll(args));

function verifyAll(args: Parameters<Handler>[0]): Done | Refused {
  const workspace = workspaceAt(args.workspace);
  const file = args.textOrNull("checkpoint");
  const checkpoint = file === null ? ok(null) : readCheckpoint(workspace, file);
  if (!checkpoint.ok) return checkpoint;
  const found = findJournals(workspace, {
    account: args.textOrNull("account") ?? checkpoint.value?.account ?? null,
    run: args.textOrNull("run"),
  });
  if (!found.ok) return found;
  const rows: Verified[] = [];
  for (const journal of found.value) {
    const row = verifyOne(journal, checkpoint.value, signedFilesIn(workspace.signed));
    if (!row.ok) return row;
    rows.push(row.value);
  }
  return shown(rows, checkpoint.value);
}

interface Verified {
  readonly account: string;
  readonly run: string | null;
  readonly entries: number;
  readonly approvals: number;
  readonly head: string;
}

function verifyOne(
  { account, run, paths }: FoundJournal,
  checkpoint: Checkpoint | null,
  files: SignedFiles,
): Result<Verified> {
  const opened = openJournalReader(paths.journal);
  if (!opened.ok) return opened;
  const reader = opened.value;
  try {
    const head = verifyJournal(reader);
    if (!head.ok) return head;
    const held = checkpoint === null ? ok(true) : holdAgainst(checkpoint, reader);
    if (!held.ok) return held;
    const approvals = verifyAdopted(reader, files);
    if (!approvals.ok) return approvals;
    const { seq, sha256 } = head.value;
    return ok({ account, run, entries: seq + 1, approvals: approvals.value, head: sha256 });
  } finally {
    reader.close();
  }
}

function shown(rows: readonly Verified[], seen: Checkpoint | null): Done {
  const table = renderTable(
    ["account", "run", "entries", "approvals", "head"].map((title) => ({ title })),
    rows.map(({ account, run, entries, approvals, head }) => [
      account,
      run,
      entries,
      approvals,
      head,
    ]),
  );
  const proof = "verified: every entry follows from the one before it";
  const witnessed =
    seen === null
      ? []
      : [`witnessed: the first ${seen.size} entries are those that a witness saw at ${seen.time}`];
  return {
    ok: true,
    text: [table, proof, ...witnessed].join("\n"),
    data: { journals: rows, ...(seen === null ? {} : { checkpoint: seen }) },
  };
}

/** Of a chain that has just been verified: an entry's digest is what its row says. */
function holdAgainst(checkpoint: Checkpoint, reader: JournalReader): Result<true> {
  const digestAt = (seq: number): string | null => {
    for (const row of reader.rows(seq)) return row.seq === seq ? row.sha256 : null;
    return null;
  };
  const size = reader.head().seq + 1;
  const { account } = reader;
  return verifyWitnessed(checkpoint, { account, genesis: digestAt(0), size, digestAt });
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
