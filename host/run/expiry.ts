/** Says that an approval or the root runs out: once each at 7, 3 and 1 days before (decision B5). */
import type { JournalBody } from "../contract/journal.ts";
import { instantMs } from "../kernel/instant.ts";
import { announcementOf } from "../kernel/signed-state.ts";
import { DAY_MS } from "../kernel/timeframe.ts";
import { record, type Account } from "./account.ts";

const DAYS = [1, 3, 7] as const;

export interface Ending {
  readonly what: JournalBody<"expiring">["what"];
  readonly slot: string | null;
  readonly sha256: string;
  readonly expires: string;
}

/** Only the nearest of the three is said: a host that was away for a week does not say all of them. */
export function announceEnd(account: Account, ending: Ending, nowMs: number): void {
  const { slot, ...end } = ending;
  const leftMs = instantMs(end.expires) - nowMs;
  const days = DAYS.find((each) => leftMs <= each * DAY_MS);
  if (days === undefined || leftMs <= 0) return;
  const body = { ...end, days };
  if (account.state.signed.announced.has(announcementOf(body))) return;
  record(account, { kind: "expiring", at: account.state.atMs ?? 0, slot, instrument: null, body });
}
