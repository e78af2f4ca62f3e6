/** When a new strategy takes over a slot in real time (decisions A2 and A6), and when it does not. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { JournalEntry, JournalKind } from "#host/contract/journal.ts";
import { assert, refuse } from "#host/kernel/result.ts";
import { replayJournal } from "#host/run/replay.ts";
import { readManifest } from "#host/workspace/manifest.ts";
import { signedFilesIn } from "#host/workspace/signed-files.ts";
import { temporaryFolder } from "#test/kit/journal-file.ts";
import { enters, tableCells, type Answers } from "#test/kit/run-cell.ts";
import type { World } from "#test/kit/run-crash.ts";
import { marketFeed, MARKET_START_MS } from "#test/kit/run-market.ts";
import { entriesOf, wall } from "#test/kit/run-wall.ts";
import { aStrategy, signedWorkspace, type SignedWorkspace } from "#test/kit/run-workspace.ts";
import type { Published } from "#test/kit/signed-tree.ts";

vi.mock("tweetnacl", async () => (await import("#test/kit/remembering-nacl.ts")).rememberingNacl());

const SLOT = "paper.main.BTCUSDT";
/** Wide levels: what closes a position here is what the test says. */
const RISK = "leverage = 1\ntp_pct = 40\nsl_pct = 30\n";
const versions = [1, 2, 3, 4].map((version) =>
  aStrategy({ id: "slow", version, bundle: `// ${version}\n`, lookback: 3, risk: RISK }),
);

interface Place {
  readonly world: World;
  readonly workspace: SignedWorkspace;
  readonly first: Published;
  /** Signs the next version of the slot after `previous`. */
  readonly sign: (version: number, previous: Published) => Published;
}

/** @param answers - Bars are counted from the first one that is decided. */
function aPlace(answers: Answers): Place {
  const workspace = signedWorkspace(join(temporaryFolder(), "workspace"));
  const sign = (version: number, previous: Published | null): Published => {
    const plugin = versions[version - 1];
    assert(plugin !== undefined, "there is such a version");
    const change = { slotVersion: version, previous: previous?.digest ?? null };
    return workspace.sign({ slot: SLOT, plugin, change });
  };
  const first = sign(1, null);
  const openCell = tableCells((asked) => answers({ ...asked, bar: asked.bar - FIRST }));
  const feed = marketFeed({ seed: "adoption", bars: 40 });
  return { world: { workspace, feed, openCell }, workspace, first, sign };
}

/** The first bar that is decided: windows of 2 · 3 bars and one more are filled before. */
const FIRST = MARKET_START_MS / 300_000 + 8;

type EntryOf<K extends JournalKind> = Extract<JournalEntry, { kind: K }>;
function ofKind<K extends JournalKind>(workspace: SignedWorkspace, kind: K): readonly EntryOf<K>[] {
  return entriesOf(workspace).filter((entry): entry is EntryOf<K> => entry.kind === kind);
}

const barAt = (atMs: number): number => Math.floor((atMs - 1) / 300_000) - FIRST;

