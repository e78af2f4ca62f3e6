import type { Approval } from "#host/contract/approval.ts";
import { ok, type Result } from "#host/kernel/result.ts";
import type { TrustedRoot } from "#host/trust/keyring/root.ts";
import type { Link } from "#host/trust/registry/history.ts";
import { historyOf, surveyApprovals } from "#host/trust/registry/survey.ts";
import { verifyApproval, type VerifiedPlugin } from "#host/trust/verified-plugin.ts";
import type { Arguments } from "#host/terminal/arguments.ts";
import type { Done, Handler } from "#host/terminal/run-command.ts";
import { readManifest } from "#host/workspace/manifest.ts";
import { workspaceAt, type Workspace } from "#host/workspace/paths.ts";
import { signedFilesIn } from "#host/workspace/signed-files.ts";
import { draftApproval, type Wish } from "../approve/draft.ts";
import { pluginFolder, readPluginToSign, type PluginToSign } from "../approve/plugin.ts";
import { describeApproval } from "../approve/show.ts";
import { isSignedAlready, storeSigned } from "../approve/store.ts";
import { engineHere } from "../engine.ts";
import { chooseKeys, withKeys } from "../key-store.ts";
import type { SignPorts } from "../ports.ts";
import { currentRoot } from "../root-store.ts";
import { payloadOf, sealPayload } from "../seal.ts";
import type { SigningKey } from "../signing-key.ts";

/** `sign approve`. Everything that can be refused without a key is refused before one is opened. */
export function approve(ports: SignPorts): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const paths = chooseKeys(workspace, args.texts("key"));
    if (!paths.ok) return paths;
    const prepared = prepare(ports, workspace, args);
    if (!prepared.ok) return prepared;
    const { draft, last } = prepared.value;
    ports.tell(`${describeApproval(draft, last)}\n`);
    const signed = await withKeys(ports, paths.value, (keys) =>
      signAndStore(workspace, prepared.value, keys),
    );
    return signed.ok ? showSigned(signed.value, last) : signed;
  };
}

interface Prepared {
  readonly plugin: PluginToSign;
  readonly root: TrustedRoot;
  readonly draft: Approval;
  readonly last: Link | null;
  readonly nowMs: number;
}

function prepare(ports: SignPorts, workspace: Workspace, args: Arguments): Result<Prepared> {
  const nowMs = ports.nowMs();
  const wish = wishOf(args);
  const root = currentRoot(workspace, nowMs);
  if (!root.ok) return root;
  const plugin = readPluginToSign(workspace, pluginFolder(workspace, args.text("PLUGIN")));
  if (!plugin.ok) return plugin;
  const { manifest, files } = plugin.value;
  const signed = isSignedAlready(workspace, manifest.id, manifest.version, files);
  if (!signed.ok) return signed;
  const last = lastSigned(workspace, root.value, wish.slot);
  if (!last.ok) return last;
  const engine = engineHere(ports);
  if (!engine.ok) return engine;
  const draft = draftApproval(wish, plugin.value, last.value, engine.value, nowMs);
  if (!draft.ok) return draft;
  return ok({
    plugin: plugin.value,
    root: root.value,
    draft: draft.value,
    last: last.value,
    nowMs,
  });
}

function wishOf(args: Arguments): Wish {
  return {
    slot: args.text("slot"),
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

/** Slot versions count signed approvals (decision A2): the next one follows the newest, adopted or not. */
function lastSigned(workspace: Workspace, root: TrustedRoot, slot: string): Result<Link | null> {
  const survey = surveyApprovals(signedFilesIn(workspace.signed), root.keyring);
  const history = survey.ok ? historyOf(survey.value, slot) : survey;
  return history.ok ? ok(history.value.at(-1) ?? null) : history;
}

/** Signs, asks the host's own verifier, and only then writes. */
function signAndStore(
  workspace: Workspace,
  { plugin, root, draft, last, nowMs }: Prepared,
  keys: readonly SigningKey[],
): Result<VerifiedPlugin> {
  const envelope = sealPayload("approval", payloadOf(draft), keys);
  const verified = verifyApproval(
    { ...plugin.files, envelope },
    {
      slot: draft.slot,
      place: "next",
      named: null,
      nowMs,
      floor: last,
      engine: draft.engine,
      root,
      readManifest,
    },
  );
  if (verified.ok) storeSigned(workspace, verified.value, plugin.files, envelope);
  return verified;
}

function showSigned(plugin: VerifiedPlugin, last: Link | null): Done {
  const { slot, slotVersion, id, version, approvalSha256, approval } = plugin;
  const from = last === null ? "" : `${last.slotVersion} → `;
  return {
    ok: true,
    text: `signed/next/${slot}.json → ${id} version ${version}, slot version ${from}${slotVersion}, approval ${approvalSha256}`,
    data: { slot, slotVersion, id, version, approval: approvalSha256, expires: approval.expires },
  };
}
