/** Whether the code of a slot is not to be run any more, not even to leave a position (decision A6). */
import type { RefusalCode } from "../contract/codes.ts";
import { revocationOf } from "../trust/revocations.ts";
import { stateOf, type Account } from "./account.ts";

/** Without a list that says otherwise, a key that is not believed any more is one that somebody else holds. */
const COMPROMISED_CODES: ReadonlySet<string> = new Set<RefusalCode>([
  "key_revoked",
  "key_unknown",
  "key_role_wrong",
  "key_environment_wrong",
  "threshold_not_met",
]);

export function isCompromised(account: Account, slot: string): boolean {
  const { trustLost, position } = stateOf(account, slot);
  if (trustLost?.compromised ?? COMPROMISED_CODES.has(trustLost?.code ?? "")) return true;
  if (position === null) return false;
  // Whatever trust was lost for first: what opened the position may have been taken back since.
  const entries = account.state.signed.revocations?.entries ?? [];
  const { bundleSha256, approval } = position.exitPlan;
  const about = [
    revocationOf(entries, "bundle", bundleSha256),
    revocationOf(entries, "approval", approval),
  ];
  return about.some((revocation) => revocation?.reason === "compromised");
}
