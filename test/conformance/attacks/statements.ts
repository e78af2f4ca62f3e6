/** What stands beside approvals: rollback and shrinking of revocations, two keys for risk, witnesses, resets, reports. */
import type { Approval } from "#host/contract/approval.ts";
import { alice, bob, rootKey, seal, utf8 } from "#test/kit/signer.ts";
import {
  ask,
  at,
  erin,
  floorOfList,
  LIST,
  newRoot,
  nextList,
  policyText,
  REVOCATIONS,
  revoked,
  ROOT,
  signAgain,
  type Scene,
  type Vector,
} from "./scene.ts";

const SECOND_LIST = nextList([revoked("key", bob.keyid)]);

/** A list that is asked about on its own, after the host has honoured another. */
function list(name: string, why: string, code: string, attack: (scene: Scene) => void): Vector {
  return {
    name,
    why,
    code,
    attack: (scene) => {
      ask(scene, { about: "revocations", revocations: floorOfList(SECOND_LIST) });
      attack(scene);
    },
  };
}
const put = (scene: Scene, path: string, bytes: Uint8Array) => void scene.tree.set(path, bytes);

const REVOCATION_ATTACKS: readonly Vector[] = [
  list(
    "revocations-rolled-back",
    "The list of before, validly signed then.",
    "revocation_rolled_back",
    () => undefined,
  ),
  list("revocations-replaced", "Another list 2, validly signed.", "revocation_replaced", (scene) =>
    put(scene, REVOCATIONS, seal("revocations", nextList([revoked("bundle", "another")]))),
  ),
  list(
    "revocations-shrunk",
    "List 3 does not have what list 2 revoked.",
    "revocation_shrunk",
    (scene) => {
      const entries = [revoked("bundle", "an old bundle"), revoked("bundle", "another")];
      const third = { ...nextList([], SECOND_LIST), entries };
      put(scene, REVOCATIONS, seal("revocations", third));
    },
  ),
  list(
    "revocations-reworded",
    "List 3 calls superseded what list 2 called compromised.",
    "revocation_shrunk",
    (scene) => {
      const [first] = LIST.entries;
      const entries = [first, revoked("key", bob.keyid, "superseded")].filter(
        (each) => each !== undefined,
      );
      put(scene, REVOCATIONS, seal("revocations", { ...nextList([], SECOND_LIST), entries }));
    },
  ),
  list(
    "revocations-of-another-chain",
    "List 3 follows another list 2.",
    "revocation_chain_broken",
    (scene) => {
      const other = nextList([revoked("key", bob.keyid)], nextList([revoked("bundle", "x")]));
      put(
        scene,
        REVOCATIONS,
        seal("revocations", {
          ...other,
          entries: [...SECOND_LIST.entries, revoked("bundle", "y")],
        }),
      );
    },
  ),
  list(
    "revocations-gone",
    "The file was deleted: what it would say now is hidden.",
    "revocation_missing",
    (scene) => void scene.tree.delete(REVOCATIONS),
  ),
  list(
    "revoked-thief-revokes-the-others",
    "List 2 revoked Bob's key as stolen; the thief signs list 3 with it.",
    "key_revoked",
    (scene) =>
      put(
        scene,
        REVOCATIONS,
        seal("revocations", nextList([revoked("key", alice.keyid)], SECOND_LIST), [bob]),
      ),
  ),
  {
    name: "revoked-bundle",
    why: "Everything is validly signed, and a releaser has taken the code back since.",
    code: "bundle_revoked",
    attack: (scene) => revoke(scene, revoked("bundle", bundleOf(scene.second.approval))),
  },
  {
    name: "withdrawn-approval",
    why: "The approval that waits was withdrawn before it was adopted.",
    code: "approval_revoked",
    attack: (scene) => revoke(scene, revoked("approval", scene.second.digest, "superseded")),
  },
  {
    name: "stolen-key-signs-again",
    why: "The key was revoked in the list; the root still has it. The thief signs once more.",
    code: "key_revoked",
    attack: (scene) => {
      revoke(scene, revoked("key", bob.keyid));
      signAgain(scene, {}, [bob]);
    },
  },
  {
    name: "threshold-lost-by-revocation",
    why: "Two must sign and two did, but one of them is revoked since.",
    code: "key_revoked",
    attack: (scene) => {
      const release = { keyids: [alice.keyid, bob.keyid], threshold: 2 };
      const keys = [rootKey(alice), rootKey(bob)];
      newRoot(scene, { ...ROOT, keys, roles: { release }, revokedKeys: [] }, [alice, bob]);
      ask(scene, { rootFloor: null });
      signAgain(scene, {}, [alice, bob]);
      revoke(scene, revoked("key", bob.keyid));
    },
  },
];

function revoke(scene: Scene, entry: ReturnType<typeof revoked>): void {
  put(scene, REVOCATIONS, seal("revocations", nextList([entry])));
}
function bundleOf(approval: Approval): string {
  return approval.members[0]?.bundleSha256 ?? "";
}

function risk(name: string, why: string, code: string, attack: (scene: Scene) => void): Vector {
  return {
    name,
    why,
    code,
    attack: (scene) => {
      ask(scene, { about: "risk", policy: { version: 2, text: policyText(2) } });
      put(scene, "signed/risk/2.json", seal("risk", utf8(policyText(2)), [erin]));
      attack(scene);
    },
  };
}

const RISK_ATTACKS: readonly Vector[] = [
  risk(
    "risk-loosened-by-one-role",
    "Policy 3 allows more leverage and only the risk keys signed it.",
    "key_role_wrong",
    (scene) =>
      put(
        scene,
        "signed/risk/3.json",
        seal("risk", utf8(policyText(3, { leverage_max: "50" })), [erin]),
      ),
  ),
  risk(
    "risk-rolled-back",
    "The newest policy was removed, the older and looser one is left.",
    "risk_rolled_back",
    (scene) => void scene.tree.delete("signed/risk/2.json"),
  ),
  risk(
    "risk-replaced",
    "Another policy 2, validly signed by both roles.",
    "risk_replaced",
    (scene) =>
      put(
        scene,
        "signed/risk/2.json",
        seal("risk", utf8(policyText(2, { leverage_max: "50" })), [alice, erin]),
      ),
  ),
  risk(
    "risk-under-another-number",
    "Policy 2 again in the file of policy 3.",
    "risk_invalid",
    (scene) => put(scene, "signed/risk/3.json", at(scene, "signed/risk/2.json")),
  ),
  risk(
    "risk-without-a-version",
    "The signed bytes are the draft: it says no version.",
    "risk_invalid",
    (scene) =>
      put(
        scene,
        "signed/risk/3.json",
        seal("risk", utf8(policyText(3).replace("version = 3\n", "")), [alice, erin]),
      ),
  ),
  risk(
    "risk-that-does-not-read",
    "Validly signed bytes with a key that no policy has.",
    "risk_invalid",
    (scene) =>
      put(
        scene,
        "signed/risk/3.json",
        seal("risk", utf8(`${policyText(3)}armed = true\n`), [alice, erin]),
      ),
  ),
];

export const STATEMENT_ATTACKS: readonly Vector[] = [...REVOCATION_ATTACKS, ...RISK_ATTACKS];
