import { openJournalReader } from "../../journal/read.ts";
import { instantMs, isoInstant } from "../../kernel/instant.ts";
import { Fault } from "../../kernel/result.ts";
import { LEAP_MS_MAX } from "../../trust/time.ts";
import { ownJournals } from "../../workspace/journals.ts";
import type { Workspace } from "../../workspace/paths.ts";
import { fail, pass, report, type AuditFinding } from "./finding.ts";
import type { AuditPorts } from "./ports.ts";

const MIB = 1_048_576;
/** A year of 5-minute bars of one slot is about 100 MiB of journal: with less than this, a night may fill the disk. */
const FREE_WARN_BYTES = 1_024 * MIB;
/** SQLite needs room for a checkpoint; a host that cannot write its journal stops. */
const FREE_MIN_BYTES = 64 * MIB;

export function diskFindings(
  workspace: Workspace,
  { machine }: AuditPorts,
): readonly AuditFinding[] {
  const rule = "disk";
  const free = machine.freeBytes(workspace.varDir);
  const text = `${Math.floor(free / MIB)} MiB are free for var/`;
  const numbers = { used: free, allowed: FREE_MIN_BYTES };
  const remedy = "make room before it is gone: without a journal nothing may act";
  if (free < FREE_MIN_BYTES) return [{ ...fail(rule, "paper", text, remedy), ...numbers }];
  return [
    { ...(free < FREE_WARN_BYTES ? report(rule, text, remedy) : pass(rule, text)), ...numbers },
  ];
}

/** Older than this program: then approvals would be judged in the past. */
const BUILT_MS = instantMs("2026-01-01T00:00:00.000Z");

/** The wall clock judges approvals; it is compared with what is known to be past (decision B1). */
export function clockFindings(workspace: Workspace, nowMs: number): readonly AuditFinding[] {
  const rule = "clock";
  const remedy = "set the clock and run a time service";
  const now = `it is ${isoInstant(nowMs)}`;
  if (nowMs < BUILT_MS)
    return [fail(rule, "paper", `${now}, before this program was made`, remedy)];
  const newestMs = newestEntryMs(workspace);
  if (newestMs === null) return [pass(rule, `${now}; no journal to compare with`)];
  if (nowMs < newestMs) {
    return [report(rule, `${now}, and a journal has an entry of ${isoInstant(newestMs)}`, remedy)];
  }
  return nowMs - newestMs > LEAP_MS_MAX
    ? [report(rule, `${now}, more than a year after the newest entry of any journal`, remedy)]
    : [pass(rule, `${now}, after the newest entry of every journal`)];
}

function newestEntryMs(workspace: Workspace): number | null {
  const times = ownJournals(workspace).flatMap(({ paths }) => {
    try {
      const reader = openJournalReader(paths.journal);
      if (!reader.ok) return [];
      try {
        return reader.value.entry(reader.value.head().seq)?.at ?? [];
      } finally {
        reader.value.close();
      }
    } catch (error) {
      // It has a finding of its own.
      if (error instanceof Fault) return [];
      throw error;
    }
  });
  return times.length === 0 ? null : Math.max(...times);
}
