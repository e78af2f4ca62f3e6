/** One slot per attack beside slots that do their work: nobody but the attacker notices. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { JournalEntry } from "#host/contract/journal.ts";
import { assert } from "#host/kernel/result.ts";
import type { Clock } from "#host/ports.ts";
import { workspaceAt } from "#host/workspace/paths.ts";
import { findJournals } from "#host/workspace/journals.ts";
import { temporaryFolder } from "#test/kit/journal-file.ts";
import { live, type World } from "#test/kit/run-crash.ts";
import { marketFeed } from "#test/kit/run-market.ts";
import { entriesIn, entriesOf, wall } from "#test/kit/run-wall.ts";
import { aStrategy, signedWorkspace, type Signing } from "#test/kit/run-workspace.ts";
import { NOW_MS } from "#test/kit/signer.ts";
import { allGone, cellsAlive } from "../cell/children.ts";

vi.mock("tweetnacl", async () => (await import("#test/kit/remembering-nacl.ts")).rememberingNacl());

/**
 * The attacker of each slot, by its folder below test/conformance/hostile/, and what the journal may call it: of some a
 * busy machine decides which wall they meet first.
 */
const ENDLESS = ["plugin_overran", "plugin_killed"];
const ATTACKS: readonly (readonly [slot: string, name: string, codes: readonly string[]])[] = [
  ["paper.main.BTCUSDT", "loops-for-ever", ENDLESS],
  ["paper.main.DOGEUSDT", "grows-a-map", ENDLESS],
  ["paper.main.SOLUSDT", "throws-an-object-with-getters", ["plugin_threw"]],
  ["paper.main.XRPUSDT", "returns-a-promise", ["plugin_output_invalid"]],
  ["paper.other.BTCUSDT", "fills-a-huge-array", ENDLESS],
  ["paper.other.DOGEUSDT", "reaches-for-float16", ["plugin_threw"]],
  ["paper.other.XRPUSDT", "loops-at-load", ["plugin_not_loaded"]],
];
const GOOD = ["paper.main.ETHUSDT", "paper.other.ETHUSDT"];
const HOSTILE = join(import.meta.dirname, "../../conformance/hostile");
/** Enters after every move of 0.2 %. */
const MOVER = `export function entrySignal({ close }) {
  const [before, last] = [close[close.length - 2], close[close.length - 1]];
  if (Math.abs(last - before) < 0.002 * before) return null;
  return { side: last > before ? "Buy" : "Sell", rationale: "it moved" };
}
`;

function signing(slot: string, id: string, bundle: string): Signing {
  const pairs = [slot.split(".")[2] ?? ""];
  return { slot, plugin: aStrategy({ id, bundle, pairs, lookback: 5, timeframe: "1m" }) };
}

const good = GOOD.map((slot, i) => signing(slot, `good-${i}`, MOVER));
const hostile = ATTACKS.map(([slot, name], i) =>
  signing(slot, `bad-${i}`, readFileSync(join(HOSTILE, `${name}_refuse`, "plugin.js"), "utf8")),
);

/** Real time passes, but nobody waits for bars: what is late is late because of somebody. */
const hasty: Clock = {
  nowMs: () => NOW_MS + Math.floor(performance.now()),
  sleepUntil: () => Promise.resolve(),
};

function worldOf(signings: readonly Signing[]): World {
  const workspace = signedWorkspace(join(temporaryFolder(), "workspace"), signings);
  const feed = marketFeed({ seed: "isolation", bars: 40, base: "1m" });
  return { workspace, feed, clock: hasty };
}

const ofSlot = (entries: readonly JournalEntry[], slot: string): readonly JournalEntry[] =>
  entries.filter((entry) => entry.slot === slot);
const decisionsOf = (entries: readonly JournalEntry[], slot: string): readonly unknown[] =>
  ofSlot(entries, slot)
    .filter(({ kind }) => kind === "decision" || kind === "trade")
    .map(({ kind, at, body }) => [kind, at, body]);

/** What is wrong in the journal about each attacker: it must be quarantined once, for its reason, and have done nothing. */
function escapes(entries: readonly JournalEntry[]): readonly string[] {
  return ATTACKS.flatMap(([slot, name, codes]) => {
    const own = ofSlot(entries, slot);
    const [reason, ...more] = own.flatMap((entry) =>
      entry.kind === "quarantined" ? [entry.body.code] : [],
    );
    const faults = own.flatMap((entry) => (entry.kind === "fault" ? [entry.body.code] : []));
    const acts = own.filter(({ kind }) => kind === "intent" || kind === "fill");
    const contained =
      reason !== undefined &&
      codes.includes(reason) &&
      more.length === 0 &&
      acts.length === 0 &&
      faults.join() === (reason === "plugin_not_loaded" ? "" : reason);
    return contained ? [] : [`${name}: ${reason}, faults ${faults.join()}, ${acts.length} acts`];
  });
}

describe("attackers beside others", { timeout: 120_000 }, () => {
  it("in real time: quarantined, and nobody waited for them", async () => {
    const before = cellsAlive();
    const calm = worldOf(good);
    assert((await wall(calm)).ok, "the good slots run");
    const stormy = worldOf([...good, ...hostile]);
    const run = await wall(stormy);
    expect(run.ok).toBe(true);
    await allGone(cellsAlive().filter((pid) => !before.includes(pid)));

    for (const account of ["main", "other"]) {
      const alone = entriesOf(calm.workspace, account);
      const together = entriesOf(stormy.workspace, account);
      const slot = `paper.${account}.ETHUSDT`;
      expect(decisionsOf(alone, slot).length).toBeGreaterThan(20);
      expect(decisionsOf(together, slot)).toEqual(decisionsOf(alone, slot));
      expect(JSON.stringify(together)).not.toContain("decision_late");
    }
    const entries = [...entriesOf(stormy.workspace), ...entriesOf(stormy.workspace, "other")];
    expect(escapes(entries)).toEqual([]);
    expect(entries.some(({ kind }) => kind === "trade")).toBe(true);
    // The attacker comes first in the order of slots; what it did was known when the other had decided.
    const seqOf = (slot: string, kind: string): number =>
      ofSlot(entries, slot).find((entry) => entry.kind === kind)?.seq ?? -1;
    expect(seqOf("paper.main.BTCUSDT", "fault")).toBeGreaterThan(
      seqOf("paper.main.ETHUSDT", "decision"),
    );
  });

  it("at full speed: quarantined, and the others' decisions are the same", async () => {
    const before = cellsAlive();
    const calm = worldOf(good);
    await live(calm, calm.workspace.dir);
    const stormy = worldOf([...good, ...hostile]);
    await live(stormy, stormy.workspace.dir);
    await allGone(cellsAlive().filter((pid) => !before.includes(pid)));

    const [alone, together] = [calm, stormy].map((world) => ofRun(world));
    expect(escapes(together ?? [])).toEqual([]);
    for (const slot of GOOD) {
      expect(decisionsOf(alone ?? [], slot).length).toBeGreaterThan(20);
      expect(decisionsOf(together ?? [], slot)).toEqual(decisionsOf(alone ?? [], slot));
    }
  });
});

function ofRun({ workspace }: World): readonly JournalEntry[] {
  const journals = findJournals(workspaceAt(workspace.dir), { account: null, run: null });
  assert(journals.ok, "the run left journals");
  return journals.value.flatMap(({ paths }) => entriesIn(paths.journal));
}
