/** One whole workspace that a verifier accepts, and the helpers that attacks change it with. */
import type { RiskPolicy } from "#host/contract/config.ts";
import type { Revocation, Revocations } from "#host/contract/revocations.ts";
import type { Root } from "#host/contract/root.ts";
import type { RevocationFloor } from "#host/trust/revocations.ts";
import { aPolicy } from "#test/kit/risk.ts";
import type { SlotFloor } from "#host/trust/floors.ts";
import {
  putApproval,
  putPointer,
  publish,
  type Published,
  type Tree,
} from "#test/kit/signed-tree.ts";
import {
  aKey,
  alice,
  anApproval,
  aPlugin,
  aRoot,
  bob,
  canonicalText,
  carol,
  ENGINE,
  mallory,
  NOW_MS,
  rootKey,
  seal,
  sha256,
  SLOT,
  utf8,
  type TestKey,
} from "#test/kit/signer.ts";

export const ID = "ema-cross";
export const DAY_MS = 86_400_000;

/** Holders of the other roles. */
export const erin = aKey("erin");
export const lena = aKey("lena");
export const greta = aKey("greta");
export const gus = aKey("gus");

/** What the verifier is asked about a workspace. */
export interface VectorQuestion {
  /** Left out: whether the slot may run. */
  readonly about?: "revocations" | "risk" | "checkpoint" | "time-reset";
  /** What the journal has honoured, accepted or holds, for the question about it. */
  readonly revocations?: RevocationFloor;
  readonly policy?: { readonly version: number; readonly text: string };
  readonly lastLoggedMs?: number;
  readonly resets?: readonly string[];
  readonly journal?: { readonly size: number; readonly genesis: string; readonly head: string };
  readonly slot: string;
  readonly place: "next" | "active";
  readonly nowMs: number;
  readonly engine: typeof ENGINE;
  readonly floor: SlotFloor | null;
  readonly rootFloor: { readonly version: number; readonly sha256: string | null } | null;
}

/** A whole workspace: slot versions 1 and 2, the first active and adopted, the second waiting. */
export interface Scene {
  /** Paths relative to the workspace: `keys/…` and `signed/…`. */
  readonly tree: Tree;
  readonly first: Published;
  readonly second: Published;
  question: VectorQuestion;
}

export const ROOT: Root = aRoot({
  keys: [
    rootKey(alice),
    rootKey(bob, ["paper"]),
    rootKey(carol),
    rootKey(mallory),
    ...[erin, lena, greta, gus].map((key) => rootKey(key)),
  ],
  roles: {
    release: { keyids: [alice.keyid, bob.keyid, carol.keyid], threshold: 1 },
    proposer: { keyids: [mallory.keyid], threshold: 1 },
    risk: { keyids: [erin.keyid], threshold: 1 },
    log: { keyids: [lena.keyid], threshold: 1 },
    ci: { keyids: [greta.keyid], threshold: 1 },
    guardian: { keyids: [gus.keyid], threshold: 1 },
  },
  revokedKeys: [carol.keyid],
});
export const secondOf = (first: Published) => ({ slotVersion: 2, previous: first.digest });

export function aScene(): Scene {
  const signed: Tree = new Map();
  const first = publish(signed, aPlugin());
  const { digest } = first;
  putPointer(signed, "active", { slot: SLOT, id: ID, version: 1, approval: digest });
  const second = publish(signed, aPlugin({ version: 2 }), secondOf(first));
  const tree: Tree = new Map([["keys/root.json", seal("root", ROOT)]]);
  for (const [path, bytes] of signed) tree.set(`signed/${path}`, bytes);
  for (const [path, bytes] of statements()) tree.set(path, bytes);
  const question: VectorQuestion = {
    slot: SLOT,
    place: "next",
    nowMs: NOW_MS,
    engine: ENGINE,
    floor: { slotVersion: 1, approval: digest },
    rootFloor: { version: 1, sha256: sha256(canonicalText(ROOT)) },
  };
  return { tree, first, second, question };
}

