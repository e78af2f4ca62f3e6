/** `sign review`: everything that a signature would say yes to. Runs no plugin code, opens no key, changes nothing. */
import { resolve } from "node:path";
import type { Engine } from "#host/contract/approval.ts";
import { slotId } from "#host/contract/primitives.ts";
import { PAYLOAD_TYPES } from "#host/contract/envelope.ts";
import { instantMs, isoInstant } from "#host/kernel/instant.ts";
import { assert, refuse, type Result } from "#host/kernel/result.ts";
import type { Arguments } from "#host/terminal/arguments.ts";
import type { Done, Handler, RefusedShowing } from "#host/terminal/run-command.ts";
import { openEnvelope } from "#host/trust/dsse.ts";
import { readApprovalFile, readPluginFiles } from "#host/trust/registry/folder.ts";
import { readPointer } from "#host/trust/registry/pointer.ts";
import { reportReader } from "#host/trust/registry/statements.ts";
import { writeAtomic } from "#host/workspace/atomic-write.ts";
import { workspaceAt, type Workspace } from "#host/workspace/paths.ts";
import type { Wish } from "../approve/draft.ts";
import { unpack } from "../approve/packed.ts";
import { pluginFolder, readPluginToSign } from "../approve/plugin.ts";
import { engineHere } from "../engine.ts";
import type { SignPorts } from "../ports.ts";
import { isProposalPath, readProposals } from "../proposal/file.ts";
import { renderReviewPage } from "../review/page.ts";
import { approvalIn, reviewPlugin, reviewStatement } from "../review/prepare.ts";
import type { Review } from "../review/review.ts";
import { headline } from "../review/sections.ts";
import { renderReviewText, SCREEN_DEFAULT } from "../review/text.ts";
import { trustHere, type TrustHere } from "../trust-here.ts";

export function review(ports: SignPorts): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const prepared = prepare(ports, workspace, args);
    return prepared.ok ? show(ports, args, prepared.value) : prepared;
  };
}

function prepare(ports: SignPorts, workspace: Workspace, args: Arguments): Result<Review> {
  const named = args.textOrNull("WHAT");
  const slot = args.textOrNull("slot");
  if (slot !== null && !slotId.safeParse(slot).success) {
    return refuse("argument_invalid", `--slot takes a slot, was ${slot.slice(0, 80)}`, {
      hint: "such as paper.main.BTCUSDT",
    });
  }
  const trust = trustHere(workspace, ports.nowMs());
  if (!trust.ok) return trust;
  const engine = engineHere(ports);
  if (!engine.ok) return engine;
  const here = { workspace, trust: trust.value, engine: engine.value };
  if (named !== null && isProposalPath(named)) {
    if (slot === null) return reviewProposal(here, named);
    return refuse("option_conflict", "a proposal names its slot itself: leave --slot out");
  }
  if (slot === null) {
    return refuse("argument_invalid", "--slot is missing: which slot would it be signed for?", {
      hint: "sign review PLUGIN --slot SLOT, or sign review PROPOSAL.json",
    });
  }
  return named === null ? reviewSigned(here, slot) : reviewFolder(here, named, wishOf(args, slot));
}

function wishOf(args: Arguments, slot: string): Wish {
  return {
    slot,
    timeframe: null,
    instruments: args.texts("instrument"),
    params: args.jsonOrNull("params"),
    leverage: args.textOrNull("leverage"),
    maxNotionalPct: args.textOrNull("max-notional-pct"),
    timeStopBars: args.numberOrNull("time-stop-bars"),
    expiresDays: args.number("expires-days"),
    reason: "a draft: the reason is given when it is signed",
  };
}

function reviewFolder(here: Here, named: string, wish: Wish): Result<Review> {
  const { workspace, trust, engine } = here;
  const plugin = readPluginToSign(workspace, pluginFolder(workspace, named));
  if (!plugin.ok) return plugin;
  const { candidate, builtWith, proposedBy } = plugin.value;
  const author =
    proposedBy === null ? "who wrote it is not recorded" : "who wrote it is not proved";
  const from = `the plugin folder ${named}, and ${candidate}, which sdk build made with ${builtWith}; ${author}`;
  return reviewPlugin(trust, engine, plugin.value, wish, from);
}

interface Here {
  readonly workspace: Workspace;
  readonly trust: TrustHere;
  readonly engine: Engine;
}

function reviewProposal(here: Here, path: string): Result<Review> {
  const proposal = readProposals([path], "approval");
  if (!proposal.ok) return proposal;
  const [read] = proposal.value;
  assert(read !== undefined, "one path that can be read is one proposal");
  const { payload, signatures, files } = read.draft;
  const packed = unpack(files);
  if (!packed.ok) return packed;
  const envelope = { payloadType: PAYLOAD_TYPES.approval, payload, signatures };
  const approval = approvalIn({ envelope });
  if (!approval.ok) return approval;
  const { source } = packed.value.files;
  const report = (sha256: string) => packed.value.reports.get(sha256) ?? null;
  const from = `the proposal ${path}; who wrote the strategy is not recorded`;
  const statement = { envelope, source, report };
  return reviewStatement(here.trust, statement, approval.value, from, here.trust.nowMs);
}

/** What was signed last for a slot, adopted or not. */
function reviewSigned(here: Here, slot: string): Result<Review> {
  const { signed } = here.trust;
  const next = readPointer(signed, "next", slot);
  if (!next.ok) return next;
  if (next.value === null) {
    return refuse("approval_missing", `nothing is signed for ${slot}`, {
      hint: "to review what is not signed yet: sign review PLUGIN --slot SLOT",
    });
  }
  const bytes = readApprovalFile(signed, next.value);
  const envelope = bytes.ok ? openEnvelope(bytes.value) : bytes;
  if (!envelope.ok) return envelope;
  const approval = approvalIn({ envelope: envelope.value });
  if (!approval.ok) return approval;
  const plugin = readPluginFiles(signed, next.value.id, next.value.version);
  if (!plugin.ok) return plugin;
  const read = reportReader(signed, next.value);
  const report = (sha256: string): Uint8Array | null => {
    const found = read(sha256);
    return found.ok ? found.value : null;
  };
  const statement = { envelope: envelope.value, source: plugin.value.source, report };
  // Its reports were fresh when it was signed, which is what counts.
  const signedMs = instantMs(approval.value.notBefore);
  const from = `signed/next/${slot}.json`;
  return reviewStatement(here.trust, statement, approval.value, from, signedMs);
}

/** What must not be signed is shown all the same: a reader wants to know why. */
function show(ports: SignPorts, args: Arguments, shown: Review): Done | RefusedShowing {
  const file = args.textOrNull("html");
  const page = file === null ? null : resolve(file);
  if (page !== null) writeAtomic(page, renderReviewPage(shown, isoInstant(ports.nowMs())));
  const text =
    page === null
      ? renderReviewText(shown, ports.screen ?? SCREEN_DEFAULT)
      : `${headline(shown).text}\nwrote ${page}`;
  const shows = { text, data: { review: shown, page } };
  const [refusal] = shown.refusals;
  return refusal === undefined ? { ok: true, ...shows } : { ok: false, refusal, shown: shows };
}
