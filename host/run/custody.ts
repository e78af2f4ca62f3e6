/**
 * What governs a position, or an entry that was sent, when its strategy may not run any more (decision A6).
 *
 * Exits outrank everything: whatever became of the signed files, what the journal says of the exit plan goes on.
 */
import { timeframe as timeframeSchema, type Timeframe } from "../contract/candles.ts";
import type { Approval } from "../contract/approval.ts";
import type { ExitPlan } from "../contract/journal.ts";
import type { Plan } from "../contract/plan.ts";
import type { StrategyManifest } from "../contract/manifest.ts";
import { absE8, e8, formatE8, mulDivFloor } from "../kernel/e8.ts";
import type { ActivePlugin } from "../kernel/slot-state.ts";
import { timeframeMs } from "../kernel/timeframe.ts";
import { environmentOf } from "../trust/approval/authentic.ts";
import { ownJournals } from "../workspace/journals.ts";
import type { Workspace } from "../workspace/paths.ts";
import { stateOf, type Account } from "./account.ts";
import { isFlat } from "./adopt-or-keep.ts";
import { isCompromised } from "./compromised.ts";
import type { RunDeps } from "./deps.ts";
import { loadByDigest, termsByDigest, type Terms } from "./load-by-digest.ts";
import type { Governing } from "./open-slot.ts";

/** Accounts that have a journal of their own: what they hold open is cared for even if nothing in signed/ names them. */
export function ownAccounts(asked: {
  readonly workspace: Workspace;
  readonly account: string | null;
}): readonly string[] {
  return ownJournals(asked.workspace)
    .map(({ account }) => account)
    .filter((alias) => asked.account === null || alias === asked.account);
}

/** Slots with a position or an order that has no outcome yet, sorted. */
export function heldSlots(account: Account): readonly string[] {
  return [...account.state.slots.keys()].filter((slot) => !isFlat(account, slot)).toSorted();
}

/**
 * The strategy under which a position was entered, or an entry sent: its exit rules govern until flat, whatever expired
 * or was edited since. Its code is null when it is not there as it was.
 *
 * @returns null when the slot is flat.
 */
export function inCustody(account: Account, deps: RunDeps, slot: string): Governing | null {
  const { active, instrument } = stateOf(account, slot);
  if (isFlat(account, slot) || active === null || instrument === null) return null;
  const terms = termsByDigest(deps.trust, active);
  if (!terms.ok) return remembered(account, deps, { slot, active, instrument });
  const loaded = loadByDigest(deps.trust, active, instrument);
  // Nobody runs code that its own people call compromised, not even to be ignored.
  const bundle = loaded.ok && !isCompromised(account, slot) ? loaded.value.bundle : null;
  return { slot, approvalSha256: active.approval, ...terms.value, bundle };
}

interface Held {
  readonly slot: string;
  readonly active: ActivePlugin;
  readonly instrument: string;
}

/** The newest entry of a slot, as its intent was journalled. */
interface Entry {
  readonly at: number;
  readonly plan: Plan;
  readonly exitPlan: ExitPlan;
}

/** The approval is gone: what the journal says of the entry is enough for every exit rule but the strategy's own signal. */
function remembered(account: Account, { engine }: RunDeps, held: Held): Governing | null {
  const entry = lastEntry(account, held.slot);
  const timeframe = entry === null ? null : timeframeOf(entry);
  if (entry === null || timeframe === null) return null;
  const terms = { ...held, entry, timeframe };
  const approval = approvalOf(terms, engine);
  const manifest = manifestOf(terms);
  const { slot, active } = held;
  return { slot, approvalSha256: active.approval, approval, manifest, params: {}, bundle: null };
}

function lastEntry({ journal }: Account, slot: string): Entry | null {
  journal.flush();
  let last: Entry | null = null;
  for (const entry of journal.entries(0)) {
    if (entry.kind !== "intent" || entry.slot !== slot) continue;
    const { plan, exitPlan } = entry.body;
    if (exitPlan !== null) last = { at: entry.at, plan, exitPlan };
  }
  return last;
}

/** An entry is decided at the close of its bar, and bars are counted from 1970: the length of one follows. */
function timeframeOf({ at, plan }: Entry): Timeframe | null {
  const lengthMs = at / (plan.bar + 1);
  return timeframeSchema.options.find((name) => timeframeMs(name) === lengthMs) ?? null;
}

interface Remembered extends Held {
  readonly entry: Entry;
  readonly timeframe: Timeframe;
}

/** In the shape of an approval, and nothing that permits an entry: it was over when it began. */
function approvalOf(
  { slot, active, instrument, entry, timeframe }: Remembered,
  engine: Approval["engine"],
): Terms["approval"] {
  const { plan, exitPlan } = entry;
  const { bundleSha256, trigger, trailingPct, breakevenPct, timeStopBars } = exitPlan;
  const { id, version } = active;
  return {
    schema: "approval/1",
    slot,
    slotVersion: active.slotVersion,
    previous: null,
    environment: environmentOf(slot),
    instruments: [instrument],
    timeframe,
    members: [
      {
        role: "main",
        id,
        version,
        bundleSha256,
        sourceSha256: NO_DIGEST,
        manifestSha256: NO_DIGEST,
        params: {},
        conformanceSha256: null,
        assets: [],
      },
    ],
    combiner: { kind: "single" },
    risk: {
      leverageMax: plan.leverage,
      takeProfitPct: distanceOf(entry, exitPlan.takeProfitE8),
      stopLossPct: distanceOf(entry, exitPlan.stopLossE8),
      trigger,
      trailingPct,
      breakevenPct,
      timeStopBars,
      maxNotionalPct: null,
    },
    evidenceSha256: null,
    engine,
    notBefore: LONG_AGO,
    expires: LONG_AGO,
    reason: "the approval is gone; this is what the journal says of the entry",
  };
}

const NO_DIGEST = "0".repeat(64);
const LONG_AGO = "1970-01-01T00:00:00.000Z";

/** How far from the entry a level was set, in percent. */
function distanceOf({ plan }: Entry, levelE8: string) {
  const priceE8 = BigInt(plan.legs[0]?.priceE8 ?? levelE8);
  const pct = formatE8(mulDivFloor(absE8(BigInt(levelE8) - priceE8), e8("100"), priceE8));
  return { default: pct, min: pct, max: pct };
}

/** One bar is all that the exit rules look at. */
function manifestOf({ active, instrument, timeframe }: Remembered): StrategyManifest {
  return {
    id: active.id,
    version: active.version,
    api: 1,
    kind: "strategy",
    module: "js",
    description: "exit rules only",
    pairs: [instrument],
    timeframe,
    lookback: 1,
    needs: [],
    inputs: {},
    params: {},
    entry: { type: "market" },
    exit: { when: "always", min_hold_bars: 0 },
    declares: { price_level: false, calendar: false },
    risk: { leverage: 1, tp_pct: 1, sl_pct: 1, trigger: "last" },
    assets: [],
  };
}
