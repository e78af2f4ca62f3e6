/** One slot in real time, its strategy a table: bars are counted from the first one that is decided. */
import { join } from "node:path";
import type { JournalEntry, JournalKind } from "#host/contract/journal.ts";
import { assert } from "#host/kernel/result.ts";
import type { Clock } from "#host/ports.ts";
import { replayJournal } from "#host/run/replay.ts";
import { readManifest } from "#host/workspace/manifest.ts";
import { signedFilesIn } from "#host/workspace/signed-files.ts";
import { temporaryFolder } from "./journal-file.ts";
import { tableCells, type Answers } from "./run-cell.ts";
import type { World } from "./run-crash.ts";
import { marketFeed, MARKET_START_MS } from "./run-market.ts";
import { entriesOf } from "./run-wall.ts";
import { aStrategy, signedWorkspace, type SignedWorkspace } from "./run-workspace.ts";
import type { Published } from "./signed-tree.ts";
import { NOW_MS } from "./signer.ts";

export const SLOT = "paper.main.BTCUSDT";
const LOOKBACK = 3;
const BAR_MS = 300_000;
/** Windows of 2 · 3 bars and one more are filled before. */
const FIRST = MARKET_START_MS / BAR_MS + 2 * LOOKBACK + 2;

/** Wide levels: what closes a position is what the test says. */
const WIDE = "leverage = 1\ntp_pct = 40\nsl_pct = 30\n";

export interface Place {
  readonly world: World;
  readonly workspace: SignedWorkspace;
  /** Slot version 1, signed and waiting. */
  readonly first: Published;
  /** Trust time: set it to let it pass. */
  readonly time: { nowMs: number };
  /** Signs slot version `version` after `previous`. */
  sign(version: number, previous: Published | null, change?: SignChange): Published;
}

type SignChange = Parameters<SignedWorkspace["sign"]>[0]["change"];

export interface PlaceOptions {
  /** TOML lines of [risk]. */
  readonly risk?: string;
  readonly riskToml?: string;
  readonly bars?: number;
  readonly volatility?: number;
  /** Of slot version 1. */
  readonly change?: SignChange;
}

export function aPlace(answers: Answers, options: PlaceOptions = {}): Place {
  const { risk = WIDE, bars = 60, volatility = 0.001, riskToml, change = {} } = options;
  const dir = join(temporaryFolder(), "workspace");
  const workspace = signedWorkspace(dir, [], riskToml === undefined ? {} : { riskToml });
  const sign: Place["sign"] = (version, previous, more = {}) => {
    const bundle = `// ${version}\n`;
    const plugin = aStrategy({ id: "slow", version, bundle, lookback: LOOKBACK, risk });
    const place = { slotVersion: version, previous: previous?.digest ?? null };
    return workspace.sign({ slot: SLOT, plugin, change: { ...place, ...more } });
  };
  const time = { nowMs: NOW_MS };
  const clock: Clock = { nowMs: () => time.nowMs, sleepUntil: () => Promise.resolve() };
  const openCell = tableCells((asked) => answers({ ...asked, bar: asked.bar - FIRST }));
  const feed = marketFeed({ seed: "place", bars, volatility });
  return {
    workspace,
    time,
    sign,
    first: sign(1, null, change),
    world: { workspace, feed, openCell, clock },
  };
}

type EntryOf<K extends JournalKind> = Extract<JournalEntry, { kind: K }>;

export function ofKind<K extends JournalKind>(
  { workspace }: Place,
  kind: K,
): readonly EntryOf<K>[] {
  return entriesOf(workspace).filter((entry): entry is EntryOf<K> => entry.kind === kind);
}

/** The bar at whose close an entry was made. */
export function barAt(atMs: number): number {
  return Math.floor((atMs - 1) / BAR_MS) - FIRST;
}

/** Orders that were intended: bar, entry or exit, and why. */
export function intentsOf(place: Place): readonly (readonly [number, string, string])[] {
  return ofKind(place, "intent").map(({ body }) => [
    body.plan.bar - FIRST,
    body.plan.legs[0]?.role ?? "",
    body.reason ?? body.rationale ?? "",
  ]);
}

/** Bars at which a wish to enter was refused, and the code. */
export function refusalsOf(place: Place): readonly (readonly [number, string])[] {
  return ofKind(place, "decision").flatMap(({ body }): [number, string][] =>
    body.refusal === undefined ? [] : [[body.bar - FIRST, body.refusal.code]],
  );
}

/** Every decision of the journal again, by the strategy that was adopted when it was made. */
export async function replayed({ workspace, world: { openCell } }: Place) {
  assert(openCell !== undefined, "the world has cells");
  const files = signedFilesIn(workspace.signed);
  return await replayJournal(entriesOf(workspace), null, {
    trust: { files, readManifest },
    openCell: (loaded) => openCell(loaded, 0.1, "full"),
    onProgress: () => undefined,
  });
}
