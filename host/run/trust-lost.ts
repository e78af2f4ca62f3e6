import type { JournalBody } from "../contract/journal.ts";
import type { Refusal, Result } from "../kernel/result.ts";
import { record, stateOf, type Account } from "./account.ts";
import type { Kept } from "./adopt-or-keep.ts";

/** A strategy that stops verifying keeps its position's protection and enters nothing; one that verifies again may. */
export function noteTrust(account: Account, slot: string, kept: Result<Kept>): void {
  const { trustLost } = stateOf(account, slot);
  const place = { at: account.state.atMs ?? 0, slot, instrument: null };
  if (!kept.ok) {
    const body = lossOf(kept.refusal);
    const same = trustLost?.code === body.code && trustLost.compromised === body.compromised;
    if (!same) record(account, { kind: "trust_lost", ...place, body });
    return;
  }
  const { plugin } = kept.value;
  if (plugin === null || trustLost === null) return;
  const body = { approval: plugin.approvalSha256 };
  record(account, { kind: "trust_regained", ...place, body });
}

function lossOf({ code, message, detail }: Refusal): JournalBody<"trust_lost"> {
  const said = { code, message: message.slice(0, 400) };
  const compromised = detail?.["compromised"];
  return typeof compromised === "boolean" ? { ...said, compromised } : said;
}
