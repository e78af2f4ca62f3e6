/** Who may say what: thresholds and doubled keys, every role and every type of statement in the place of another. */
import type { PayloadKind } from "#host/contract/envelope.ts";
import type { Root } from "#host/contract/root.ts";
import { alice, bob, carol, mallory, rootKey, seal, sha256, utf8 } from "#test/kit/signer.ts";
import {
  ask,
  CHECKPOINT,
  CHECKPOINT_SEEN,
  erin,
  greta,
  gus,
  lena,
  LIST,
  newRoot,
  policyText,
  RESET,
  REVOCATIONS,
  RISK,
  ROOT,
  secondPath,
  signAgain,
  TIME_RESET,
  type Scene,
  type Vector,
  type VectorQuestion,
} from "./scene.ts";

/** A root in which somebody wrote something that would count one key as two. */
function doubled(name: string, why: string, change: Partial<Root>): Vector {
  return {
    name,
    why,
    code: "root_invalid",
    attack: (scene) => {
      newRoot(scene, { ...ROOT, ...change });
      ask(scene, { rootFloor: null });
    },
  };
}
const two = (...keyids: string[]): Root["roles"] => ({ release: { keyids, threshold: 2 } });

const THRESHOLDS: readonly Vector[] = [
  doubled(
    "one-key-listed-twice",
    "The role needs two keys and lists the same one twice: GHSA-pwqf-9h7j-7mv8.",
    { roles: two(alice.keyid, alice.keyid) },
  ),
  doubled("one-key-defined-twice", "The same key stands twice in the list of keys.", {
    keys: [rootKey(alice), rootKey(alice)],
    roles: two(alice.keyid, bob.keyid),
    revokedKeys: [],
  }),
  doubled("two-ids-of-one-key", "A second id for the same public key would make two of it.", {
    keys: [rootKey(alice), { ...rootKey(alice), keyid: sha256("another name") }],
    roles: two(alice.keyid, sha256("another name")),
    revokedKeys: [],
  }),
  doubled("one-id-with-other-bytes", "Alice's id stands beside Mallory's public key.", {
    keys: [rootKey(bob), { ...rootKey(mallory), keyid: alice.keyid }],
    roles: two(alice.keyid, bob.keyid),
    revokedKeys: [],
  }),
  doubled("threshold-beyond-the-keys", "Three must sign and two are left after a revocation.", {
    keys: [rootKey(alice), rootKey(bob), rootKey(carol)],
    roles: { release: { keyids: [alice.keyid, bob.keyid, carol.keyid], threshold: 3 } },
  }),
  {
    name: "one-of-two-signed",
    why: "Two must sign and one did.",
    code: "threshold_not_met",
    attack: (scene) => {
      const keys = [rootKey(alice), rootKey(bob)];
      const root = { ...ROOT, keys, roles: two(alice.keyid, bob.keyid), revokedKeys: [] };
      newRoot(scene, root, [alice, bob]);
      ask(scene, { rootFloor: null });
      signAgain(scene, {}, [alice]);
    },
  },
  {
    name: "one-of-two-signatures-is-wrong",
    why: "One signature is enough and right; the other is of a known key and does not fit: evidence of tampering.",
    code: "signature_invalid",
    attack: (scene) => signAgain(scene, {}, [alice, { ...bob, sign: mallory.sign }]),
  },
];

const HOLDERS = { risk: erin, log: lena, ci: greta, guardian: gus } as const;
const ROLES: readonly Vector[] = [
  ...Object.entries(HOLDERS).map(([role, key]): Vector => ({
    name: `approved-by-${role}`,
    why: `The signature is good, but its key holds the role ${role}: role confusion.`,
    code: "key_role_wrong",
    attack: (scene) => signAgain(scene, {}, [key]),
  })),
  {
    name: "revoked-by-a-witness",
    why: "One releaser is enough to revoke; a witness is none.",
    code: "key_role_wrong",
    attack: (scene) => {
      scene.tree.set(REVOCATIONS, seal("revocations", LIST, [lena]));
      ask(scene, { about: "revocations" });
    },
  },
  {
    name: "witnessed-by-a-releaser",
    why: "Who approves must not also attest the journal: only the role log signs checkpoints.",
    code: "key_role_wrong",
    attack: (scene) => {
      scene.tree.set(CHECKPOINT, seal("checkpoint", CHECKPOINT_SEEN));
      ask(scene, { about: "checkpoint" });
    },
  },
  {
    name: "time-reset-by-a-witness",
    why: "Setting the time back can revive what has expired: it needs the threshold of release.",
    code: "key_role_wrong",
    attack: (scene) => {
      scene.tree.set(TIME_RESET, seal("timeReset", RESET, [lena]));
      ask(scene, { about: "time-reset" });
    },
  },
  {
    name: "risk-policy-by-release-alone",
    why: "Risk is a role of its own: a releaser alone sets no limits.",
    code: "key_role_wrong",
    attack: (scene) => {
      scene.tree.set(RISK, seal("risk", utf8(policyText(1)), [alice]));
      ask(scene, { about: "risk" });
    },
  },
  {
    name: "first-risk-policy-by-risk-alone",
    why: "The first policy allows what nobody allowed before, so release must agree.",
    code: "key_role_wrong",
    attack: (scene) => {
      scene.tree.set(RISK, seal("risk", utf8(policyText(1)), [erin]));
      ask(scene, { about: "risk" });
    },
  },
];

interface Place {
  readonly word: string;
  readonly path: (scene: Scene) => string;
  readonly payload: (scene: Scene) => object;
  readonly about: VectorQuestion["about"];
}

const PLACES: { readonly [K in PayloadKind]: Place } = {
  approval: {
    word: "an approval",
    path: secondPath,
    payload: ({ second }) => second.approval,
    about: undefined,
  },
  root: { word: "a root", path: () => "keys/root.json", payload: () => ROOT, about: undefined },
  risk: {
    word: "a risk policy",
    path: () => RISK,
    payload: () => utf8(policyText(1)),
    about: "risk",
  },
  revocations: {
    word: "a list of revocations",
    path: () => REVOCATIONS,
    payload: () => LIST,
    about: "revocations",
  },
  checkpoint: {
    word: "a checkpoint",
    path: () => CHECKPOINT,
    payload: () => CHECKPOINT_SEEN,
    about: "checkpoint",
  },
  timeReset: {
    word: "a reset of the time",
    path: () => TIME_RESET,
    payload: () => RESET,
    about: "time-reset",
  },
};
const KINDS = Object.keys(PLACES).filter((kind): kind is PayloadKind => kind in PLACES);

/** Every kind in the place of every other, signed by all who could be asked: only the type is wrong. */
const TYPES: readonly Vector[] = KINDS.flatMap((found) =>
  KINDS.filter((expected) => expected !== found).map((expected): Vector => {
    const { word, payload } = PLACES[found];
    const place = PLACES[expected];
    return {
      name: `${word} instead of ${place.word}`.replaceAll(" ", "-"),
      why: `Validly signed, but it is ${word} and stands where ${place.word} is expected: type confusion.`,
      code: "payload_type_wrong",
      attack: (scene) => {
        const bytes = seal(found, payload(scene), [alice, erin, lena]);
        scene.tree.set(place.path(scene), bytes);
        if (place.about !== undefined) ask(scene, { about: place.about });
      },
    };
  }),
);

export const ROLE_ATTACKS: readonly Vector[] = [...THRESHOLDS, ...ROLES, ...TYPES];
