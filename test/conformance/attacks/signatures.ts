/** Who signed, and what: tampering, wrong keys, confusion of types and roles. */
import { publish, putPointer } from "#test/kit/signed-tree.ts";
import {
  alice,
  anApproval,
  aPlugin,
  bob,
  canonicalText,
  carol,
  mallory,
  rootKey,
  seal,
  sealAs,
  sha256,
  SLOT,
  utf8,
} from "#test/kit/signer.ts";
import {
  ask,
  at,
  ID,
  inSigned,
  newRoot,
  ROOT,
  secondPath,
  signAgain,
  type Vector,
} from "./scene.ts";

export const SIGNATURE_ATTACKS: readonly Vector[] = [
  {
    name: "payload-changed-after-signing",
    why: "One bit of the approval's payload differs from what was signed: tampering.",
    code: "signature_invalid",
    attack: (scene) => {
      const text = Buffer.from(at(scene, secondPath(scene))).toString("utf8");
      const start = text.indexOf('"payload":"') + 200;
      const other = text[start] === "A" ? "B" : "A";
      scene.tree.set(secondPath(scene), utf8(text.slice(0, start) + other + text.slice(start + 1)));
    },
  },
  {
    name: "signed-by-a-stranger",
    why: "The key that signed is in no root: wrong key.",
    code: "key_unknown",
    attack: (scene) => signAgain(scene, {}, [{ ...mallory, keyid: sha256("stranger") }]),
  },
  {
    name: "signed-by-a-revoked-key",
    why: "Carol's key is in the root's list of revoked keys.",
    code: "key_revoked",
    attack: (scene) => signAgain(scene, {}, [carol]),
  },
  {
    name: "signed-by-a-proposer",
    why: "Mallory may propose; the signature is good, the role is not: role confusion.",
    code: "key_role_wrong",
    attack: (scene) => signAgain(scene, {}, [mallory]),
  },
  {
    name: "paper-key-in-a-live-slot",
    why: "Bob's plain key is good for paper. The approval is for a live slot.",
    code: "key_environment_wrong",
    attack: (scene) => {
      const slot = "live.main.BTCUSDT";
      ask(scene, { slot, floor: null });
      const reports = { evidenceSha256: sha256("evidence") };
      const base = anApproval(aPlugin());
      const members = base.members.map((member) => ({
        ...member,
        conformanceSha256: sha256("conformance"),
      }));
      inSigned(scene, (signed) =>
        publish(signed, aPlugin(), { slot, environment: "live", ...reports, members }, "next", [
          bob,
        ]),
      );
    },
  },
  {
    name: "one-key-signs-twice",
    why: "The threshold is two keys. One key's signature stands there twice; it counts once.",
    code: "threshold_not_met",
    attack: (scene) => {
      const release = { keyids: [alice.keyid, bob.keyid], threshold: 2 };
      newRoot(
        scene,
        { ...ROOT, keys: [rootKey(alice), rootKey(bob)], revokedKeys: [], roles: { release } },
        [alice, bob],
      );
      ask(scene, { rootFloor: null });
      signAgain(scene, {}, [alice, alice]);
    },
  },
  {
    name: "approval-under-another-type",
    why: "The words are an approval's, the signed type is another project's: type confusion.",
    code: "payload_type_wrong",
    attack: (scene) =>
      scene.tree.set(
        secondPath(scene),
        sealAs("application/vnd.in-toto+json", scene.second.approval, [alice]),
      ),
  },
  {
    name: "payload-not-canonical",
    why: "Validly signed, but spelled with a space: two spellings of one approval would be two digests.",
    code: "payload_not_canonical",
    attack: (scene) => {
      const payload = utf8(` ${canonicalText(scene.second.approval)}`);
      const digest = sha256(payload);
      scene.tree.set(`signed/${ID}/2/approvals/${digest}.json`, seal("approval", payload));
      scene.tree.delete(secondPath(scene));
      inSigned(scene, (signed) =>
        putPointer(signed, "next", { slot: SLOT, id: ID, version: 2, approval: digest }),
      );
    },
  },
];
