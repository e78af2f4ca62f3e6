/** When and where: freeze, rollback, equivocation, mix-up, another engine. */
import { publish, putApproval, putPointer } from "#test/kit/signed-tree.ts";
import { anApproval, aPlugin, ENGINE, NOW_MS, SLOT } from "#test/kit/signer.ts";
import { ask, at, DAY_MS, ID, inSigned, secondOf, signAgain, type Vector } from "./scene.ts";

export const HISTORY_ATTACKS: readonly Vector[] = [
  {
    name: "expired",
    why: "Thirty days later nobody has looked again: freeze.",
    code: "approval_expired",
    attack: (scene) => ask(scene, { nowMs: NOW_MS + 30 * DAY_MS }),
  },
  {
    name: "not-yet-valid",
    why: "The approval begins later than now: it was signed ahead of time, or a clock is wrong.",
    code: "approval_not_yet_valid",
    attack: (scene) => ask(scene, { nowMs: NOW_MS - 2 * DAY_MS }),
  },
  {
    name: "version-rolled-back",
    why: "The waiting pointer names slot version 1 again; the host has adopted version 2.",
    code: "version_not_higher",
    attack: (scene) => {
      ask(scene, { floor: { slotVersion: 2, approval: scene.second.digest } });
      inSigned(scene, (signed) =>
        putPointer(signed, "next", {
          slot: SLOT,
          id: ID,
          version: 1,
          approval: scene.first.digest,
        }),
      );
    },
  },
  {
    name: "active-pointer-rolled-back",
    why: "Somebody edited the active pointer back to version 1; the journal says version 2.",
    code: "version_rolled_back",
    attack: (scene) =>
      ask(scene, { place: "active", floor: { slotVersion: 2, approval: scene.second.digest } }),
  },
  {
    name: "active-pointer-moved-ahead",
    why: "Somebody edited the active pointer to version 2, which the host never adopted.",
    code: "pointer_not_adopted",
    attack: (scene) => {
      ask(scene, { place: "active" });
      inSigned(scene, (signed) =>
        putPointer(signed, "active", {
          slot: SLOT,
          id: ID,
          version: 2,
          approval: scene.second.digest,
        }),
      );
    },
  },
  {
    name: "same-version-signed-twice",
    why: "Two validly signed approvals are slot version 2: equivocation.",
    code: "version_equivocated",
    attack: (scene) =>
      inSigned(
        scene,
        (signed) =>
          void putApproval(
            signed,
            anApproval(aPlugin(), { ...secondOf(scene.first), reason: "another" }),
          ),
      ),
  },
  {
    name: "two-successors-of-one-approval",
    why: "Two validly signed approvals follow slot version 1: equivocation.",
    code: "version_equivocated",
    attack: (scene) =>
      inSigned(
        scene,
        (signed) =>
          void putApproval(
            signed,
            anApproval(aPlugin(), { ...secondOf(scene.first), slotVersion: 3 }),
          ),
      ),
  },
  {
    name: "history-with-a-gap",
    why: "A host that begins today needs every approval since the first; the first is gone.",
    code: "history_incomplete",
    attack: (scene) => {
      ask(scene, { floor: null });
      scene.tree.delete(`signed/${ID}/1/approvals/${scene.first.digest}.json`);
    },
  },
  {
    name: "pointer-of-another-slot",
    why: "The pointer of another slot, where all is well, was copied over this one: mix-up.",
    code: "slot_differs",
    attack: (scene) => {
      const other = "paper.main.ETHUSDT";
      const foreign = { slot: other, slotVersion: 2, previous: scene.first.digest };
      inSigned(scene, (signed) => publish(signed, aPlugin(), foreign));
      const pointer = `signed/next/${other}.json`;
      scene.tree.set(`signed/next/${SLOT}.json`, at(scene, pointer));
    },
  },
  {
    name: "approval-of-another-slot",
    why: "The pointer names this slot, the approval another one: mix-up.",
    code: "slot_differs",
    attack: (scene) => signAgain(scene, { slot: "paper.main.ETHUSDT" }),
  },
  {
    name: "wrong-engine",
    why: "The approval was signed for another V8; Math.pow may differ in its last bit.",
    code: "engine_differs",
    attack: (scene) => ask(scene, { engine: { ...ENGINE, v8: "13.6.233.10" } }),
  },
];
