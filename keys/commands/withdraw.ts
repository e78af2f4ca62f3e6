import { rmSync } from "node:fs";
import { join } from "node:path";
import { lineText } from "#host/contract/primitives.ts";
import type { Revocation } from "#host/contract/revocations.ts";
import { isoInstant } from "#host/kernel/instant.ts";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import type { Link } from "#host/trust/registry/history.ts";
import { pointerPath } from "#host/trust/registry/pointer.ts";
import type { Handler } from "#host/terminal/run-command.ts";
import { workspaceAt, type Workspace } from "#host/workspace/paths.ts";
import { adoptedIn, isRevoked, linksOf } from "../approve/signed-now.ts";
import { pointNext } from "../approve/store.ts";
import type { SignPorts } from "../ports.ts";
import { carryRevocation } from "../revoke/carry.ts";
import { trustHere, type TrustHere } from "../trust-here.ts";

/**
 * `sign withdraw`: what waits for adoption is revoked as superseded, so that no copy of it can be adopted later, and
 * `next/` points at what stood before it. It keeps its place in the history: the next approval follows it.
 */
export function withdraw(ports: SignPorts): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const trust = trustHere(workspace, ports.nowMs());
    if (!trust.ok) return trust;
    const slot = args.text("SLOT");
    const waiting = waitingIn(trust.value, slot);
    if (!waiting.ok) return waiting;
    const { newest, back } = waiting.value;
    const note = lineText.safeParse(args.text("note"));
    if (!note.success) {
      return refuse("argument_invalid", "--note takes one line without control characters");
    }
    const entry: Revocation = {
      kind: "approval",
      sha256: newest.approval,
      reason: "superseded",
      note: note.data,
      at: isoInstant(trust.value.nowMs),
    };
    const plugin = `${newest.id} ${newest.version}`;
    const after = back === null ? "nothing" : `${back.id} version ${back.version}`;
    ports.tell(`withdraw ${newest.id} version ${newest.version}, slot version ${newest.slotVersion} of ${slot}, not adopted yet
it is revoked as superseded: no copy of it can be adopted later
signed/next/${slot}.json then points at ${after}\n`);
    return await carryRevocation(ports, workspace, trust.value, {
      entries: [entry],
      named: args.texts("key"),
      words: `withdraw ${plugin}`,
      done(list) {
        pointBack(workspace, slot, back);
        return {
          ok: true,
          text: `${slot}: ${plugin} is withdrawn; next points at ${after}`,
          data: {
            slot,
            withdrawn: newest.approval,
            next: back?.approval ?? null,
            list: list.version,
          },
        };
      },
    });
  };
}

interface Waiting {
  readonly newest: Link;
  /** What stood before it; null when nothing did. */
  readonly back: Link | null;
}

/** Refusals: those of `linksOf`; nothing_waits when the newest was adopted or withdrawn. */
function waitingIn(trust: TrustHere, slot: string): Result<Waiting> {
  const links = linksOf(trust, slot);
  if (!links.ok) return links;
  const adopted = adoptedIn(trust, slot);
  if (!adopted.ok) return adopted;
  const { standing, history } = links.value;
  if (standing.approval === adopted.value) {
    return refuse("nothing_waits", `${slot} has adopted slot version ${standing.slotVersion}`, {
      hint: "sign revoke --approval takes back what was adopted: entries stop at the next bar",
    });
  }
  const back = history.findLast(
    (link) => link.slotVersion < standing.slotVersion && !isRevoked(trust, link),
  );
  return ok({ newest: standing, back: back ?? null });
}

function pointBack(workspace: Workspace, slot: string, back: Link | null): void {
  if (back === null) {
    rmSync(join(workspace.signed, pointerPath("next", slot)), { force: true });
    return;
  }
  const { id, version, approval } = back;
  pointNext(workspace, { slot, id, version, approvalSha256: approval });
}
