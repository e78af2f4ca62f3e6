/** `host run`: from options to a run, and from a run to words. */
import { resolve } from "node:path";
import { timeframe as timeframeSchema } from "../contract/candles.ts";
import type { HostConfig } from "../contract/config.ts";
import { pair as pairSchema } from "../contract/primitives.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";
import type { Arguments } from "../terminal/arguments.ts";
import type { Done, Handler } from "../terminal/run-command.ts";
import { workspaceAt } from "../workspace/paths.ts";
import { controlHandler } from "../run/control.ts";
import { listenControl, type ControlServer } from "../run/control-server.ts";
import { fullRun, type FinishedRun, type StartedRun } from "../run/full-run.ts";
import { subscriptionsOf } from "../run/slots.ts";
import { wallRun } from "../run/wall-run.ts";
import type { VerifiedPlugin } from "../trust/verified-plugin.ts";
import type { HostPorts } from "./host-ports.ts";
import { RunDisplay } from "./run-display.ts";
import { runData, runText } from "./run-report.ts";
import { wire, type FeedChoice } from "./wiring.ts";

export function runCommand(ports: HostPorts): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const wired = wire(workspace, (config) => feedOf(args, config, workspace.dir), ports);
    if (!wired.ok) return wired;
    const { deps, feed } = wired.value;
    const display = new RunDisplay(ports, {
      quiet: args.json,
      days: feed.kind === "simulated" ? feed.days : null,
    });
    const controls: ControlServer[] = [];
    const shared = {
      workspace,
      account: args.textOrNull("account"),
      signal: ports.stop,
      watch: display.entry,
      onStep: display.step,
      onStart: async (run: StartedRun) => {
        for (const [i, running] of run.running.entries()) {
          const path = run.opened[i]?.paths.control ?? "";
          controls.push(await listenControl(path, controlHandler(running, run.turns, ports.pid)));
        }
        display.started(run);
        if (run.feed.stepsTotal === null) void display.waiting();
      },
    };
    try {
      const full = feed.kind === "file" || feed.days !== null;
      const finished = full
        ? await fullRun(
            {
              ...shared,
              wanted: wantedBy(feed),
              continues: args.flag("continue"),
              intoAccounts: args.flag("accounts"),
            },
            deps,
          )
        : await wallRun(shared, deps);
      display.finished();
      return finished.ok ? done(finished.value, full) : finished;
    } finally {
      for (const control of controls) await control.close();
    }
  };
}

function done(run: FinishedRun, full: boolean): Done {
  return { ok: true, text: runText(run, full), data: runData(run) };
}

/** A file has one pair: strategies of other slots are not part of that run. */
function wantedBy(feed: FeedChoice): (plugin: VerifiedPlugin) => boolean {
  if (feed.kind === "simulated") return () => true;
  return (plugin) => {
    const [main] = subscriptionsOf(plugin);
    return main?.instrument === feed.pair && main.timeframe === feed.timeframe;
  };
}

/** Options win over config/host.toml; an option that belongs to the other kind of feed is a mistake, not a wish. */
function feedOf(args: Arguments, config: HostConfig, dir: string): Result<FeedChoice> {
  const kind =
    args.textOrNull("feed") ?? (args.textOrNull("data") === null ? config.feed.kind : "file");
  return kind === "file" ? fileChoice(args, config, dir) : simulatedChoice(args, config);
}

function simulatedChoice(args: Arguments, config: HostConfig): Result<FeedChoice> {
  const stray = ["data", "pair", "timeframe"].find((name) => args.textOrNull(name) !== null);
  if (stray !== undefined) return misused(`--${stray} goes with --feed file`);
  const days = args.numberOrNull("days");
  if (days === null && (args.flag("continue") || args.flag("accounts"))) {
    return misused(
      "--continue and --accounts go with --days: a run at wall pace always goes on in the accounts",
    );
  }
  const configured = config.feed.kind === "simulated" ? config.feed.seed : "bulkhead";
  return ok({ kind: "simulated", seed: args.textOrNull("seed") ?? configured, days });
}

function fileChoice(args: Arguments, config: HostConfig, dir: string): Result<FeedChoice> {
  const stray = strayInFile(args);
  if (stray !== null) return misused(stray);
  const set = config.feed.kind === "file" ? config.feed : null;
  const data = args.textOrNull("data") ?? (set === null ? null : resolve(dir, set.data));
  const pair = pairSchema.safeParse(args.textOrNull("pair") ?? set?.pair);
  const timeframe = timeframeSchema.safeParse(args.textOrNull("timeframe") ?? set?.timeframe);
  if (data === null) return misused("--feed file needs --data FILE");
  if (!pair.success) return misused("--feed file needs --pair PAIR, such as BTCUSDT");
  if (!timeframe.success) return misused("--feed file needs --timeframe TF, such as 5m");
  return ok({ kind: "file", data, pair: pair.data, timeframe: timeframe.data });
}

function strayInFile(args: Arguments): string | null {
  if (args.textOrNull("seed") !== null) return "--seed goes with --feed simulated";
  if (args.numberOrNull("days") !== null) return "--days goes with --feed simulated";
  return args.flag("accounts") ? "--accounts goes with --feed simulated --days N" : null;
}

function misused(message: string): Result<never> {
  return refuse("options_conflict", message, { hint: "host help run shows the options" });
}
