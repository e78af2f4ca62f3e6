/** One whole workspace that a verifier accepts, and the helpers that attacks change it with. */
import type { Root } from "#host/contract/root.ts";
import type { SlotFloor } from "#host/trust/floors.ts";
import {
  putApproval,
  putPointer,
  publish,
  type Published,
  type Tree,
} from "#test/kit/signed-tree.ts";
import {
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

/** What the verifier is asked about a workspace. */
export interface VectorQuestion {
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
  keys: [rootKey(alice), rootKey(bob, ["paper"]), rootKey(carol), rootKey(mallory)],
  roles: {
    release: { keyids: [alice.keyid, bob.keyid, carol.keyid], threshold: 1 },
    proposer: { keyids: [mallory.keyid], threshold: 1 },
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
export function newRoot(scene: Scene, root: Root, keys: readonly TestKey[]): void {
  scene.tree.set("keys/root.json", seal("root", root, keys));
}
