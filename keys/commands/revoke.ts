import { refuse, type Refused } from "#host/kernel/result.ts";
import type { Arguments } from "#host/terminal/arguments.ts";
import { printable } from "#host/terminal/escape.ts";
import type { Done, Handler } from "#host/terminal/run-command.ts";
import { renderTable } from "#host/terminal/table.ts";
import { workspaceAt } from "#host/workspace/paths.ts";
import { carryRevocation } from "../revoke/carry.ts";
import { affectedBy, renderAffected } from "../revoke/affected.ts";
import { entryIn, nameOf } from "../revoke/entry.ts";
import type { SignPorts } from "../ports.ts";
import { trustHere, type TrustHere } from "../trust-here.ts";

/** `sign revoke`: one releaser is enough, because stopping must be easier than starting. */
export function revoke(ports: SignPorts): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const trust = trustHere(workspace, ports.nowMs());
    if (!trust.ok) return trust;
    if (args.flag("list")) return onlyList(trust.value, args);
    const entry = entryIn(trust.value, args);
    if (!entry.ok) return entry;
    const affected = affectedBy(trust.value, entry.value);
    if (!affected.ok) return affected;
    ports.tell(`revoke ${nameOf(entry.value)} as ${entry.value.reason}\n`);
    ports.tell(`${renderAffected(entry.value, affected.value)}\n`);
    return await carryRevocation(ports, workspace, trust.value, {
      entries: [entry.value],
      named: args.texts("key"),
      words: `revoke ${nameOf(entry.value)}`,
      done: (list) => ({
        ok: true,
        text: `signed/revocations.json is list ${list.version}: ${nameOf(entry.value)} is revoked`,
        data: { version: list.version, entry: entry.value, affected: affected.value },
      }),
    });
  };
}

const WHAT = ["bundle", "approval", "key-id", "plugin"] as const;

function onlyList(trust: TrustHere, args: Arguments): Refused | Done {
  const also = WHAT.find((name) => args.textOrNull(name) !== null);
  if (also !== undefined) {
    return refuse("argument_invalid", `--list only prints, --${also} would revoke`);
  }
  return list(trust);
}

function list({ revoked }: TrustHere): Done {
  const entries = revoked?.entries ?? [];
  const titles = ["what", "reason", "at", "sha256", "note"];
  const rows = entries.map(({ kind, sha256, reason, note, at }) => {
    return [kind, reason, at, sha256, printable(note)];
  });
  const columns = titles.map((title) => ({ title }));
  const text =
    revoked === null
      ? "nothing was ever revoked"
      : `list ${revoked.version}\n${renderTable(columns, rows)}`;
  return { ok: true, text, data: { version: revoked?.version ?? 0, entries } };
}
