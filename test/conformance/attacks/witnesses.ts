/** What others attest: checkpoints of a journal, resets of its time, reports that an approval names. */
import { anApproval, aPlugin, canonicalText, seal, sha256, utf8 } from "#test/kit/signer.ts";
import {
  ask,
  CHECKPOINT,
  CHECKPOINT_SEEN,
  DAY_MS,
  ID,
  JOURNAL,
  lena,
  POISONED_MS,
  RESET,
  signAgain,
  TIME_RESET,
  type Scene,
  type Vector,
} from "./scene.ts";

const put = (scene: Scene, path: string, bytes: Uint8Array) => void scene.tree.set(path, bytes);

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

export const ATTESTATION_ATTACKS: readonly Vector[] = [...WITNESS_ATTACKS, ...REPORT_ATTACKS];
