/** `host replay`: every decision of a journal, computed again in a new cell. */
import type { JournalEntry } from "../contract/journal.ts";
import { tickSizeOf } from "../kernel/instrument.ts";
import { refuse, type Result } from "../kernel/result.ts";
import { openJournalReader } from "../journal/read.ts";
import type { CellPort } from "../run/cell-port.ts";
import { replayJournal } from "../run/replay.ts";
import type { Loaded } from "../cell/window-spec.ts";
import { progressLine } from "../terminal/progress.ts";
import type { Handler } from "../terminal/run-command.ts";
import { paperSettings } from "../venue/paper/settings.ts";
import { rulesAt } from "../venue/rules.ts";
import { readSettings } from "../workspace/config.ts";
import { findJournals } from "../workspace/journals.ts";
import { readManifest } from "../workspace/manifest.ts";
import { workspaceAt } from "../workspace/paths.ts";
import { signedFilesIn } from "../workspace/signed-files.ts";
import { openWith } from "./cell-wiring.ts";
import type { HostPorts } from "./host-ports.ts";

export function replayCommand(ports: HostPorts): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const found = findJournals(workspace, {
      account: args.textOrNull("account"),
      run: args.textOrNull("run"),
    });
    if (!found.ok) return found;
    const settings = readSettings(workspace);
    if (!settings.ok) return settings;
    const { rules } = paperSettings(settings.value.host.paper, settings.value.host.instruments);
    const mode = args.flag("all-fresh") ? "fresh" : "resident";
    const openCell = (loaded: Loaded): Promise<Result<CellPort>> => {
      const known = rulesAt(rules, loaded.instrument, Number.MAX_SAFE_INTEGER);
      if (known === null)
        return Promise.resolve(
          refuse("instrument_unknown", `no rules are known for ${loaded.instrument}`),
        );
      return openWith(loaded, tickSizeOf(known), { mode, seed: loaded.approval.slot });
    };
    const trust = { files: signedFilesIn(workspace.signed), readManifest };
    const progress = progressLine(ports.progress);
    const onProgress = (seq: number): void => progress.update(ports.clock.nowMs(), `entry ${seq}`);
    const counts = { decisions: 0, exits: 0 };
    for (const { account, paths } of found.value) {
      const reader = openJournalReader(paths.journal);
      if (!reader.ok) return reader;
      try {
        const entries: Iterable<JournalEntry> = reader.value.entries();
        const replayed = await replayJournal(entries, args.textOrNull("slot"), {
          trust,
          openCell,
          onProgress,
        });
        if (!replayed.ok)
          return refuse(
            replayed.refusal.code,
            `account ${account}: ${replayed.refusal.message}`,
            replayed.refusal,
          );
        counts.decisions += replayed.value.decisions;
        counts.exits += replayed.value.exits;
      } finally {
        reader.value.close();
      }
    }
    progress.done(`${counts.decisions + counts.exits} decisions`);
    const text = `replayed: ${counts.decisions} entry decisions and ${counts.exits} exit decisions, every answer equal`;
    return { ok: true, text, data: { ...counts, mode, equal: true } };
  };
}
