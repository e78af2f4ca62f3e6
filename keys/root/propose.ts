/** From a root that is wanted to one that is in force: shown, signed by whoever is here, installed or passed on. */
import type { Root } from "#host/contract/root.ts";
import { ok, refuse, type Refused, type Result } from "#host/kernel/result.ts";
import { keyringOf } from "#host/trust/keyring/keyring.ts";
import type { TrustedRoot } from "#host/trust/keyring/root.ts";
import type { Arguments } from "#host/terminal/arguments.ts";
import type { Done } from "#host/terminal/run-command.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import { withLock } from "../lock.ts";
import type { SignPorts } from "../ports.ts";
import { carry } from "../proposal/carry.ts";
import { draftOf, type Draft } from "../proposal/file.ts";
import type { Demand } from "../proposal/tally.ts";
import { payloadOf } from "../seal.ts";
import { renderChanges, rootChanges } from "./diff.ts";
import { showRoot } from "./show.ts";
import { environmentOfRoots, installRoot, rootIfThere, type RootOnDisk } from "./store.ts";

export interface RootProposal {
  readonly draft: Draft;
  readonly root: Root;
  readonly follows: RootOnDisk | null;
  readonly demands: readonly Demand[];
}

/**
 * Makes a proposal of a root, and asks whether anybody can complete it.
 *
 * @returns Refusals: what `keyringOf` says, root_paper_only, threshold_unreachable.
 */
export function proposeRoot(
  root: Root,
  follows: RootOnDisk | null,
  draft: Draft = draftOf("root", payloadOf(root)),
): Result<RootProposal> {
  const keyring = keyringOf(root);
  if (!keyring.ok) return keyring;
  const before = follows === null ? [] : [follows.root];
  const environment = environmentOfRoots([...before.map((each) => each.keyring), keyring.value]);
  const judges = [
    ...before.map((each) => ({ version: each.version, keyring: each.keyring })),
    { version: root.version, keyring: keyring.value },
  ];
  const demands = judges.map((judge): Demand => {
    const title = `release of root version ${judge.version}`;
    return { title, role: "release", environment, keyring: judge.keyring, threshold: null };
  });
  const never = unreachable(demands, environment === "live");
  return never ?? ok({ draft, root, follows, demands });
}

/** A root that nobody can complete is refused before the first person signs it. */
function unreachable(demands: readonly Demand[], live: boolean): Refused | null {
  for (const { title, keyring, environment } of demands) {
    const rule = keyring.roles.get("release");
    const able = [...(rule?.keyids ?? [])].filter((keyid) => {
      const key = keyring.keys.get(keyid);
      return key !== undefined && !key.revoked && environment !== null
        ? key.environments.includes(environment)
        : false;
    }).length;
    const needed = rule?.threshold ?? 1;
    if (able >= needed) continue;
    const what = `${title} needs ${needed} keys that are good for ${environment ?? "it"}, and has ${able}`;
    return live && able === 0
      ? refuse("root_paper_only", what, {
          hint: "begin anew: move keys/root.json, keys/roots/ and signed/ away, then sign root init with an encrypted key",
        })
      : refuse("threshold_unreachable", what);
  }
  return null;
}

/** What a root would change, on the screen before any question. */
function tellRoot(ports: SignPorts, root: Root, follows: RootOnDisk | null): void {
  const from =
    follows === null ? "the first root" : `version ${follows.root.version} → ${root.version}`;
  const changes = rootChanges(follows?.root.root ?? null, root);
  const widens = changes.some((change) => change.widens);
  ports.tell(`root: ${from}\n${renderChanges(changes)}\n`);
  if (widens) ports.tell("lines with ! give somebody more power, or ask for fewer people\n");
}

/**
 * Shows, signs, and installs or passes on.
 *
 * @param path - The proposal's file, when it was read from one.
 */
export async function carryRoot(
  ports: SignPorts,
  workspace: Workspace,
  args: Arguments,
  { draft, demands, root, follows }: RootProposal,
  path: string | null,
): Promise<Refused | Done> {
  tellRoot(ports, root, follows);
  return await carry(ports, workspace, {
    draft,
    demands,
    named: args.texts("key"),
    words: `root ${root.version}`,
    live: false,
    path,
    out: path === null ? args.textOrNull("out") : null,
    name: `root-${root.version}.json`,
    next: "sign root sign FILE",
    install(envelope, proposal) {
      const installed = installUnderLock(ports, workspace, envelope, follows);
      return installed.ok ? showRoot(installed.value, proposal) : installed;
    },
  });
}

function installUnderLock(
  ports: SignPorts,
  workspace: Workspace,
  envelope: Uint8Array,
  follows: RootOnDisk | null,
): Result<TrustedRoot> {
  return withLock(ports, workspace, () => {
    const now = rootIfThere(workspace);
    if (!now.ok) return now;
    return now.value?.root.sha256 === follows?.root.sha256
      ? installRoot(workspace, envelope, follows)
      : refuse("proposal_stale", "another root was installed in the meantime");
  });
}
