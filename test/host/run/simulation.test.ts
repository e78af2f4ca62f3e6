/** Whole runs against a venue that loses replies, goes silent, drops protection and is traded on by hand, from a seed. */
import { describe, expect, it, vi } from "vitest";
import type { JournalEntry } from "#host/contract/journal.ts";
import { applyToAccount, emptyAccount } from "#host/kernel/account-state.ts";
import { e8 } from "#host/kernel/e8.ts";
import type { Account } from "#host/run/account.ts";
import { findJournals } from "#host/workspace/journals.ts";
import { workspaceAt } from "#host/workspace/paths.ts";
import { live, type World } from "#test/kit/run-crash.ts";
import { killWorld, quickFolder } from "#test/kit/run-kill-world.ts";
import { entriesIn } from "#test/kit/run-wall.ts";
import { faultyVenue, seededTrouble } from "#test/kit/venue.ts";

vi.mock("tweetnacl", async () => (await import("#test/kit/remembering-nacl.ts")).rememberingNacl());

const SLOTS = [
  ["main.BTCUSDT", "5m"],
  ["main.XRPUSDT", "15m"],
] as const;

interface Simulated {
  readonly entries: readonly JournalEntry[];
  readonly account: Account;
}

async function simulated(seed: string, rate: number): Promise<Simulated> {
  const dir = quickFolder();
  const calm = killWorld(dir, { bars: 150, positionsMax: 2, slots: SLOTS });
  const world: World = {
    ...calm,
    venue: (inner) => faultyVenue(inner, seededTrouble(seed, rate)),
  };
  const accounts: Account[] = [];
  // Start-up asks a venue that answers: what a start does without an answer is to end and be started again.
  await live(world, dir, { onStart: (account) => void accounts.push(account) });
  const journals = findJournals(workspaceAt(dir), { account: null, run: null });
  const [account] = accounts;
  if (!journals.ok || account === undefined) throw new Error("the run has an account");
  return { account, entries: journals.value.flatMap(({ paths }) => entriesIn(paths.journal)) };
}

const SEEDS = ["a", "b", "c", "d", "e", "f", "g", "h"];

describe("a run with a venue in trouble", { timeout: 60_000 }, () => {
  it.for(SEEDS)("keeps every law, seed %s", async (seed) => {
    const { entries, account } = await simulated(seed, 0.03);
    // The journal is the state: read again it says what the process knew when it ended.
    const folded = entries.reduce(applyToAccount, emptyAccount(e8("10000")));
    expect(folded).toEqual(account.state);
    // One id, one order: never two intents, never two entries filled.
    const ids = entries.flatMap((entry) =>
      entry.kind === "intent" ? [entry.body.clientOrderId] : [],
    );
    expect(new Set(ids).size).toBe(ids.length);
    const fills = entries.flatMap((entry) =>
      entry.kind === "fill" && entry.body.clientOrderId !== null ? [entry.body.clientOrderId] : [],
    );
    expect(new Set(fills).size).toBe(fills.length);
    // What filled under an id of ours was intended before.
    expect(fills.filter((id) => !ids.includes(id))).toEqual([]);
    // A quarantined slot enters nothing until somebody has looked, and nobody did.
    expect(entriesAfterQuarantine(entries)).toEqual([]);
  });

  it("meets every trouble: the laws above are not about calm water", async () => {
    const all = await Promise.all(SEEDS.map((seed) => simulated(seed, 0.03)));
    const said = JSON.stringify(all.flatMap(({ entries }) => entries));
    for (const word of [
      '"status":"unknown"',
      '"code":"venue_unreachable"',
      '"why":"venue_unreachable"',
      '"state":"missing"',
      '"state":"replaced"',
      '"reason":"operator"',
      '"code":"decision_late"',
      '"reason":"take_profit"',
      '"reason":"stop_loss"',
    ]) {
      expect(said).toContain(word);
    }
  });
});

function entriesAfterQuarantine(entries: readonly JournalEntry[]): readonly JournalEntry[] {
  const quarantined = new Set<string | null>();
  return entries.filter((entry) => {
    if (entry.kind === "quarantined") quarantined.add(entry.slot);
    return entry.kind === "intent" && entry.body.exitPlan !== null && quarantined.has(entry.slot);
  });
}