describe("adoption in real time", () => {
  it("waits until the slot is flat; who leaves does not turn round, who comes may enter at once", async () => {
    // Version 1 enters at bar 2, and at bar 6 would leave and turn round; version 2 is signed at bar 4.
    const { world, workspace, first, sign } = aPlace(({ fn, bar, plugin }) => {
      if (fn === "exit") return bar === 6 ? "X1" : "X0";
      if (plugin.version === 2) return enters("Buy", "the new one");
      return bar === 2 || bar >= 6 ? enters("Sell", "the old one") : "N";
    });
    const run = await wall(world, {
      steps: 10,
      before: (step) => {
        if (step === 4) sign(2, first);
      },
    });
    expect(run.ok).toBe(true);
    const adopted = ofKind(workspace, "adopted").map(({ at, body }) => [body.version, barAt(at)]);
    expect(adopted).toEqual([
      [1, expect.any(Number)],
      [2, 7],
    ]);
    const intents = ofKind(workspace, "intent").map(({ body }) => [
      body.plan.bar - FIRST,
      body.plan.legs[0]?.role,
      body.rationale,
    ]);
    expect(intents).toEqual([
      [2, "entry", "the old one"],
      [6, "exit", null],
      [7, "entry", "the new one"],
    ]);
    const refused = ofKind(workspace, "decision").filter(
      ({ body }) => body.refusal?.code === "adoption_pending",
    );
    expect(refused.map(({ body }) => body.bar - FIRST)).toEqual([6]);
    expect(await replayed(world)).toMatchObject({ ok: true });
  });

  it("leaps over versions that nobody adopted, and says so", async () => {
    const { world, workspace, first, sign } = aPlace(({ plugin, bar }) =>
      plugin.version === 3 && bar === 6 ? enters("Buy") : "N",
    );
    const signed: Published[] = [first];
    const run = await wall(world, {
      steps: 8,
      before: (step) => {
        if (step === 3) signed.push(sign(2, first));
        // Signed between the same two bars: the second is never looked at.
        if (step === 3) signed.push(sign(3, signed[1] ?? first));
      },
    });
    expect(run.ok).toBe(true);
    const story = entriesOf(workspace).flatMap((entry) =>
      entry.kind === "adopted" || entry.kind === "superseded"
        ? [[entry.kind, entry.body.approval]]
        : [],
    );
    expect(story).toEqual([
      ["adopted", signed[0]?.digest],
      ["superseded", signed[1]?.digest],
      ["adopted", signed[2]?.digest],
    ]);
    expect(ofKind(workspace, "intent").length).toBe(1);
    expect(await replayed(world)).toMatchObject({ ok: true });
  });

  it("refuses once what does not verify, and the slot goes on as it was", async () => {
    const { world, workspace, first, sign } = aPlace(({ bar, plugin }) =>
      bar === 6 ? enters(plugin.version === 1 ? "Buy" : "Sell") : "N",
    );
    const run = await wall(world, {
      steps: 8,
      before: (step) => {
        if (step !== 3) return;
        sign(2, first);
        workspace.write("signed/slow/2/bundle.js", "// other bytes\n");
      },
    });
    expect(run.ok).toBe(true);
    expect(ofKind(workspace, "adoption_refused").map(({ body }) => body.code)).toEqual([
      "bundle_digest_differs",
    ]);
    expect(ofKind(workspace, "adopted").length).toBe(1);
    expect(ofKind(workspace, "fill").map(({ body }) => body.side)).toEqual(["Buy"]);
    expect(ofKind(workspace, "trust_lost")).toEqual([]);
  });

  it("puts the sign on the door after a crash between journal and pointer", async () => {
    const { world, workspace, first, sign } = aPlace(() => "N");
    expect((await wall(world, { steps: 2 })).ok).toBe(true);
    const second = sign(2, first);
    expect((await wall(world, { steps: 2 })).ok).toBe(true);
    const active = join(workspace.signed, `active/${SLOT}.json`);
    const text = readFileSync(active, "utf8");
    expect(text).toContain(second.digest);
    rmSync(active);
    expect((await wall(world, { steps: 2 })).ok).toBe(true);
    expect(readFileSync(active, "utf8")).toBe(text);
    expect(ofKind(workspace, "adopted").length).toBe(2);
  });

  it("quarantines a strategy whose cell does not start, and tries it once", async () => {
    const { world, workspace, first, sign } = aPlace(({ bar }) => (bar > 4 ? enters("Buy") : "N"));
    let opened = 0;
    const openCell: NonNullable<World["openCell"]> = (loaded, tickSize, pace) => {
      opened += 1;
      if (loaded.manifest.version === 2)
        return Promise.resolve(refuse("plugin_not_loaded", "it loops at load"));
      assert(world.openCell !== undefined, "the world has cells");
      return world.openCell(loaded, tickSize, pace);
    };
    const run = await wall(
      { ...world, openCell },
      {
        steps: 8,
        before: (step) => {
          if (step === 3) sign(2, first);
        },
      },
    );
    expect(run.ok).toBe(true);
    expect(opened).toBe(2);
    const quarantined = ofKind(workspace, "quarantined").map(({ body }) => body.code);
    expect(quarantined).toEqual(["plugin_not_loaded"]);
    expect(ofKind(workspace, "intent")).toEqual([]);
    expect(ofKind(workspace, "decision").every(({ body }) => body.bar - FIRST < 3)).toBe(true);
  });
});

/** Every decision of the journal again, by the strategy that was adopted when it was made. */
async function replayed({ workspace, openCell }: World) {
  assert(openCell !== undefined, "the world has cells");
  const files = signedFilesIn(workspace.signed);
  return await replayJournal(entriesOf(workspace), null, {
    trust: { files, readManifest },
    openCell: (loaded) => openCell(loaded, 0.1, "full"),
    onProgress: () => undefined,
  });
}
