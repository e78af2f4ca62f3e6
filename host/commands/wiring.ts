/** Puts the real twins of the run's ports together for one workspace. */
import { openPaperVenue } from "../venue/paper/venue.ts";
import { paperSettings } from "../venue/paper/settings.ts";
import { rulesAt } from "../venue/rules.ts";
import { fileFeed } from "../feed/file/feed.ts";
import { readCandleFile } from "../feed/file/read.ts";
import { simulatedFeed } from "../feed/simulated/feed.ts";
import { openJournal } from "../journal/sqlite-journal.ts";
import { takeLease } from "../journal/lease.ts";
import type { Timeframe } from "../contract/candles.ts";
import type { HostConfig } from "../contract/config.ts";
import { e8 } from "../kernel/e8.ts";
import { limitsOf } from "../kernel/limits.ts";
import { ok, type Result } from "../kernel/result.ts";
import type { Feed, Subscription } from "../ports.ts";
import type { Pace, RunDeps } from "../run/deps.ts";
import { engineOf } from "../trust/engine.ts";
import { pointerPath, pointerText } from "../trust/registry/pointer.ts";
import { readSettings, type Settings } from "../workspace/config.ts";
import { readInstalled } from "../workspace/installed.ts";
import { readPolicy } from "../workspace/policy.ts";
import { readCheckpoints } from "../workspace/checkpoints.ts";
import { readManifest } from "../workspace/manifest.ts";
import type { Workspace } from "../workspace/paths.ts";
import { signedFilesIn } from "../workspace/signed-files.ts";
import { readRootChain } from "../trust/keyring/root-chain.ts";
import { writeAtomic } from "../workspace/atomic-write.ts";
import { join, resolve } from "node:path";
import type { HostPorts } from "./host-ports.ts";
import { openCellPort } from "./cell-wiring.ts";
import { RELEASE } from "./release.ts";
import { highestRevocations, once } from "./revocations-seen.ts";

/** The feed that was asked for, on the command line or in config/host.toml. */
export type FeedChoice =
  | { readonly kind: "simulated"; readonly seed: string; readonly days: number | null }
  | {
      readonly kind: "file";
      readonly data: string;
      readonly pair: string;
      readonly timeframe: Timeframe;
    };

/** Refusals: those of the configuration, engine_unsupported. */
export function wire(
  workspace: Workspace,
  choice: (config: HostConfig) => Result<FeedChoice>,
  ports: HostPorts,
): Result<{ readonly deps: RunDeps; readonly feed: FeedChoice; readonly settings: Settings }> {
  const settings = readSettings(workspace);
  if (!settings.ok) return settings;
  const { host, policy, hostSha256, riskSha256 } = settings.value;
  const feed = choice(host);
  if (!feed.ok) return feed;
  const { versions, arch } = ports;
  const engine = engineOf({ versions, arch, ...readInstalled() });
  if (!engine.ok) return engine;
  const paper = paperSettings(host.paper, host.instruments);
  const deps: RunDeps = {
    clock: ports.clock,
    trust: {
      files: signedFilesIn(workspace.signed),
      rootChain: () => readRootChain(signedFilesIn(workspace.keys)),
      engine: engine.value,
      readManifest,
      readPolicy,
      revocationsSeen: once(() => highestRevocations(workspace)),
      writeActive: (slot, pointer) =>
        writeAtomic(join(workspace.signed, pointerPath("active", slot)), pointerText(pointer)),
    },
    engine: engine.value,
    limits: limitsOf(policy),
    configSha256: hostSha256,
    riskSha256,
    ...witnessOf(workspace, host),
    takeLease: (paths, account) => takeLease({ path: paths.lease, account, pid: ports.pid }),
    openJournal: (paths, account) =>
      openJournal({ path: paths.journal, account, release: RELEASE }),
    openVenue: (paths, account, bankrollE8) =>
      openPaperVenue({ path: paths.paperStore, account, settings: { ...paper, bankrollE8 } }),
    openCell: openCellPort,
    instrument: (id, atMs) => rulesAt(paper.rules, id, atMs),
    bankrollE8: (account) => e8(host.accounts[account]?.bankroll.usdt ?? host.paper.bankroll.usdt),
    openFeed: (subscriptions, pace) => openFeed(feed.value, subscriptions, pace, { paper, ports }),
  };
  return ok({ deps, feed: feed.value, settings: settings.value });
}

/** The folder may be relative to the workspace, as every path in config/host.toml. */
function witnessOf(
  { dir }: Workspace,
  { witness }: HostConfig,
): Pick<RunDeps, "checkpoints" | "lateHours"> {
  const folder = witness?.dir;
  return {
    lateHours: witness?.late_hours ?? 24,
    checkpoints:
      folder === undefined ? null : (account) => readCheckpoints(resolve(dir, folder), account),
  };
}

interface FeedParts {
  readonly paper: ReturnType<typeof paperSettings>;
  readonly ports: HostPorts;
}

function openFeed(
  choice: FeedChoice,
  subscriptions: readonly Subscription[],
  pace: Pace,
  { paper, ports }: FeedParts,
): Result<Feed> {
  const paceOf =
    pace === "full" ? ({ kind: "full" } as const) : ({ kind: "wall", clock: ports.clock } as const);
  if (choice.kind === "simulated") {
    const { seed, days } = choice;
    const instruments = paper.rules.filter(({ id }) =>
      subscriptions.some(({ instrument }) => instrument === id),
    );
    return ok(simulatedFeed({ seed, subscriptions, instruments, days, pace: paceOf }));
  }
  const candles = readCandleFile(choice.data, choice.timeframe);
  if (!candles.ok) return candles;
  return fileFeed({ candles: candles.value, pair: choice.pair, subscriptions, pace: paceOf });
}
