/** What stands beside approvals: rollback and shrinking of revocations, two keys for risk, witnesses, resets, reports. */
import type { Approval } from "#host/contract/approval.ts";
import {
  alice,
  anApproval,
  aPlugin,
  bob,
  canonicalText,
  seal,
  sha256,
  utf8,
} from "#test/kit/signer.ts";
import {
  ask,
  at,
  CHECKPOINT,
  CHECKPOINT_SEEN,
  DAY_MS,
  erin,
  floorOfList,
  ID,
  JOURNAL,
  lena,
  LIST,
  newRoot,
  nextList,
  policyText,
  POISONED_MS,
  RESET,
  REVOCATIONS,
  revoked,
  ROOT,
  signAgain,
  TIME_RESET,
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
      newRoot(scene, { ...ROOT, roles: { ...ROOT.roles, release } }, [alice, bob]);
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

const WITNESS_ATTACKS: readonly Vector[] = [
  {
    name: "journal-truncated",
    why: "A witness saw seven entries; the journal that is there has five.",
    code: "checkpoint_truncated",
    attack: (scene) => ask(scene, { about: "checkpoint", journal: { ...JOURNAL, size: 5 } }),
  },
  {
    name: "journal-rewritten",
    why: "The chain is whole, but its seventh entry is another one than the witness saw.",
    code: "checkpoint_differs",
    attack: (scene) =>
      ask(scene, { about: "checkpoint", journal: { ...JOURNAL, head: sha256("another") } }),
  },
  {
    name: "journal-begun-anew",
    why: "The journal is long enough and begins with another entry.",
    code: "checkpoint_foreign",
    attack: (scene) =>
      ask(scene, { about: "checkpoint", journal: { ...JOURNAL, genesis: sha256("another") } }),
  },
  {
    name: "checkpoint-of-another-account",
    why: "The checkpoint was made of another account's journal.",
    code: "checkpoint_foreign",
    attack: (scene) => {
      put(scene, CHECKPOINT, seal("checkpoint", { ...CHECKPOINT_SEEN, account: "second" }, [lena]));
      ask(scene, { about: "checkpoint" });
    },
  },
  {
    name: "time-reset-of-another-account",
    why: "A reset is good for one account.",
    code: "time_reset_differs",
    attack: (scene) => {
      put(scene, TIME_RESET, seal("timeReset", { ...RESET, account: "second" }));
      ask(scene, { about: "time-reset" });
    },
  },
  {
    name: "time-reset-of-another-instant",
    why: "A reset is good for one instant of the journal: an old one opens nothing again.",
    code: "time_reset_differs",
    attack: (scene) => ask(scene, { about: "time-reset", lastLoggedMs: POISONED_MS + DAY_MS }),
  },
  {
    name: "time-reset-used-again",
    why: "The journal has accepted this reset before.",
    code: "time_reset_differs",
    attack: (scene) => ask(scene, { about: "time-reset", resets: [sha256(canonicalText(RESET))] }),
  },
];

const REPORT = sha256("a report");
const named = (conformanceSha256: string | null, evidenceSha256: string | null = null) => ({
  members: anApproval(aPlugin({ version: 2 })).members.map((member) => ({
    ...member,
    conformanceSha256,
  })),
  evidenceSha256,
});
const reportFile = (sha: string): string => `signed/${ID}/2/reports/${sha}.json`;

const REPORT_ATTACKS: readonly Vector[] = [
  {
    name: "conformance-report-gone",
    why: "The approval names a report that is not beside it.",
    code: "conformance_missing",
    attack: (scene) => signAgain(scene, named(REPORT)),
  },
  {
    name: "evidence-report-gone",
    why: "The approval names evidence that is not beside it.",
    code: "comparison_missing",
    attack: (scene) => signAgain(scene, named(null, REPORT)),
  },
  {
    name: "report-exchanged",
    why: "Under the name of the report that was signed lies another file.",
    code: "report_invalid",
    attack: (scene) => {
      signAgain(scene, named(REPORT));
      put(scene, reportFile(REPORT), utf8("{}"));
    },
  },
  {
    name: "report-that-is-none",
    why: "The file has the digest that was signed, and is no conformance report.",
    code: "report_invalid",
    attack: (scene) => {
      const text = '{"accepted":true}';
      signAgain(scene, named(sha256(text)));
      put(scene, reportFile(sha256(text)), utf8(text));
    },
  },
];

export const STATEMENT_ATTACKS: readonly Vector[] = [
  ...REVOCATION_ATTACKS,
  ...RISK_ATTACKS,
  ...WITNESS_ATTACKS,
  ...REPORT_ATTACKS,
];
