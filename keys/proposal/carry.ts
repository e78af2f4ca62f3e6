/** One statement from the question to its place: signed by whoever is here, then put there or passed on. */
import { join, resolve } from "node:path";
import { ok, type Refused, type Result } from "#host/kernel/result.ts";
import type { Done } from "#host/terminal/run-command.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import type { SignPorts } from "../ports.ts";
import { collect, nobodySigned, type Item, type Signed } from "./ceremony.ts";
import { writeProposal } from "./file.ts";
import { missingOf, renderTallies } from "./tally.ts";

export interface Carrying extends Item {
  /** Secret key files from the command line. */
  readonly named: readonly string[];
  /** What a person types. */
  readonly words: string;
  readonly live: boolean;
  /** The file that the proposal was read from; null when it begins here. */
  readonly path: string | null;
  /** Where a new proposal goes; null: `name` in var/proposals/, when one is needed. */
  readonly out: string | null;
  readonly name: string;
  /** What further signers run: `sign root sign FILE`. */
  readonly next: string;
  /** Verifies and writes a complete statement; `proposal` is the file that others take it from. */
  readonly install: (envelope: Uint8Array, proposal: string | null) => Refused | Done;
}

/**
 * Signs and installs, or writes the proposal. What is signed has been shown.
 *
 * @returns Refusals: those of the ceremony, proposal_exists, those of `install`. A signature that was made is in its
 *   proposal before anything else is tried.
 */
export async function carry(
  ports: SignPorts,
  workspace: Workspace,
  carrying: Carrying,
): Promise<Refused | Done> {
  const { path, named, install } = carrying;
  const signed = await collect(ports, workspace, carrying);
  if (!signed.ok) return signed;
  const nobody = path !== null && named.length === 0 ? nobodySigned(signed.value) : null;
  if (nobody !== null) return nobody;
  const file = passOn(workspace, carrying, signed.value);
  if (!file.ok) return file;
  const { envelope } = signed.value;
  if (envelope !== null) return install(envelope, file.value);
  return showWaiting(signed.value, file.value ?? "", carrying.next);
}

/** Writes the proposal where somebody else needs it; null when nobody does. */
function passOn(
  workspace: Workspace,
  { path, out, name }: Carrying,
  { draft, complete }: Signed,
): Result<string | null> {
  if (path !== null) return writeProposal(path, draft, { continues: true });
  if (complete && out === null) return ok(null);
  const usual = join(workspace.varDir, "proposals", name);
  return writeProposal(resolve(out ?? usual), draft, { continues: false });
}

function showWaiting({ tallies }: Signed, proposal: string, next: string): Done {
  const text = `${renderTallies(tallies)}\n${waitingText(missingOf(tallies), proposal, next)}`;
  return { ok: true, text, data: { complete: false, proposal, tallies } };
}

/** Two lines: the file, and what happens next. */
export function waitingText(missing: number, proposal: string, next: string): string {
  const count = missing === 1 ? "1 signature is missing" : `${missing} signatures are missing`;
  return `proposal: ${proposal}, ${count}\nnext: pass the file on; each signer runs ${next} --key KEY`;
}
