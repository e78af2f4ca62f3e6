/** A workspace in which one account has traded: approval, journal and pointer name each other, as after a real run. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { JournalDraft, JournalKind } from "#host/contract/journal.ts";
import { barOf } from "#host/kernel/timeframe.ts";
import { realTimePaths, type AccountPaths } from "#host/workspace/paths.ts";
import { draftOf, T0 } from "./drafts.ts";
import { journalOptions, openedJournal, temporaryFolder } from "./journal-file.ts";
import { aStrategy, signedWorkspace, type SignedWorkspace } from "./run-workspace.ts";
import { SLOT } from "./signer.ts";

export const BAR_MS = 300_000;
/** Number of the first bar. */
export const BAR0 = barOf(T0, "5m");

/** A draft about the slot, at the close of the nth bar. */
export function atBar(
  nth: number,
  kind: JournalKind,
  body: object,
  slot: string | null = SLOT,
): JournalDraft {
  return draftOf(kind, { at: T0 + (nth + 1) * BAR_MS, slot, body });
}

export function aBar(nth: number, close = 100): JournalDraft {
  const row = [T0 + nth * BAR_MS, close, close + 1, close - 1, close, 5, 0.0001, null];
  return atBar(nth, "bar", { bar: BAR0 + nth, row, availableAt: T0 + (nth + 1) * BAR_MS }, null);
}

const ENTRY = "a".repeat(32);
const SECOND = "b".repeat(32);

/**
 * Bar 0: a long entry of 10 at 100, take-profit 102, stop 99. Bar 3: closed at its take-profit, 20 won, 2 paid.
 * Bar 5: a second entry, still open, whose stop has not been confirmed yet. The newest close is 101.
 */
export function tradedStory(approval: string): readonly JournalDraft[] {
  const levels = { takeProfitE8: "10200000000", stopLossE8: "9900000000" };
  const exitPlan = {
    ...levels,
    trigger: "last",
    trailingPct: null,
    breakevenPct: null,
    timeStopBars: null,
    exitWhen: "always",
    minHoldBars: 0,
    bundleSha256: "b".repeat(64),
    approval,
  };
  const leg = {
    instrument: "BTCUSDT",
    role: "entry",
    side: "Buy",
    type: "market",
    quantityE8: "1000000000",
    priceE8: "10000000000",
  };
  const plan = (nth: number): object => ({
    schema: "plan/1",
    slot: SLOT,
    bar: BAR0 + nth,
    legs: [leg],
    leverage: "3",
    protection: { kind: "native_tp_sl", trigger: "last" },
  });
  const intent = (nth: number, clientOrderId: string): object => ({
    clientOrderId,
    attempt: 0,
    plan: plan(nth),
    exitPlan,
    reason: null,
    rationale: "up",
  });
  const fill = (
    fillId: string,
    clientOrderId: string | null,
    role: string,
    side: string,
    price: number,
  ): object => ({
    fillId,
    clientOrderId,
    role,
    side,
    quantityE8: "1000000000",
    priceE8: `${price}00000000`,
    feeE8: "100000000",
  });
  const decision = (nth: number, answer: string): object => ({
    bar: BAR0 + nth,
    fn: "entry",
    side: undefined,
    answer,
    approval,
    refusal: undefined,
    retried: undefined,
  });
  return [
    draftOf("host_started", { at: 0, slot: null, instrument: null }),
    atBar(-1, "adopted", { approval, id: "table", version: 1, slotVersion: 1, rootVersion: 1 }),
    atBar(-1, "slot_opened", { approval, id: "table", version: 1 }),
    aBar(0),
    atBar(0, "decision", decision(0, "E1|B||||up")),
    atBar(0, "intent", intent(0, ENTRY)),
    atBar(0, "order", { clientOrderId: ENTRY }),
    atBar(1, "fill", fill("1", ENTRY, "entry", "Buy", 100)),
    atBar(1, "protection", { state: "confirmed", ...levels }),
    aBar(1),
    atBar(1, "decision", decision(1, "N")),
    atBar(3, "fill", fill("2", null, "take_profit", "Sell", 102)),
    atBar(3, "trade", {
      side: "Buy",
      entryBar: BAR0 + 1,
      exitBar: BAR0 + 3,
      quantityE8: "1000000000",
      entryPriceE8: "10000000000",
      exitPriceE8: "10200000000",
      grossE8: "2000000000",
      feesE8: "200000000",
      fundingE8: "0",
      netE8: "1800000000",
      equityE8: "1001800000000",
      reason: "take_profit",
      rationale: "up",
      approval,
    }),
    aBar(5),
    atBar(5, "decision", decision(5, "E1|B||||up again")),
    atBar(5, "intent", { ...intent(5, SECOND), rationale: "up again" }),
    atBar(5, "order", { clientOrderId: SECOND }),
    atBar(6, "fill", fill("3", SECOND, "entry", "Buy", 100)),
    aBar(6, 101),
  ];
}

export interface Traded {
  readonly workspace: SignedWorkspace;
  readonly approval: string;
  readonly paths: AccountPaths;
  /** Adds entries to the account's journal. */
  write(drafts: readonly JournalDraft[]): void;
}

export function aTradedWorkspace(more: readonly JournalDraft[] = []): Traded {
  const workspace = signedWorkspace(temporaryFolder());
  const plugin = aStrategy();
  const { digest } = workspace.sign({
    slot: SLOT,
    plugin,
    place: "active",
    change: { reason: "a first trial" },
  });
  const paths = realTimePaths(workspace, "main");
  const write = (drafts: readonly JournalDraft[]): void => writeJournal(paths, "main", drafts);
  write([...tradedStory(digest), ...more]);
  return { workspace, approval: digest, paths, write };
}

export function writeJournal(
  paths: AccountPaths,
  account: string,
  drafts: readonly JournalDraft[],
): void {
  mkdirSync(dirname(paths.journal), { recursive: true });
  const journal = openedJournal(journalOptions({ path: paths.journal, account }));
  for (const draft of drafts) journal.append(draft);
  journal.flush();
  journal.close();
}
