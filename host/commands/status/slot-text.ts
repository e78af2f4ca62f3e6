import { DAY_MS, openTimeMsOf } from "../../kernel/timeframe.ts";
import { formatE8 } from "../../kernel/e8.ts";
import { instantMs } from "../../kernel/instant.ts";
import type { OpenPosition, SlotState } from "../../kernel/slot-state.ts";
import { grossE8Of } from "../../kernel/trade.ts";
import { gain, minute, timeLeft } from "../amounts.ts";
import { evidenceText, signerText } from "../signed-approval.ts";
import type { Status } from "./gather.ts";
import type { Pointed, SlotStatus } from "./slots.ts";
import { lines, type Line } from "./lines.ts";

/** One slot: what runs, why it may, what waits, what is open. */
export function slotText(slot: SlotStatus, status: Status, nowMs: number): string {
  const { active, next, state, problems } = slot;
  const rows: Line[] = [
    ...(active === null ? [] : approvalLines("active", active, status, nowMs)),
    ...(next === null ? [] : approvalLines("next", next, status, nowMs)),
    ...problems.map(({ code, message }): Line => ["refused", `${code}: ${message}`]),
    ...(state === null ? [] : stateLines(slot, state, status)),
  ];
  return `slot ${slot.slot}\n${lines(rows, "  ")}`;
}

function approvalLines(
  place: "active" | "next",
  { pointer, shown, refusal }: Pointed,
  { root }: Status,
  nowMs: number,
): readonly Line[] {
  const name = `${pointer.id} version ${pointer.version}`;
  const verdict =
    refusal === null ? verdictOf(place) : `refused: ${refusal.code}: ${refusal.message}`;
  if (shown === null) return [[place, `${name}: ${verdict}`]];
  const { approval } = shown;
  const { slotVersion, instruments, timeframe, reason, expires } = approval;
  return [
    [
      place,
      `${name}, slot version ${slotVersion}, on ${instruments.join(" ")} ${timeframe}: ${verdict}`,
    ],
    ["  why", reason],
    ["  signed by", `${signerText(shown.keyids, root.keyring)}`],
    ["  expires", `${expires}, ${timeLeft(instantMs(expires), nowMs)}${soonText(expires, nowMs)}`],
    ["  proof", evidenceText(shown)],
  ];
}

/** From seven days on, as the host says it in its run (decision B5). */
function soonText(expires: string, nowMs: number): string {
  const leftMs = instantMs(expires) - nowMs;
  return leftMs > 7 * DAY_MS || leftMs <= 0 ? "" : ": sign renew before, or entries stop";
}

function verdictOf(place: "active" | "next"): string {
  return place === "active" ? "verified" : "verified, adopted when the slot is flat";
}

function stateLines(slot: SlotStatus, state: SlotState, status: Status): readonly Line[] {
  const { position, pending, quarantined, trustLost, warmingUp, decidedBar } = state;
  const timeframe = slot.active?.shown?.approval.timeframe;
  const rows: Line[] = [
    ["position", position === null ? "flat" : positionText(slot, position, status)],
  ];
  for (const order of pending)
    rows.push([
      "order",
      `${order.role} ${order.side} ${formatE8(order.quantityE8)}: ${order.status}`,
    ]);
  if (quarantined !== null)
    rows.push(["quarantine", `${quarantined.code}: ${quarantined.message}`]);
  if (trustLost !== null) rows.push(["trust lost", `${trustLost.code}: ${trustLost.message}`]);
  // Nobody listens to what is in quarantine: it does not get ready for anything.
  if (warmingUp && quarantined === null)
    rows.push(["warming up", "the window does not reach back far enough yet"]);
  if (decidedBar !== null && timeframe !== undefined) {
    rows.push(["decided", `bar of ${minute(openTimeMsOf(decidedBar, timeframe))} UTC`]);
  }
  return rows;
}

function positionText(
  { account, state }: SlotStatus,
  position: OpenPosition,
  { accounts }: Status,
): string {
  const { side, quantityE8, entryPriceE8, entryMs, takeProfitE8, stopLossE8 } = position;
  const book = accounts.find((each) => each.account === account)?.book ?? null;
  const instrument = state?.instrument ?? "";
  const closeE8 = book !== null && "state" in book ? book.state.closes.get(instrument) : undefined;
  const now =
    closeE8 === undefined
      ? ""
      : `, now ${formatE8(closeE8)} (${gain(grossE8Of(position, closeE8))})`;
  const guard = `take-profit ${formatE8(takeProfitE8)}, stop ${formatE8(stopLossE8)}`;
  return (
    `${side === "Buy" ? "long" : "short"} ${formatE8(quantityE8)} ${instrument} at ${formatE8(entryPriceE8)} ` +
    `since ${minute(entryMs)} UTC${now}; ${guard}${position.protected ? "" : ", not confirmed"}`
  );
}
