/** From pointers to running accounts: verify, open, recover. What cannot be verified does not run, and says why. */
import { rmSync } from "node:fs";
import { canonicalJson } from "../kernel/canonical-json.ts";
import { sha256Hex } from "../kernel/digest.ts";
import { emptyAccount } from "../kernel/account-state.ts";
import { ok, refuse, type Refusal, type Refused, type Result } from "../kernel/result.ts";
import type { JournalDraft } from "../contract/journal.ts";
import type { Subscription } from "../ports.ts";
import type { VerifiedPlugin } from "../trust/verified-plugin.ts";
import type { AccountPaths } from "../workspace/paths.ts";
import { isFlat } from "./adopt-or-keep.ts";
import { trustNow, type Standing } from "./standing.ts";
import { openAccount, record, stateOf, type Account } from "./account.ts";
import type { Lease, Pace, RunDeps } from "./deps.ts";
import type { RunningAccount } from "./loop.ts";
import { openSlot, type Governing } from "./open-slot.ts";
import { windowSpecOf } from "../cell/window-spec.ts";
import { checkOwners, listSlots, subscriptionsOf, type SlotName } from "./slots.ts";
import type { RunningSlot } from "./tick.ts";
import { adopt, rehearsalOf, type Candidate } from "./trust.ts";

/** A slot that was not opened, and why. */
export interface LeftOut {
  readonly slot: string;
  readonly refusal: Refusal;
}

/** A slot is left out once, for the newest reason. */
export function leaveOut(leftOut: LeftOut[], left: LeftOut): void {
  const at = leftOut.findIndex(({ slot }) => slot === left.slot);
  if (at === -1) leftOut.push(left);
  else leftOut[at] = left;
}

export function ofAccount<T extends { readonly slot: string }>(
  alias: string,
  all: readonly T[],
): T[] {
  return all.filter(({ slot }) => slot.split(".")[1] === alias);
}

/** What a run will be of, before anything is opened or written. */
export interface Rehearsal {
  readonly candidates: readonly Candidate[];
  readonly leftOut: readonly LeftOut[];
}

export type Wanted = (plugin: VerifiedPlugin) => boolean;

/** Slots of this host, of one account when it is named. */
export function slotsOf(deps: RunDeps, account: string | null): Result<readonly SlotName[]> {
  const names = listSlots(deps.trust.files);
  if (!names.ok) return names;
  return ok(names.value.filter((name) => account === null || name.account === account));
}

/** Verifies what every slot would run in a journal of its own. Refusal: instrument_owned_twice. */
export function rehearse(
  deps: RunDeps,
  names: readonly SlotName[],
  wanted: Wanted,
  standing: Standing,
): Result<Rehearsal> {
  const candidates: Candidate[] = [];
  const leftOut: LeftOut[] = [];
  for (const { slot } of names) {
    const found = rehearsalOf(deps.trust, emptyAccount(0n), slot, standing);
    if (!found.ok) leftOut.push({ slot, refusal: found.refusal });
    else if (found.value !== null && wanted(found.value.plugin)) candidates.push(found.value);
  }
  const owners = checkOwners(candidates.map(({ plugin }) => plugin));
  return owners.ok ? ok({ candidates, leftOut }) : owners;
}

export function nothingToRun(leftOut: readonly LeftOut[]): Result<never> {
  const [first] = leftOut;
  if (first !== undefined) {
    const { code, message, ...extra } = first.refusal;
    return refuse(code, `${first.slot}: ${message}`, extra);
  }
  return refuse("nothing_to_run", "no slot has a strategy for this feed", {
    hint: "sign approve writes signed/next/<slot>.json; host status shows what is there",
  });
}

export interface OpenedAccount {
  readonly account: Account;
  readonly paths: AccountPaths;
  readonly lease: Lease;
}

export type Watch = (account: string, entry: JournalDraft) => void;

/** Lease, journal, venue, state. `fresh` empties what is there first, under the lease. */
export function openAccountAt(
  deps: RunDeps,
  alias: string,
  paths: AccountPaths,
  how: { readonly fresh: boolean; readonly watch: Watch },
): Result<OpenedAccount> {
  const lease = deps.takeLease(paths, alias);
  if (!lease.ok) return lease;
  // What cannot be opened leaves nothing open behind it: the account is free for whoever mends it.
  const opened = [() => lease.value.release()];
  try {
    if (how.fresh) for (const path of [paths.journal, paths.paperStore]) removeDatabase(path);
    const journal = deps.openJournal(paths, alias);
    if (!journal.ok) return journal;
    opened.push(() => journal.value.close());
    const bankrollE8 = deps.bankrollE8(alias);
    const venue = deps.openVenue(paths, alias, bankrollE8);
    opened.push(() => venue.close());
    const parts = { alias, journal: journal.value, venue, bankrollE8, limits: deps.limits };
    const account = openAccount({ ...parts, watch: how.watch });
    opened.length = 0;
    return ok({ account, paths, lease: lease.value });
  } finally {
    for (const close of opened.toReversed()) close();
  }
}

export function closeAccount({ account, lease }: OpenedAccount): void {
  account.journal.close();
  account.venue.close();
  lease.release();
}

function removeDatabase(path: string): void {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
}

