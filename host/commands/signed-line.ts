/** What people signed and what the host made of it, in one line: for those who watch a run and those who ask why. */
import type { JournalDraft } from "../contract/journal.ts";
import { isoInstant } from "../kernel/instant.ts";
import { LOOSENING_DELAY_MS } from "../trust/risk-in-force.ts";
import { brief, counted } from "./amounts.ts";

/** null: the entry is about something else. Strangers' text is in it. */
export function signedLine(entry: JournalDraft): string | null {
  switch (entry.kind) {
    case "revoked": {
      const { kind, sha256, reason, note } = entry.body.entry;
      const then =
        reason === "compromised"
          ? "entries stop, its code is not run any more, positions keep take-profit and stop-loss"
          : "entries stop, positions keep take-profit, stop-loss and exit rules";
      return `revoked: ${kind} ${brief(sha256)} as ${reason}: ${note}; ${then}`;
    }
    case "trust_regained":
      return `trust regained: approval ${brief(entry.body.approval)} verifies again`;
    case "trust_floor":
      return `no earlier than ${isoInstant(entry.body.trustMs)}, no root below version ${entry.body.rootVersion}`;
    case "time_reset": {
      const { fromMs, toMs, reason } = entry.body;
      return `time reset from ${isoInstant(fromMs)} to ${isoInstant(toMs)}: ${reason}`;
    }
    case "risk_seen":
      return seenLine(entry.body);
    case "risk_in_force":
      return `risk policy version ${entry.body.version} is in force`;
    case "risk_refused":
      return `risk policy refused, the one before goes on: ${entry.body.code}: ${entry.body.message}`;
    case "armed":
      return `armed until ${isoInstant(entry.body.untilMs)}`;
    case "disarmed":
      return `disarmed: ${entry.body.reason}`;
    case "expiring":
      return `${entry.body.what} ${brief(entry.body.sha256)} ends within ${counted(entry.body.days, "day")}, at ${entry.body.expires}: ${entry.body.what === "root" ? "sign root rotate" : "sign renew"}`;
    case "checkpoint_late":
      return `checkpoint late: none within ${entry.body.lateHours} hours, the newest is of ${entry.body.newest ?? "never"}`;
    case "checkpoint_seen":
      return `checkpoint of ${entry.body.time} over ${entry.body.size} entries`;
    default:
      return null;
  }
}

function seenLine(body: Extract<JournalDraft, { kind: "risk_seen" }>["body"]): string {
  const { version, loosens, trustMs } = body;
  if (loosens.length === 0) return `risk policy version ${version} is signed and loosens nothing`;
  const until = isoInstant(trustMs + LOOSENING_DELAY_MS);
  return `risk policy version ${version} waits until ${until}, because it loosens ${loosens.join("; ")}`;
}
