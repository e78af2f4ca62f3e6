/** Decision C7: the host dies between every pair of writes of either store, and nothing is lost, doubled or changed. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { prng } from "#host/kernel/prng.ts";
import {
  keepDisks,
  live,
  liveThrough,
  tell,
  writesOf,
  type LifeOptions,
  type Told,
  type World,
  type Write,
} from "#test/kit/run-crash.ts";
import { killWorld, quickFolder, type WorldOptions } from "#test/kit/run-kill-world.ts";

vi.mock("tweetnacl", async () => (await import("#test/kit/remembering-nacl.ts")).rememberingNacl());

interface Whole {
  readonly dir: string;
  readonly world: World;
  readonly writes: readonly Write[];
  readonly told: Told;
}

/** The run that nobody disturbs. */
async function undisturbed(options: WorldOptions): Promise<Whole> {
  const dir = quickFolder();
  const world = killWorld(dir, options);
  const writes = await writesOf(world, join(dir, "whole"));
  return { dir, world, writes, told: await tell(world, join(dir, "whole")) };
}

/** Dies once after each of the chosen writes, goes on, and says after which ones something was different. */
async function differences(
  { dir, world, writes, told }: Whole,
  chosen: (at: number) => boolean,
  options: Pick<LifeOptions, "onStart"> = {},
  isSame = (one: Told, other: Told): boolean => JSON.stringify(one) === JSON.stringify(other),
): Promise<readonly string[]> {
  const different: string[] = [];
  const disk = (at: number): string => join(dir, `after-${at}`);
  await keepDisks(world, join(dir, "kept"), chosen, disk);
  for (const [at, { store, what }] of writes.entries()) {
    if (!chosen(at)) continue;
    await live(world, disk(at), options);
    if (!isSame(await tell(world, disk(at)), told)) different.push(`${at}: ${store} ${what}`);
    rmSync(disk(at), { recursive: true });
  }
  rmSync(join(dir, "kept"), { recursive: true });
  return different;
}

const TWO_SLOTS: WorldOptions = {
  bars: 200,
  positionsMax: 1,
  slots: [
    ["main.BTCUSDT", "5m"],
    ["main.XRPUSDT", "15m"],
  ],
};
const TWO_ACCOUNTS: WorldOptions = {
  bars: 80,
  positionsMax: 2,
  slots: [
    // Small lots: what a position of the other slot has gained shows in the size of an entry.
    ["main.DOGEUSDT", "5m"],
    ["main.XRPUSDT", "15m"],
    ["other.ETHUSDT", "15m"],
  ],
};

describe("a host that dies at a write", { timeout: 240_000 }, () => {
  it("has everything to lose: every kind of entry, exit and refusal happens in the run", async () => {
    const { told, writes } = await undisturbed(TWO_SLOTS);
    const said = told.facts.join("\n");
    const reasons = ["take_profit", "stop_loss", "exit_signal", "time_stop"];
    for (const reason of reasons) expect(told.trades.join("\n")).toContain(`"reason":"${reason}"`);
    for (const word of [
      "loss_streak_reached",
      "positions_reached",
      "not_flat",
      '"state":"moved"',
    ]) {
      expect(said).toContain(word);
    }
    expect(told.events.filter((event) => event.includes('"funding"')).length).toBeGreaterThan(0);
    expect(reversals(told)).toBeGreaterThan(3);
    const kinds = new Set(writes.map(({ store, what }) => `${store} ${what}`));
    expect(kinds).toContain("journal flush");
    expect(kinds).toContain("venue order");
    expect(kinds).toContain("venue bars");
    expect(kinds).toContain("venue protection");
  });

  it("ends with the same trades, equity, venue events and decisions, whichever write it was", async () => {
    const whole = await undisturbed(TWO_SLOTS);
    expect(whole.writes.length).toBeGreaterThan(200);
    expect(await differences(whole, () => true)).toEqual([]);
  });

  it("does so with several accounts in the process", async () => {
    const whole = await undisturbed(TWO_ACCOUNTS);
    expect(whole.told.trades.length).toBeGreaterThan(10);
    expect(await differences(whole, () => true)).toEqual([]);
  });

  it("would not, without asking the venue first at start-up", async () => {
    const whole = await undisturbed({ ...TWO_SLOTS, bars: 60 });
    const forgetful: LifeOptions = { onStart: (account) => void (account.recovered = true) };
    const sameTrades = (one: Told, other: Told): boolean =>
      JSON.stringify(one.trades) === JSON.stringify(other.trades);
    const different = await differences(whole, () => true, forgetful, sameTrades);
    expect(different.length).toBeGreaterThan(5);
    // The intent was durable and the order had not left, or a stop had been moved in the journal only.
    expect(different.map((each) => each.split(": ")[1])).toContain("journal flush");
  });

  it.for(["one", "two", "three"])("dies again and again, seed %s", async (seed) => {
    const { dir, world, told } = await undisturbed({ ...TWO_SLOTS, bars: 80 });
    const random = prng(`deaths ${seed}`);
    const lives = Array.from({ length: 400 }, () => Math.floor(random.next() * 14));
    const ended = await liveThrough(world, dir, (life) => lives[life] ?? Number.POSITIVE_INFINITY);
    expect(ended.deaths).toBeGreaterThan(15);
    expect(await tell(world, ended.dir)).toEqual(told);
  });
});

/** Bars at which a slot was told to leave and to enter again. */
function reversals({ facts }: Told): number {
  const intents = facts.filter((fact) => fact.startsWith('["intent"'));
  const instants = intents.map((fact) => fact.split(",").slice(1, 3).join());
  return instants.length - new Set(instants).size;
}
