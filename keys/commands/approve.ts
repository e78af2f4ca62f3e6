import { ok, refuse, type Refused, type Result } from "#host/kernel/result.ts";
import { verifyEngine } from "#host/trust/engine.ts";
import type { Arguments } from "#host/terminal/arguments.ts";
import type { Done, Handler } from "#host/terminal/run-command.ts";
import { workspaceAt, type Workspace } from "#host/workspace/paths.ts";
import { carryApprovals, wordsFor } from "../approve/carry.ts";
import type { Wish } from "../approve/draft.ts";
import { prepareApproval, prepareProposed } from "../approve/prepare.ts";
import { describeApproval } from "../approve/show.ts";
import type { Signable } from "../approve/signable.ts";
import { engineHere } from "../engine.ts";
import type { SignPorts } from "../ports.ts";
import { isProposalPath, readProposals } from "../proposal/file.ts";
import { trustHere, type TrustHere } from "../trust-here.ts";

/** `sign approve`. Everything that can be refused without a key is refused before one is opened. */
export function approve(ports: SignPorts): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const trust = trustHere(workspace, ports.nowMs());
    if (!trust.ok) return trust;
    const named = args.texts("PLUGIN");
    const proposed = named.every(isProposalPath);
    const signables = proposed
      ? fromProposals(workspace, trust.value, named)
      : fromPlugin(ports, workspace, trust.value, args);
    if (!signables.ok) return signables;
    return await showAndCarry(ports, workspace, trust.value, args, signables.value);
  };
}

async function showAndCarry(
  ports: SignPorts,
  workspace: Workspace,
  trust: TrustHere,
  args: Arguments,
  signables: readonly Signable[],
): Promise<Refused | Done> {
  for (const signable of signables) tellSignable(ports, signable);
  return await carryApprovals(ports, workspace, trust, {
    signables,
    named: args.texts("key"),
    words: wordsFor(signables, "approve"),
    out: args.textOrNull("out"),
  });
}

/** What is about to be signed, on the screen before the question. */
export function tellSignable(ports: SignPorts, { approval, place }: Signable): void {
  const last = place.kind === "follows" ? place.last : null;
  ports.tell(`${describeApproval(approval, last)}\n`);
  if (place.kind === "elsewhere") {
    ports.tell(
      `the history of ${approval.slot} is not on this machine: what it follows cannot be checked here\n`,
    );
  }
  const here = engineHere(ports);
  const same = here.ok ? verifyEngine(approval.engine, here.value) : here;
  if (!same.ok)
    ports.tell(`this machine is not the engine that it is for: ${same.refusal.message}\n`);
}

function fromPlugin(
  ports: SignPorts,
  workspace: Workspace,
  trust: TrustHere,
  args: Arguments,
): Result<readonly Signable[]> {
  const [named = "", ...others] = args.texts("PLUGIN");
  if (others.length > 0) {
    return refuse("argument_invalid", "one plugin at a time; several files must be proposals", {
      hint: "sign approve PLUGIN --slot SLOT, or sign approve FILE.json FILE.json",
    });
  }
  const slot = args.textOrNull("slot");
  if (slot === null) {
    return refuse("argument_invalid", "--slot SLOT is needed to approve a plugin", {
      hint: "<environment>.<account>.<name>, such as paper.main.BTCUSDT",
    });
  }
  const engine = engineHere(ports);
  if (!engine.ok) return engine;
  const wish = wishOf(args, slot);
  const signable = prepareApproval(workspace, trust, engine.value, named, wish);
  return signable.ok ? ok([signable.value]) : signable;
}

function fromProposals(
  workspace: Workspace,
  trust: TrustHere,
  paths: readonly string[],
): Result<readonly Signable[]> {
  const read = readProposals(paths, "approval");
  if (!read.ok) return read;
  const signables: Signable[] = [];
  for (const each of read.value) {
    const signable = prepareProposed(workspace, trust, each);
    if (!signable.ok) return signable;
    signables.push(signable.value);
  }
  return ok(signables);
}

function wishOf(args: Arguments, slot: string): Wish {
  return {
    slot,
    timeframe: args.textOrNull("timeframe"),
    instruments: args.texts("instrument"),
    params: args.jsonOrNull("params"),
    leverage: args.textOrNull("leverage"),
    maxNotionalPct: args.textOrNull("max-notional-pct"),
    timeStopBars: args.numberOrNull("time-stop-bars"),
    expiresDays: args.number("expires-days"),
    reason: args.text("reason"),
  };
}
