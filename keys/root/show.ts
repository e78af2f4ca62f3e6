import type { Root } from "#host/contract/root.ts";
import type { TrustedRoot } from "#host/trust/keyring/root.ts";
import { printable } from "#host/terminal/escape.ts";
import type { Done } from "#host/terminal/run-command.ts";
import { renderPairs, renderTable } from "#host/terminal/table.ts";

/**
 * A root, for people and for programs.
 *
 * @param proposal - The file that others run `sign root sign` with; null when nobody needs one.
 */
export function showRoot(trusted: TrustedRoot, proposal: string | null = null): Done {
  const { root, version, sha256 } = trusted;
  const head = renderPairs([
    ["root", `version ${version}, keys/root.json`],
    ["expires", root.expires],
    ...rolesOf(root).map(
      ({ name, threshold, keyids }) =>
        [name, `${threshold} of ${new Set(keyids).size}: ${holders(root, keyids)}`] as const,
    ),
  ]);
  const next = proposal === null ? "" : `\nothers install it with sign root sign ${proposal}`;
  return {
    ok: true,
    text: `${head}${next}`,
    data: {
      complete: true,
      version,
      sha256,
      expires: root.expires,
      keys: root.keys,
      roles: root.roles,
      revokedKeys: root.revokedKeys,
      proposal,
    },
  };
}

/** The same with every key in a row of its own. */
export function showKeys(trusted: TrustedRoot): Done {
  const shown = showRoot(trusted);
  const { root } = trusted;
  const rows = root.keys.map(({ keyid, owner, environments }) => [
    printable(owner),
    environments.join(", "),
    rolesOf(root)
      .filter(({ keyids }) => keyids.includes(keyid))
      .map(({ name }) => name)
      .join(", ") || "none",
    root.revokedKeys.includes(keyid) ? "revoked" : "ok",
    keyid,
  ]);
  const titles = ["owner", "good for", "roles", "standing", "key id"];
  const table = renderTable(
    titles.map((title) => ({ title })),
    rows,
  );
  return { ...shown, text: `${shown.text}\n\n${table}` };
}

function rolesOf(root: Root) {
  return Object.entries(root.roles).flatMap(([name, rule]) =>
    rule === undefined ? [] : [{ name, ...rule }],
  );
}

function holders(root: Root, keyids: readonly string[]): string {
  return root.keys
    .filter(({ keyid }) => keyids.includes(keyid))
    .map(({ owner, environments }) => `${printable(owner)} (${environments.join(", ")})`)
    .join(" · ");
}
