import { role as roleShape } from "#host/contract/root.ts";
import { refuse, type Result } from "#host/kernel/result.ts";
import type { Handler } from "#host/terminal/run-command.ts";
import { workspaceAt } from "#host/workspace/paths.ts";
import { parsePublicKey } from "../key-file.ts";
import { chooseKeys, readPublicText, withKeys } from "../key-store.ts";
import type { SignPorts } from "../ports.ts";
import {
  expiryAfter,
  grantedRoot,
  rootToFollow,
  writeRoot,
  type RoleGrant,
} from "../root-store.ts";
import type { PublicHalf } from "../signing-key.ts";
import { ownerOf, showRoot } from "./root-init.ts";

/** `sign root add`. */
export function rootAdd(ports: SignPorts): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const follows = rootToFollow(workspace);
    if (!follows.ok) return follows;
    const key = readPublic(args.text("public-key"));
    if (!key.ok) return key;
    const owner = ownerOf(args.textOrNull("owner"), key.value.name);
    if (!owner.ok) return owner;
    const role = roleShape.safeParse(args.text("role"));
    if (!role.success) return refuse("argument_invalid", "--role names no role");
    const paths = chooseKeys(workspace, args.texts("signing-key"));
    if (!paths.ok) return paths;
    const grant: RoleGrant = {
      key: key.value,
      owner: owner.value,
      role: role.data,
      threshold: args.numberOrNull("threshold"),
      expires: expiryAfter(ports.nowMs(), args.number("expires-days")),
    };
    const next = grantedRoot(follows.value.root.root, grant);
    const written = await withKeys(ports, paths.value, (keys) =>
      writeRoot(workspace, next, keys, follows.value),
    );
    return written.ok ? showRoot(written.value) : written;
  };
}

function readPublic(path: string): Result<PublicHalf> {
  const text = readPublicText(path);
  return text.ok ? parsePublicKey(text.value, path) : text;
}
