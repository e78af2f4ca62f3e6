import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ok, refuse, type Refused, type Result } from "#host/kernel/result.ts";
import type { Arguments } from "#host/terminal/arguments.ts";
import type { Handler } from "#host/terminal/run-command.ts";
import { OLDER_ROOTS } from "#host/trust/keyring/root-chain.ts";
import { workspaceAt, type Workspace } from "#host/workspace/paths.ts";
import { keysIn, readKeyFile } from "../key-store.ts";
import type { SignPorts } from "../ports.ts";
import { expiresIn, ownerOf, readPublic } from "../root/arguments.ts";
import { firstRoot, type Newcomer } from "../root/change.ts";
import { carryRoot, proposeRoot } from "../root/propose.ts";
import { rootIfThere } from "../root/store.ts";
import type { PublicHalf } from "../signing-key.ts";

/** `sign root init`. */
export function rootInit(ports: SignPorts): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const there = rootIfThere(workspace);
    if (!there.ok || there.value !== null) {
      return refuse("root_exists", "keys/root.json is there already");
    }
    const past = tracesOf(workspace);
    if (past !== null) return past;
    const holders = holdersOf(workspace, args);
    if (!holders.ok) return holders;
    const root = firstRoot(holders.value, args.number("threshold"), expiresIn(args, ports.nowMs()));
    if (!root.ok) return root;
    const proposal = proposeRoot(root.value, null);
    return proposal.ok ? await carryRoot(ports, workspace, args, proposal.value, null) : proposal;
  };
}

/** A root that is only lost must come back: a new one would make nothing of what was signed. */
function tracesOf(workspace: Workspace): Refused | null {
  const named = [
    ["keys/roots", join(workspace.keys, OLDER_ROOTS)],
    ["signed", workspace.signed],
  ] as const;
  const found = named.find(([, path]) => existsSync(path) && readdirSync(path).some(isTrace));
  return found === undefined
    ? null
    : refuse("root_exists", `${found[0]}/ shows that a root was here, and keys/root.json is gone`, {
        hint: "restore keys/root.json from version control, or move keys/roots/ and signed/ away to begin anew",
      });
}

/** A folder that version control keeps may hold a file of its own. */
function isTrace(name: string): boolean {
  return !name.startsWith(".") && name !== "README.md";
}

/** The keys that sign now, and those that sign elsewhere. */
function holdersOf(workspace: Workspace, args: Arguments): Result<readonly Newcomer[]> {
  const secret = args.texts("key");
  const others = args.texts("public-key");
  const here = secret.length > 0 || others.length > 0 ? ok(secret) : onlyKey(workspace);
  if (!here.ok) return here;
  const halves: PublicHalf[] = [];
  for (const path of here.value) {
    const file = readKeyFile(path);
    if (!file.ok) return file;
    halves.push(file.value);
  }
  for (const path of others) {
    const half = readPublic(path);
    if (!half.ok) return half;
    halves.push(half.value);
  }
  const text = args.textOrNull("owner");
  if (text !== null && halves.length > 1) {
    return refuse("argument_invalid", "--owner names one person, and there are several keys", {
      hint: "the others are called what their keys are called",
    });
  }
  const holders: Newcomer[] = [];
  for (const key of halves) {
    const owner = ownerOf(text, key.name);
    if (!owner.ok) return owner;
    holders.push({ key, owner: owner.value });
  }
  return ok(holders);
}

function onlyKey(workspace: Workspace): Result<readonly string[]> {
  const found = keysIn(workspace);
  if (found.length === 1) return ok(found);
  const what = found.length === 0 ? "no secret key" : `${found.length} secret keys`;
  return refuse("key_not_chosen", `keys/ has ${what}, so whose root it is must be said`, {
    hint: "name one with --key FILE; sign keygen --name demo --paper makes one for a demo",
  });
}
