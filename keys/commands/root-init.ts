import { refuse, type Result } from "#host/kernel/result.ts";
import type { TrustedRoot } from "#host/trust/keyring/root.ts";
import { lineText } from "#host/contract/primitives.ts";
import { printable } from "#host/terminal/escape.ts";
import type { Done, Handler } from "#host/terminal/run-command.ts";
import { renderPairs } from "#host/terminal/table.ts";
import { workspaceAt } from "#host/workspace/paths.ts";
import { chooseKeys, withKeys } from "../key-store.ts";
import type { SignPorts } from "../ports.ts";
import { expiryAfter, firstRoot, rootExists, writeRoot } from "../root-store.ts";

/** `sign root init`. */
export function rootInit(ports: SignPorts): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const exists = rootExists(workspace);
    if (!exists.ok) return exists;
    if (exists.value) return refuse("root_exists", "keys/root.json is there already");
    const paths = chooseKeys(workspace, args.texts("key"));
    if (!paths.ok) return paths;
    if (paths.value.length !== 1) {
      return refuse("argument_invalid", "the first root takes one key; sign root add adds others");
    }
    const expires = expiryAfter(ports.nowMs(), args.number("expires-days"));
    const written = await withKeys(ports, paths.value, (keys): Result<TrustedRoot> => {
      const [key] = keys;
      if (key === undefined) return refuse("key_not_chosen", "no key was opened");
      const owner = ownerOf(args.textOrNull("owner"), key.half.name);
      if (!owner.ok) return owner;
      return writeRoot(workspace, firstRoot(key.half, owner.value, expires), keys, null);
    });
    return written.ok ? showRoot(written.value) : written;
  };
}

/** Whoever reads the root later sees this text: one line, nothing invisible. */
export function ownerOf(text: string | null, name: string): Result<string> {
  const owner = lineText.safeParse(text ?? name);
  return owner.success
    ? { ok: true, value: owner.data }
    : refuse("argument_invalid", "--owner takes one line without control characters, at most 280");
}

/** A root, for people and for programs. */
export function showRoot({ root, version, sha256 }: TrustedRoot): Done {
  const roles = Object.entries(root.roles).flatMap(([name, rule]) =>
    rule === undefined ? [] : [{ name, ...rule }],
  );
  const holders = (keyids: readonly string[]): string =>
    root.keys
      .filter(({ keyid }) => keyids.includes(keyid))
      .map(({ owner, environments }) => `${printable(owner)} (${environments.join(", ")})`)
      .join(" · ");
  const text = renderPairs([
    ["root", `version ${version}, keys/root.json`],
    ["expires", root.expires],
    ...roles.map(
      ({ name, threshold, keyids }) =>
        [name, `${threshold} of ${new Set(keyids).size}: ${holders(keyids)}`] as const,
    ),
  ]);
  return {
    ok: true,
    text,
    data: { version, sha256, expires: root.expires, keys: root.keys, roles: root.roles },
  };
}
