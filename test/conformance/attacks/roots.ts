/** Attacks on the root of trust itself. */
import type { Root } from "#host/contract/root.ts";
import { aRoot, mallory, NOW_MS, rootKey, seal } from "#test/kit/signer.ts";
import { ask, DAY_MS, newRoot, signAgain, type Vector } from "./scene.ts";

export const ROOT_ATTACKS: readonly Vector[] = [
  {
    name: "root-rolled-back",
    why: "The root is older than one under which this host has acted.",
    code: "root_rolled_back",
    attack: (scene) => ask(scene, { rootFloor: { version: 2, sha256: null } }),
  },
  {
    name: "root-replaced",
    why: "The whole keys/ folder was replaced: the new root signs itself well, but it is not the one of before.",
    code: "root_replaced",
    attack: (scene) => {
      const own = aRoot({
        keys: [rootKey(mallory)],
        roles: { release: { keyids: [mallory.keyid], threshold: 1 } },
      });
      newRoot(scene, own, [mallory]);
      signAgain(scene, {}, [mallory]);
    },
  },
  {
    name: "root-expired",
    why: "Nobody has written a root for a year: freeze.",
    code: "root_expired",
    attack: (scene) => ask(scene, { nowMs: NOW_MS + 366 * DAY_MS }),
  },
  {
    name: "root-taken-over",
    why: "Version 2 of the root is signed by its own new key only, not by the threshold of version 1.",
    code: "key_unknown",
    attack: (scene) => {
      const own: Root = {
        ...aRoot({ keys: [rootKey(mallory)] }),
        version: 2,
        roles: { release: { keyids: [mallory.keyid], threshold: 1 } },
      };
      scene.tree.set("keys/roots/1.json", seal("root", aRoot()));
      newRoot(scene, own, [mallory]);
      ask(scene, { rootFloor: null });
    },
  },
];
