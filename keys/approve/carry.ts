/** Approvals from the question to their places: signed by whoever is here, then stored or passed on. */
import { join, resolve } from "node:path";
import { ok, refuse, type Refused, type Result } from "#host/kernel/result.ts";
import { mainMember } from "#host/trust/approval/contents.ts";
import type { VerifiedPlugin } from "#host/trust/verified-plugin.ts";
import type { Done } from "#host/terminal/run-command.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import { withLock } from "../lock.ts";
import type { SignPorts } from "../ports.ts";
import { waitingText } from "../proposal/carry.ts";
import { collectAll, nobodySigned, type Signed } from "../proposal/ceremony.ts";
import { writeProposal } from "../proposal/file.ts";
import { missingOf, renderTallies, type Tally } from "../proposal/tally.ts";
import { trustHere, type TrustHere } from "../trust-here.ts";
import { placeOf, verifySigned, type Signable } from "./signable.ts";
import { storeSigned } from "./store.ts";

export interface Carrying {
  readonly signables: readonly Signable[];
  readonly named: readonly string[];
  readonly words: string;
  /** Where the one proposal goes; null: where proposals go. */
  readonly out: string | null;
}

/** What became of one approval. */
interface Carried {
  readonly signable: Signable;
  readonly tallies: readonly Tally[];
  /** null while signatures are missing, or when it is stored on another machine. */
  readonly plugin: VerifiedPlugin | null;
  readonly proposal: string | null;
  readonly complete: boolean;
}

/** `ema-cross 3`, or how many there are. */
export function wordsFor(signables: readonly Signable[], verb: string): string {
  const [only] = signables;
  if (only === undefined || signables.length !== 1) return `${verb} ${signables.length} slots`;
  const { id, version } = mainMember(only.approval);
  return `${id} ${version}`;
}

/**
 * Signs and stores. What is signed has been shown.
 *
 * @returns Refusals: those of the ceremony, of the host's verifier, proposal_exists, proposal_stale, sign_busy. A
 *   signature that was made is in its proposal before anything else is tried.
 */
export async function carryApprovals(
  ports: SignPorts,
  workspace: Workspace,
  trust: TrustHere,
  { signables, named, words, out }: Carrying,
): Promise<Refused | Done> {
  const live = signables.some(({ approval }) => approval.environment === "live");
  const signed = await collectAll(ports, workspace, { items: signables, named, words, live });
  if (!signed.ok) return signed;
  const carried: Carried[] = [];
  for (const [index, signable] of signables.entries()) {
    const result = signed.value[index];
    if (result === undefined) continue;
    const nobody = signable.path !== null && named.length === 0 ? nobodySigned(result) : null;
    if (nobody !== null) return nobody;
    const one = carryOne(ports, workspace, trust, signable, result, out);
    if (!one.ok) return one;
    carried.push(one.value);
  }
  return show(carried);
}

function carryOne(
  ports: SignPorts,
  workspace: Workspace,
  trust: TrustHere,
  signable: Signable,
  signed: Signed,
  out: string | null,
): Result<Carried> {
  const { envelope, draft, tallies, complete } = signed;
  const { slot, slotVersion } = signable.approval;
  if (envelope !== null) {
    // The host's verifier has the last word; what it refuses is not even passed on.
    const verified = verifySigned(trust, signable, envelope);
    if (!verified.ok) return verified;
  }
  const usual = join(workspace.varDir, "proposals", `approval-${slot}-${slotVersion}.json`);
  const passOn = envelope === null || signable.path !== null || out !== null;
  const at = signable.path ?? resolve(out ?? usual);
  const proposal = passOn
    ? writeProposal(at, draft, { continues: signable.path !== null })
    : ok(null);
  if (!proposal.ok) return proposal;
  const rest = { signable, tallies, proposal: proposal.value, complete };
  if (envelope === null || signable.place.kind === "elsewhere") {
    return ok({ ...rest, plugin: null });
  }
  const stored = withLock(ports, workspace, () => store(workspace, trust, signable, envelope));
  return stored.ok ? ok({ ...rest, plugin: stored.value }) : stored;
}

/** Reads the history once more: another one may have been signed while somebody typed. */
function store(
  workspace: Workspace,
  before: TrustHere,
  signable: Signable,
  envelope: Uint8Array,
): Result<VerifiedPlugin> {
  const trust = trustHere(workspace, before.nowMs);
  if (!trust.ok) return trust;
  const verified = verifySigned(trust.value, signable, envelope);
  if (!verified.ok) return verified;
  const { approval, packed } = signable;
  const place = placeOf(trust.value, approval, verified.value.approvalSha256);
  if (!place.ok) return place;
  if (place.value.kind === "elsewhere") {
    return refuse("history_incomplete", `the history of ${approval.slot} is not here any more`);
  }
  if (place.value.kind !== "stored") storeSigned(workspace, verified.value, packed, envelope);
  return verified;
}

function show(carried: readonly Carried[]): Done {
  const data = carried.map(dataOf);
  const [only] = data;
  return {
    ok: true,
    text: carried.map(textOf).join("\n\n"),
    data: data.length === 1 && only !== undefined ? only : { approvals: data },
  };
}

function dataOf({ signable, tallies, plugin, proposal, complete }: Carried) {
  const { slot, slotVersion, expires } = signable.approval;
  const { id, version } = mainMember(signable.approval);
  const approval = plugin?.approvalSha256 ?? null;
  return { slot, slotVersion, id, version, approval, expires, complete, proposal, tallies };
}

function textOf({ signable, tallies, plugin, proposal, complete }: Carried): string {
  const { approval, place } = signable;
  const { id, version } = mainMember(approval);
  if (plugin !== null) {
    const last = place.kind === "follows" ? place.last : null;
    const from = last === null ? "" : `${last.slotVersion} → `;
    const others = proposal === null ? "" : `\nothers store it with sign approve ${proposal}`;
    return `signed/next/${approval.slot}.json → ${id} version ${version}, slot version ${from}${approval.slotVersion}, approval ${plugin.approvalSha256}${others}`;
  }
  if (complete) {
    return `${renderTallies(tallies)}
complete: ${proposal ?? ""}
next: the history of ${approval.slot} is not here; run sign approve FILE where signed/ is`;
  }
  const waiting = waitingText(missingOf(tallies), proposal ?? "", "sign approve FILE");
  return `${renderTallies(tallies)}\n${waiting}`;
}
