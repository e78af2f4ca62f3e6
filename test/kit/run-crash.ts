/** A host that dies at a chosen write of either of its stores, and another one that goes on from what is on disk. */
import { cpSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { JournalEntry } from "#host/contract/journal.ts";
import { openJournalReader } from "#host/journal/read.ts";
import { applyToBook, emptyBook } from "#host/kernel/book.ts";
import { e8 } from "#host/kernel/e8.ts";
import { assert } from "#host/kernel/result.ts";
import type { VenueEvent } from "#host/ports.ts";
import type { Account } from "#host/run/account.ts";
import { fullRun, type StartedRun } from "#host/run/full-run.ts";
import { findJournals } from "#host/workspace/journals.ts";
import { workspaceAt, type Workspace } from "#host/workspace/paths.ts";
import { runDeps, type DepsChange, type OnWrite, type Store } from "./run-deps.ts";

/** Everything that a run is made of, except for where it writes. */
export interface World extends DepsChange {
  readonly workspace: Workspace;
}

/** One durable write: after it the disk is as it is until the next one. */
export interface Write {
  readonly store: Store;
  readonly what: string;
}

export interface LifeOptions {
  readonly onWrite?: OnWrite;
  readonly onStart?: (account: Account) => void;
}

/** Of every account that the configuration of a new workspace knows. */
const BANKROLL_E8 = e8("10000");

class Crash extends Error {}

/** Runs from what `dir` holds to the end of the feed, as `host run --continue` does. */
export async function live(world: World, dir: string, options: LifeOptions = {}): Promise<void> {
  const onWrite = options.onWrite;
  const deps = runDeps(world.workspace, { ...world, ...(onWrite && { onWrite }) });
  const request = {
    workspace: workspaceAt(dir),
    account: null,
    wanted: () => true,
    continues: true,
    intoAccounts: false,
    signal: new AbortController().signal,
    watch: () => undefined,
    onStep: () => undefined,
    onStart: (run: StartedRun) => {
      for (const { account } of run.opened) options.onStart?.(account);
      return Promise.resolve();
    },
  };
  const run = await fullRun(request, deps);
  assert(run.ok, `the run begins: ${run.ok ? "" : run.refusal.message}`);
}

/** Every write of a run, in order. */
export async function writesOf(world: World, dir: string): Promise<readonly Write[]> {
  const writes: Write[] = [];
  const onWrite: OnWrite = (moment, store, what) => {
    if (moment === "after") writes.push({ store, what });
  };
  await live(world, dir, { onWrite });
  return writes;
}

/**
 * Runs on, and keeps what the disk holds after each chosen write: what a process leaves behind that is killed there.
 *
 * @param chosen - Writes counted from 0.
 * @param keepAt - Where to put the disk of one.
 */
export async function keepDisks(
  world: World,
  dir: string,
  chosen: (at: number) => boolean,
  keepAt: (at: number) => string,
): Promise<void> {
  let at = 0;
  await live(world, dir, {
    onWrite: (moment) => {
      if (moment === "before") return;
      if (chosen(at)) copyDisk(dir, keepAt(at));
      at += 1;
    },
  });
}

/**
 * One life after the other, each killed after so many announcements (one before and one after each write); the last
 * one reaches the end.
 *
 * @returns How many died, and where the last one lives.
 */
export async function liveThrough(
  world: World,
  root: string,
  dieAt: (life: number) => number,
  options: Pick<LifeOptions, "onStart"> = {},
): Promise<{ readonly deaths: number; readonly dir: string }> {
  for (let life = 0; ; life += 1) {
    const dir = join(root, `life-${life}`);
    mkdirSync(dir, { recursive: true });
    if (!(await diesOnce(world, dir, join(root, `life-${life + 1}`), dieAt(life), options))) {
      return { deaths: life, dir };
    }
  }
}

async function diesOnce(
  world: World,
  dir: string,
  next: string,
  dieAt: number,
  options: Pick<LifeOptions, "onStart">,
): Promise<boolean> {
  let [at, dead] = [0, false];
  const onWrite: OnWrite = () => {
    // What a dead host does while it falls is seen by nobody: the next life has its own disk.
    if (dead) return;
    dead = at === dieAt;
    at += 1;
    if (!dead) return;
    copyDisk(dir, next);
    throw new Crash("the process was killed");
  };
  try {
    await live(world, dir, { ...options, onWrite });
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
  return dead;
}

/** The bytes that are durable now. A lease dies with its process. */
export function copyDisk(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  const disk = join(from, "var");
  if (!existsSync(disk)) return;
  cpSync(disk, join(to, "var"), {
    recursive: true,
    filter: (path) => !path.includes("lease") && !path.endsWith("-shm"),
  });
}

/** What a finished run has to say for itself: equal words, equal run. */
export interface Told {
  readonly trades: readonly string[];
  /** Of every account, after its last trade. */
  readonly equityE8: readonly string[];
  readonly events: readonly string[];
  /** Bars, decisions, orders, fills, funding, moved stops, breakers: all that a restart must not change. */
  readonly facts: readonly string[];
}

/** Entries that only say that a process began. */
const OF_A_LIFE: ReadonlySet<string> = new Set([
  "host_started",
  "host_stopped",
  "recovered",
  "slot_opened",
]);

/** A venue that is ahead of the journal is not asked about the past: then nobody reads the protection back. */
function isOfALife({ kind, body }: JournalEntry): boolean {
  return OF_A_LIFE.has(kind) || (kind === "protection" && body.state === "confirmed");
}

export async function tell({ workspace }: World, dir: string): Promise<Told> {
  const journals = findJournals(workspaceAt(dir), { account: null, run: null });
  assert(journals.ok, "the run left a journal");
  const entries: JournalEntry[] = [];
  const events: string[] = [];
  const equityE8: string[] = [];
  for (const { account, paths } of journals.value) {
    const reader = openJournalReader(paths.journal);
    assert(reader.ok, "the journal opens");
    const own = [...reader.value.entries()];
    reader.value.close();
    entries.push(...own);
    const book = own.reduce(applyToBook, emptyBook(BANKROLL_E8));
    equityE8.push(book.equityE8.toString());
    const venue = runDeps(workspace).openVenue(paths, account, BANKROLL_E8);
    events.push(...(await venue.events(0)).map(textOf));
    venue.close();
  }
  const facts = entries.filter((entry) => !isOfALife(entry));
  return {
    equityE8,
    events,
    trades: facts.filter(({ kind }) => kind === "trade").map(factOf),
    facts: facts.map(factOf),
  };
}

function factOf({ kind, slot, at, body }: JournalEntry): string {
  return JSON.stringify([kind, slot, at, body]);
}

function textOf(event: VenueEvent): string {
  return JSON.stringify(event, (_, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
}
