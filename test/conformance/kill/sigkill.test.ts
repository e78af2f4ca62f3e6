/** The real command in a real process, killed by the kernel at seeded instants: what a lack of memory or a person does. */
import { cpSync, writeFileSync } from "node:fs";
import { watch } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as passed } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { openJournalReader } from "#host/journal/read.ts";
import { prng } from "#host/kernel/prng.ts";
import { assert } from "#host/kernel/result.ts";
import { findJournals, type FoundJournal } from "#host/workspace/journals.ts";
import { workspaceAt, type Workspace } from "#host/workspace/paths.ts";
import { candleText } from "#test/kit/candle-file.ts";
import { startHost, type HostProcess } from "#test/kit/host-process.ts";
import { tell } from "#test/kit/run-crash.ts";
import { quickFolder } from "#test/kit/run-kill-world.ts";
import { marketSteps } from "#test/kit/run-market.ts";
import { aStrategy, signedWorkspace } from "#test/kit/run-workspace.ts";
import { allGone, cellsAlive } from "../../host/cell/children.ts";

const KILLS = 25;
/** Enters after every move of 0.2 %, leaves when the last two bars went against it. */
const MOVER = `
export function entrySignal(candles) {
  const closes = candles.close;
  const [before, last] = [closes[closes.length - 2], closes[closes.length - 1]];
  if (Math.abs(last - before) < 0.002 * before) return null;
  return { side: last > before ? "Buy" : "Sell", rationale: "it moved" };
}
export function exitSignal(candles, params, context, side) {
  const closes = candles.close;
  const [before, last] = [closes[closes.length - 3], closes[closes.length - 1]];
  return side === "Buy" ? last < before : last > before;
}
`;
const RISK = "leverage = 3\ntp_pct = 0.9\nsl_pct = 0.6\ntrailing_pct = 0.7\ntime_stop_bars = 9\n";

interface Place {
  readonly workspace: Workspace;
  /** A copy of it, for the runs that die. */
  readonly stormy: string;
  readonly run: (where: string) => HostProcess;
}

function aPlace(): Place {
  const dir = quickFolder();
  const plugin = aStrategy({ id: "mover", bundle: MOVER, lookback: 10, risk: RISK });
  const signings = [{ slot: "paper.main.BTCUSDT", plugin }];
  const workspace = signedWorkspace(join(dir, "calm"), signings);
  const series = [{ instrument: "BTCUSDT", timeframe: "5m" as const }];
  const data = join(dir, "candles.csv");
  writeFileSync(data, candleText(marketSteps(series, { seed: "sigkill", bars: 3_000 })));
  const stormy = join(dir, "stormy");
  cpSync(workspace.dir, stormy, { recursive: true });
  const feed = ["--feed", "file", "--data", data, "--pair", "BTCUSDT", "--timeframe", "5m"];
  return { workspace, stormy, run: (where) => startHost(where, ["run", ...feed, "--continue"]) };
}

describe("a host process that the kernel kills", { timeout: 240_000 }, () => {
  it(`survives ${KILLS} SIGKILLs and trades as if nothing had happened`, async () => {
    const { workspace, stormy, run } = aPlace();
    const calmly = run(workspace.dir);
    await calmly.saying("%");
    const others = new Set(cellsAlive());
    const random = prng("instants of death");
    for (let kill = 0; kill < KILLS; kill += 1) {
      const host = run(stormy);
      // Every fifth dies while it starts: before, while or after it opens what the last one left.
      if (kill % 5 === 4) await passed(400 * random.next());
      else await journalled(host, stormy, 1 + Math.floor(40 * random.next()));
      const cells = cellsAlive().filter((pid) => !others.has(pid));
      host.send("SIGKILL");
      expect((await host.ended).signal, `kill ${kill}`).toBe("SIGKILL");
      await allGone(cells);
    }
    expect(livesIn(stormy)).toBeGreaterThan(KILLS / 2);
    expect((await run(stormy).ended).code).toBe(0);

    expect((await calmly.ended).code).toBe(0);
    const calm = await tell({ workspace }, workspace.dir);
    expect(calm.trades.length).toBeGreaterThan(200);
    expect(await tell({ workspace }, stormy)).toEqual(calm);
  });
});

/** Resolves when the disk has told of so many changes to the journal: a busy machine needs longer for them. */
async function journalled(host: HostProcess, dir: string, changes: number): Promise<void> {
  await host.saying("%");
  const [journal] = journalsIn(dir);
  const signal = AbortSignal.timeout(20_000);
  let seen = 0;
  for await (const { filename } of watch(dirname(journal?.paths.journal ?? ""), { signal })) {
    if (filename === "journal.sqlite-wal") seen += 1;
    if (seen >= changes) return;
  }
}

/** How many lives began further on than the one before: a kill before the first bar of a run proves less. */
function livesIn(dir: string): number {
  const [journal] = journalsIn(dir);
  const reader = openJournalReader(journal?.paths.journal ?? "");
  assert(reader.ok, "the journal opens");
  const begun = [...reader.value.ofKind("host_started")].map(({ at }) => at);
  reader.value.close();
  return new Set(begun).size;
}

function journalsIn(dir: string): readonly FoundJournal[] {
  const journals = findJournals(workspaceAt(dir), { account: null, run: null });
  assert(journals.ok, "the run has a journal");
  return journals.value;
}
