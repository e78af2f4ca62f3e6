/** The run's ports as the host's own wiring makes them, except for what a test replaces: feed, cells, clock, write hooks. */
import type { HostPorts } from "#host/commands/host-ports.ts";
import { RELEASE } from "#host/commands/release.ts";
import { wire } from "#host/commands/wiring.ts";
import { openJournal } from "#host/journal/sqlite-journal.ts";
import { assert, ok } from "#host/kernel/result.ts";
import type { BarDrivenVenue, Feed, Subscription } from "#host/ports.ts";
import type { Pace, RunDeps } from "#host/run/deps.ts";
import { openPaperVenue } from "#host/venue/paper/venue.ts";
import { paperSettings } from "#host/venue/paper/settings.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import { NOW_MS } from "./signer.ts";
import { steppedClock } from "./stepped-clock.ts";

export type Store = "journal" | "venue";
/** Told before and after every durable write of either store. */
export type OnWrite = (moment: "before" | "after", store: Store, what: string) => void;

export interface DepsChange {
  readonly feed?: (subscriptions: readonly Subscription[], pace: Pace) => Feed;
  readonly openCell?: RunDeps["openCell"];
  readonly clock?: RunDeps["clock"];
  readonly onWrite?: OnWrite;
  /** Wraps the paper venue, with troubles for example. */
  readonly venue?: (venue: BarDrivenVenue, account: string) => BarDrivenVenue;
}

export function someHostPorts(change: Partial<HostPorts> = {}): HostPorts {
  return {
    clock: steppedClock(NOW_MS),
    pid: process.pid,
    versions: process.versions,
    arch: process.arch,
    out: () => undefined,
    err: () => undefined,
    progress: { write: () => undefined, isTerminal: false, width: 80 },
    stop: new AbortController().signal,
    ...change,
  };
}

/** @param workspace - Where config/ and signed/ are; where a run writes is the request's business. */
export function runDeps(workspace: Workspace, change: DepsChange = {}): RunDeps {
  const { feed, openCell, clock, onWrite, venue = (inner) => inner } = change;
  const choice = { kind: "simulated", seed: "bulkhead", days: null } as const;
  const ports = someHostPorts(clock === undefined ? {} : { clock });
  const wired = wire(workspace, () => ok(choice), ports);
  assert(wired.ok, "the workspace has a configuration that reads");
  const { deps, settings } = wired.value;
  const paper = paperSettings(settings.host.paper, settings.host.instruments);
  const heard = (store: Store) => (moment: "before" | "after", what: string) =>
    onWrite?.(moment, store, what);
  return {
    ...deps,
    openJournal: (paths, account) =>
      openJournal({
        path: paths.journal,
        account,
        release: RELEASE,
        onWrite: heard("journal"),
      }),
    openVenue: (paths, account, bankrollE8) =>
      venue(
        openPaperVenue({
          path: paths.paperStore,
          account,
          settings: { ...paper, bankrollE8 },
          onWrite: heard("venue"),
        }),
        account,
      ),
    ...(openCell === undefined ? {} : { openCell }),
    ...(feed === undefined
      ? {}
      : { openFeed: (subscriptions, pace) => ok(feed(subscriptions, pace)) }),
  };
}
