/** Whether an approval only renews another one (decision B5). */
import type { Approval } from "../../contract/approval.ts";
import { canonicalJson, parseJsonStrict } from "../../kernel/canonical-json.ts";
import { assert } from "../../kernel/result.ts";

/**
 * Code, parameters, risk, instruments and timeframe are the same to the byte; only who said so, until when, on which
 * engine and on which evidence differ. Such an approval may be adopted while a position is open: nothing changes for it.
 */
export function isRenewalOf(next: Approval, active: Approval): boolean {
  return whatRuns(next) === whatRuns(active);
}

function whatRuns(approval: Approval): string {
  const { slot, environment, instruments, timeframe, combiner, risk } = approval;
  const members = approval.members.map(({ conformanceSha256: _report, ...same }) => same);
  const text = JSON.stringify({
    slot,
    environment,
    instruments,
    timeframe,
    members,
    combiner,
    risk,
  });
  const plain = parseJsonStrict(text);
  assert(plain.ok, "an approval is plain JSON data");
  return canonicalJson(plain.value);
}
