/** `host status --json`: the same facts, amounts as decimals in text, instants as ISO text. */
import { formatE8 } from "../../kernel/e8.ts";
import { isoInstant } from "../../kernel/instant.ts";
import type { SlotState } from "../../kernel/slot-state.ts";
import type { AccountStatus } from "./accounts.ts";
import type { Status } from "./gather.ts";
import { nextSteps } from "./next-steps.ts";
import type { Pointed, SlotStatus } from "./slots.ts";

export function statusData(status: Status): Record<string, unknown> {
  const { settings, root } = status;
  return {
    workspace: status.workspace.dir,
    at: status.at,
    feed: settings.host.feed,
    root: root.root.ok
      ? { version: root.root.value.version, expires: root.root.value.root.expires }
      : { refusal: root.root.refusal },
    policy: {
      signed: status.signed.policy !== null,
      version: status.signed.policy?.version ?? null,
      sha256: status.signed.policy?.sha256 ?? settings.riskSha256,
      limits: status.signed.policy?.policy ?? settings.policy,
    },
    revoked: status.signed.revoked,
    problems: status.signed.problems,
    strategies: status.strategies,
    slots: status.slots.map((slot) => slotData(slot, status)),
    accounts: status.accounts.map((account) => ({
      ...accountData(account),
      signed: status.accountSigned.get(account.account) ?? null,
    })),
    runs: status.runs.map(({ atMs, ...run }) => ({ ...run, at: instantOrNull(atMs) })),
    next: nextSteps(status),
  };
}

function slotData(slot: SlotStatus, status: Status): Record<string, unknown> {
  const { state, active, next, problems } = slot;
  return {
    slot: slot.slot,
    account: slot.account,
    active: active === null ? null : pointedData(active, status),
    next: next === null ? null : pointedData(next, status),
    problems,
    ...(state === null ? { position: null } : stateData(state)),
  };
}

function pointedData(
  { pointer, shown, refusal }: Pointed,
  { root }: Status,
): Record<string, unknown> {
  const { id, version, approval } = pointer;
  const said = { id, version, approval, verified: refusal === null, refusal };
  if (shown === null) return said;
  const {
    slotVersion,
    instruments,
    timeframe,
    reason,
    notBefore,
    expires,
    evidenceSha256,
    members,
    risk,
  } = shown.approval;
  return {
    ...said,
    slotVersion,
    instruments,
    timeframe,
    reason,
    signers: shown.keyids.map((keyid) => ({
      keyid,
      owner: root.keyring?.keys.get(keyid)?.owner ?? null,
    })),
    notBefore,
    expires,
    evidenceSha256,
    conformanceSha256: members[0]?.conformanceSha256 ?? null,
    risk,
  };
}

function stateData(state: SlotState): Record<string, unknown> {
  const { decidedBar, quarantined, trustLost, warmingUp, pending, position, instrument } = state;
  return {
    adopted: state.active,
    instrument,
    decidedBar,
    quarantined,
    trustLost,
    warmingUp,
    pending: pending.map(({ clientOrderId, role, side, quantityE8, status }) => ({
      clientOrderId,
      role,
      side,
      quantity: formatE8(quantityE8),
      status,
    })),
    position:
      position === null
        ? null
        : {
            side: position.side,
            quantity: formatE8(position.quantityE8),
            entryPrice: formatE8(position.entryPriceE8),
            entryAt: isoInstant(position.entryMs),
            takeProfit: formatE8(position.takeProfitE8),
            stopLoss: formatE8(position.stopLossE8),
            protected: position.protected,
            rationale: position.rationale,
          },
  };
}

function accountData({
  account,
  run,
  bankrollE8,
  holder,
  book,
}: AccountStatus): Record<string, unknown> {
  const said = {
    account,
    run,
    bankroll: formatE8(bankrollE8),
    running: holder !== null,
    pid: holder?.pid ?? null,
  };
  if (book === null) return { ...said, journal: null };
  if ("problem" in book) return { ...said, journal: { problem: book.problem } };
  const { state, trades, faults, entries, head, overlays } = book;
  return {
    ...said,
    journal: { entries, head },
    at: instantOrNull(state.atMs),
    equity: formatE8(book.equityE8),
    drawdownPct: formatE8(book.drawdownPctE8),
    dayLossPct: formatE8(book.dayLossPctE8),
    lossStreak: state.book.lossStreak,
    trades,
    faults,
    bars: Object.fromEntries(state.bars),
    breakers: book.breakers.map(({ code, untilMs }) => ({ code, until: isoInstant(untilMs) })),
    overlays,
  };
}

function instantOrNull(ms: number | null): string | null {
  return ms === null ? null : isoInstant(ms);
}