export const REVOCATIONS = "signed/revocations.json";
export const RISK = "signed/risk/1.json";
export const CHECKPOINT = "witness/main-7.json";
export const TIME_RESET = "signed/time-reset/main.json";
/** A year after now: what a clock with an empty battery once said. */
export const POISONED_MS = NOW_MS + 365 * DAY_MS;
export const JOURNAL = { size: 9, genesis: sha256("entry 0"), head: sha256("entry 6") };

export const LIST: Revocations = {
  schema: "revocations/1",
  version: 1,
  previous: null,
  entries: [revoked("bundle", "an old bundle")],
};
export function revoked(
  kind: Revocation["kind"],
  what: string,
  reason: Revocation["reason"] = "compromised",
): Revocation {
  const digest = /^[0-9a-f]{64}$/.test(what) ? what : sha256(what);
  return { kind, sha256: digest, reason, note: "a test", at: "2026-11-19T12:00:00.000Z" };
}
export const floorOfList = (list: Revocations): RevocationFloor => ({
  version: list.version,
  sha256: sha256(canonicalText(list)),
  entries: list.entries,
});
export const nextList = (more: readonly Revocation[], before = LIST): Revocations => ({
  ...before,
  version: before.version + 1,
  previous: sha256(canonicalText(before)),
  entries: [...before.entries, ...more],
});

export function policyText(version: number, change: Partial<RiskPolicy> = {}): string {
  const { drawdown: _tiers, ...policy } = aPolicy(change);
  const rows = Object.entries({ version, ...policy }).map(
    ([key, value]) => `${key} = ${JSON.stringify(value)}`,
  );
  return `${rows.join("\n")}\n`;
}
export const CHECKPOINT_SEEN = {
  schema: "checkpoint/1",
  account: "main",
  genesis: JOURNAL.genesis,
  size: 7,
  head: JOURNAL.head,
  time: "2026-11-20T11:00:00.000Z",
};
export const RESET = {
  schema: "time-reset/1",
  account: "main",
  from: new Date(POISONED_MS).toISOString(),
  to: new Date(NOW_MS).toISOString(),
  reason: "the battery was empty",
};

/** Everything that is signed beside approvals, whole. */
function statements(): Tree {
  return new Map([
    [REVOCATIONS, seal("revocations", LIST)],
    [RISK, seal("risk", utf8(policyText(1)), [alice, erin])],
    [CHECKPOINT, seal("checkpoint", CHECKPOINT_SEEN, [lena])],
    [TIME_RESET, seal("timeReset", RESET)],
  ]);
}

export interface Vector {
  /** Name of the attack; the folder is `<name>_refuse`. */
  readonly name: string;
  readonly why: string;
  readonly code: string;
  readonly attack: (scene: Scene) => void;
}

/** Changes files of `signed/` with the helpers that write such folders. */
export function inSigned({ tree }: Scene, change: (signed: Tree) => void): void {
  const signed: Tree = new Map();
  change(signed);
  for (const [path, bytes] of signed) tree.set(`signed/${path}`, bytes);
}
export const at = ({ tree }: Scene, path: string): Uint8Array => tree.get(path) ?? utf8("");
export const secondPath = ({ second }: Scene): string =>
  `signed/${ID}/2/approvals/${second.digest}.json`;
export const ask = (scene: Scene, change: Partial<VectorQuestion>): void => {
  scene.question = { ...scene.question, ...change };
};
/** Signs the second approval again, with other keys or other words, and points next at it. */
export function signAgain(
  scene: Scene,
  change: object = {},
  keys: readonly TestKey[] = [alice],
): void {
  const plugin = aPlugin({ version: 2 });
  scene.tree.delete(secondPath(scene));
  inSigned(scene, (signed) => {
    const approval = anApproval(plugin, { ...secondOf(scene.first), ...change });
    const digest = putApproval(signed, approval, keys);
    putPointer(signed, "next", { slot: SLOT, id: ID, version: 2, approval: digest });
  });
}
export function newRoot(scene: Scene, root: Root, keys: readonly TestKey[] = [alice]): void {
  scene.tree.set("keys/root.json", seal("root", root, keys));
}
