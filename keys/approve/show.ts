/** What a person reads before the passphrase is asked for. */
import type { Approval } from "#host/contract/approval.ts";
import type { Params } from "#host/contract/manifest.ts";
import { mainMember } from "#host/trust/approval/contents.ts";
import type { Link } from "#host/trust/registry/history.ts";
import { printable } from "#host/terminal/escape.ts";
import { renderPairs } from "#host/terminal/table.ts";

/** Every fact of an approval that decides what may happen, one per line. */
export function describeApproval(approval: Approval, last: Link | null): string {
  const { slot, slotVersion, risk, engine } = approval;
  const member = mainMember(approval);
  const before =
    last === null ? "new slot" : `from ${last.slotVersion}, ${last.id} ${last.version}`;
  return renderPairs([
    ["approve", `${member.id} version ${member.version}`],
    ["slot", slot],
    ["slot version", `${slotVersion} (${before})`],
    ["instruments", `${approval.instruments.join(" ")} at ${approval.timeframe}`],
    ["params", paramsText(member.params)],
    ["leverage", `at most ${risk.leverageMax}`],
    ["take-profit", rangeText(risk.takeProfitPct)],
    ["stop-loss", `${rangeText(risk.stopLossPct)}, by ${risk.trigger} price`],
    ["brakes", brakesText(risk)],
    ["valid", `${approval.notBefore} to ${approval.expires}`],
    [
      "engine",
      `node ${engine.node}, v8 ${engine.v8}, ${engine.arch}, isolated-vm ${engine.isolatedVm}`,
    ],
    ["prelude", engine.preludeSha256],
    ["bundle", member.bundleSha256],
    ["source", member.sourceSha256],
    ["manifest", member.manifestSha256],
    ["previous", approval.previous],
    ["reason", approval.reason],
  ]);
}

function rangeText({ min, max, default: usual }: Approval["risk"]["takeProfitPct"]): string {
  return min === max ? `${usual} %` : `${usual} % (${min} to ${max})`;
}

function brakesText({
  trailingPct,
  breakevenPct,
  timeStopBars,
  maxNotionalPct,
}: Approval["risk"]): string {
  const brakes = [
    trailingPct === null ? null : `trailing ${trailingPct} %`,
    breakevenPct === null ? null : `break-even at ${breakevenPct} %`,
    timeStopBars === null ? null : `time stop after ${timeStopBars} bars`,
    maxNotionalPct === null ? null : `notional at most ${maxNotionalPct} % of bankroll`,
  ].filter((brake) => brake !== null);
  return brakes.length === 0 ? "none" : brakes.join(", ");
}

function paramsText(params: Params, group = ""): string {
  const parts = Object.entries(params).map(([name, value]) =>
    typeof value === "object"
      ? paramsText(value, `${group}${name}.`)
      : `${group}${name} = ${printable(String(value))}`,
  );
  return parts.length === 0 ? "none" : parts.join(", ");
}