export function recordStart(account: Account, deps: RunDeps, feed: string, pace: Pace): void {
  const { engine, configSha256 } = deps;
  const signed = account.state.signed.policyInForce;
  const trusted = pace === "wall" ? trustNow(account, deps) : null;
  const logged = trusted !== null && trusted.ok ? { trustMs: trusted.value } : {};
  record(account, {
    kind: "host_started",
    at: account.state.atMs ?? 0,
    slot: null,
    instrument: null,
    body: {
      engine,
      feed: feed.slice(0, 400),
      configSha256,
      riskSha256: signed?.sha256 ?? deps.riskSha256,
      riskSigned: signed !== null,
      pace,
      ...logged,
    },
  });
}

/** In a journal of its own: adopts what was rehearsed unless the journal did so already. Moves no pointer. */
export function adoptRehearsed(account: Account, candidate: Candidate): void {
  const active = stateOf(account, candidate.plugin.slot).active;
  if (active === null) adopt(account, candidate, { atMs: account.state.atMs ?? 0, renews: false });
}

/** The venue's history must hold what the journal took from it: a store that is older or empty is another account. */
async function checkVenueHistory(account: Account): Promise<Refused | null> {
  const { venueSeq } = account.state;
  if (venueSeq === 0 || (await account.venue.events(venueSeq - 1)).length > 0) return null;
  return refuse(
    "venue_history_lost",
    `the journal has event ${venueSeq} of the venue, which the venue does not know`,
    {
      hint: "put the paper store back beside its journal: one is older than the other",
    },
  );
}

/** Before the first bar nobody knows the time of the feed: then the newest rules are the rules. */
const NEWEST_RULES = Number.MAX_SAFE_INTEGER;

/** An account with its cells, and what became of each strategy. */
export interface StartedAccount {
  readonly running: RunningAccount;
  readonly strategies: readonly {
    readonly plugin: Governing;
    /** Why it has no cell; null when it has one. */
    readonly refusal: Refusal | null;
  }[];
}

/** Opens a cell per strategy. Refusal: instrument_unknown. */
export async function startAccount(
  { account }: OpenedAccount,
  plugins: readonly Governing[],
  deps: RunDeps,
  pace: Pace,
): Promise<Result<StartedAccount>> {
  const lost = await checkVenueHistory(account);
  if (lost !== null) return lost;
  const atMs = account.state.bars.size === 0 ? NEWEST_RULES : (account.state.atMs ?? NEWEST_RULES);
  const slots: RunningSlot[] = [];
  const strategies = [];
  for (const plugin of plugins) {
    const one = await openSlot(plugin, deps, pace, atMs);
    if (!one.ok) {
      for (const { evaluator } of slots) await evaluator.close();
      return one;
    }
    slots.push(one.value.slot);
    strategies.push({ plugin, refusal: one.value.refusal });
  }
  return ok({ running: { account, slots, waiting: new Set<string>() }, strategies });
}

/**
 * Journals what runs. A strategy without a cell is in quarantine and the others run.
 *
 * @returns Refusal: the first, when no strategy has a cell and no position needs watching; then nothing is journalled.
 */
export function recordOpenings(started: readonly StartedAccount[]): Result<null> {
  const all = started.flatMap(({ running: { account }, strategies }) =>
    strategies.map((strategy) => ({ account, ...strategy })),
  );
  const refusals = all.flatMap(({ refusal }) => refusal ?? []);
  const [first] = refusals;
  const flat = all.every(({ account, plugin }) => isFlat(account, plugin.slot));
  if (first !== undefined && refusals.length === all.length && flat) {
    return { ok: false, refusal: first };
  }
  for (const { account, plugin, refusal } of all) recordOpened(account, plugin, refusal);
  return ok(null);
}

/** Which bytes run with which parameters: where `why` ends. One that did not start is in quarantine. */
export function recordOpened(account: Account, plugin: Governing, refusal: Refusal | null): void {
  const { slot, approval, approvalSha256, manifest, params, bundle } = plugin;
  if (refusal !== null) {
    if (stateOf(account, slot).quarantined !== null) return;
    const { code, message } = refusal;
    const place = { at: account.state.atMs ?? 0, slot, instrument: null };
    record(account, { kind: "quarantined", ...place, body: { code, message } });
    return;
  }
  if (bundle === null) return;
  record(account, {
    kind: "slot_opened",
    at: account.state.atMs ?? 0,
    slot,
    instrument: approval.instruments[0] ?? null,
    body: {
      approval: approvalSha256,
      id: manifest.id,
      version: manifest.version,
      bundleSha256: sha256Hex(bundle),
      paramsSha256: sha256Hex(canonicalJson(params)),
      lookback: manifest.lookback,
    },
  });
}

/** Every series that some strategy reads, once, in slot order. */
export function allSubscriptions(plugins: readonly Governing[]): readonly Subscription[] {
  const seen = new Map<string, Subscription>();
  for (const plugin of plugins) {
    for (const each of subscriptionsOf(plugin))
      seen.set(`${each.instrument} ${each.timeframe}`, each);
  }
  return [...seen.values()];
}

/** How far back the windows of these strategies reach, milliseconds. */
export function historyMsOf(plugins: readonly Governing[]): number {
  return Math.max(
    0,
    ...plugins.map(({ approval, manifest }) => windowSpecOf(approval, manifest).historyMs),
  );
}
