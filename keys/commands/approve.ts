import type { Engine } from "#host/contract/approval.ts";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import { verifyEngine } from "#host/trust/engine.ts";
import type { Arguments } from "#host/terminal/arguments.ts";
import type { Handler } from "#host/terminal/run-command.ts";
import { workspaceAt, type Workspace } from "#host/workspace/paths.ts";
import { carryApprovals, wordsFor } from "../approve/carry.ts";
import type { Wish } from "../approve/draft.ts";
import { prepareApproval, prepareProposed, type Reviewed } from "../approve/prepare.ts";
import { engineHere } from "../engine.ts";
import type { SignPorts } from "../ports.ts";
import { isProposalPath, readProposals } from "../proposal/file.ts";
import { renderReviewText, SCREEN_DEFAULT } from "../review/text.ts";
import { trustHere, type TrustHere } from "../trust-here.ts";
import { resetTime } from "./reset-time.ts";

/** `sign approve`. Everything that can be refused without a key is refused before one is opened. */
export function approve(ports: SignPorts): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const trust = trustHere(workspace, ports.nowMs());
    if (!trust.ok) return trust;
    if (args.flag("reset-time")) return await resetTime(ports, workspace, trust.value, args);
    const engine = engineHere(ports);
    if (!engine.ok) return engine;
    const named = args.texts("PLUGIN");
    const reviewed = named.every(isProposalPath)
      ? fromProposals(workspace, trust.value, named)
      : fromPlugin(workspace, trust.value, engine.value, args);
    if (!reviewed.ok) return reviewed;
    for (const each of reviewed.value) tell(ports, each, engine.value);
    const signables = reviewed.value.map(({ signable }) => signable);
    return await carryApprovals(ports, workspace, trust.value, {
      signables,
      named: args.texts("key"),
      words: wordsFor(signables, "approve"),
      out: args.textOrNull("out"),
    });
  };
}

/** What is about to be signed, on the screen before the question. */
function tell(ports: SignPorts, { signable, review }: Reviewed, here: Engine): void {
  ports.tell(`${renderReviewText(review, ports.screen ?? SCREEN_DEFAULT)}\n`);
  const { approval, place } = signable;
  if (place.kind === "elsewhere") {
    ports.tell(`note: the history of ${approval.slot} is not on this machine\n`);
  }
  const same = verifyEngine(approval.engine, here);
  if (!same.ok) ports.tell(`note: this machine is another engine: ${same.refusal.message}\n`);
}

function fromPlugin(
  workspace: Workspace,
  trust: TrustHere,
  engine: Engine,
  args: Arguments,
): Result<readonly Reviewed[]> {
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
  const reviewed = prepareApproval(workspace, trust, engine, named, wishOf(args, slot));
  return reviewed.ok ? ok([reviewed.value]) : reviewed;
}

function fromProposals(
  workspace: Workspace,
  trust: TrustHere,
  paths: readonly string[],
): Result<readonly Reviewed[]> {
  const read = readProposals(paths, "approval");
  if (!read.ok) return read;
  const found: Reviewed[] = [];
  for (const each of read.value) {
    const reviewed = prepareProposed(workspace, trust, each);
    if (!reviewed.ok) return reviewed;
    found.push(reviewed.value);
  }
  return ok(found);
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
