import type { CodeTable } from "../codes.ts";

/** Refusals about what stands beside approvals: revocations, risk policies, reports, resets of time, checkpoints. */
export const STATEMENT_CODES = {
  revocation_rolled_back: {
    is: "refusal",
    meaning: "the list of revocations is older than one this host has honoured (rollback)",
    remedy: "restore the newest signed/revocations.json; find out who put the old one back",
  },
  revocation_replaced: {
    is: "refusal",
    meaning: "the list of revocations of a version this host has honoured is now another one",
    remedy: "restore signed/ from version control; two people may have revoked at the same time",
  },
  revocation_shrunk: {
    is: "refusal",
    meaning: "an entry of the list of revocations was taken out or changed",
    remedy: "nothing ever leaves the list: revoke again on top of the newest one",
  },
  revocation_chain_broken: {
    is: "refusal",
    meaning: "the list of revocations does not follow the one it should follow",
    remedy: "restore signed/revocations.json, then sign revoke again on top of it",
  },
  revocation_missing: {
    is: "refusal",
    meaning: "signed/revocations.json is gone, and this host has honoured one before",
    remedy:
      "restore it from version control: what it said stays in force, what it says now is hidden",
  },
  approval_revoked: {
    is: "refusal",
    meaning: "the approval was taken back by a releaser",
    remedy: "look at the note of the revocation; sign approve makes a new approval",
  },
  bundle_revoked: {
    is: "refusal",
    meaning: "the code that the approval names was taken back by a releaser",
    remedy: "look at the note of the revocation; build, check and approve other code",
  },
  risk_invalid: {
    is: "refusal",
    meaning: "a signed risk policy is not one, or its file says another version than the policy",
    remedy: "restore signed/risk/ from version control, or sign the policy again with sign risk",
  },
  risk_rolled_back: {
    is: "refusal",
    meaning: "the newest signed risk policy is older than one this host has used (rollback)",
    remedy: "restore signed/risk/ from version control; find out who removed the newer ones",
  },
  risk_replaced: {
    is: "refusal",
    meaning: "the signed risk policy of a version this host has used is now another one",
    remedy: "restore signed/risk/ from version control; find out who replaced it",
  },
  risk_chain_broken: {
    is: "refusal",
    meaning: "a risk policy that only tightens has no predecessor that could be compared with it",
    remedy:
      "restore signed/risk/ from version control, or let risk and release both sign a new one",
  },
  risk_loosening_waits: {
    is: "refusal",
    meaning: "a signed risk policy allows more than the one in force and its delay is not over",
    remedy: "wait 24 hours from when the host first saw it, or sign one that tightens",
  },
  risk_unsigned: {
    is: "refusal",
    meaning: "a live slot needs a signed risk policy, and there is only a draft",
    remedy: "sign risk makes signed/risk/<version>.json from config/risk.toml",
  },
  conformance_missing: {
    is: "refusal",
    meaning: "a conformance report that live needs, or that the approval names, is not there",
    remedy:
      "run sdk check with these parameters and approve again, or restore signed/ from version control",
  },
  conformance_failed: {
    is: "refusal",
    meaning: "the conformance report that the approval names does not let the plugin trade here",
    remedy: "look at the finding named; mend the plugin and check it again with sdk check",
  },
  conformance_incomplete: {
    is: "refusal",
    meaning: "the conformance report leaves out rules of its suite, or is of a suite nobody knows",
    remedy: "run sdk check again and sign what it wrote; find out who changed the file",
  },
  conformance_differs: {
    is: "refusal",
    meaning: "the conformance report is of other code, other parameters or another engine",
    remedy: "run sdk check on exactly what is approved, on the engine that runs it, and sign again",
  },
  comparison_missing: {
    is: "refusal",
    meaning: "the approval names an evidence report that is not beside it in signed/",
    remedy: "restore signed/ from version control, or sign approve again after sdk compare",
  },
  comparison_differs: {
    is: "refusal",
    meaning:
      "the evidence report is of other code, other parameters, another slot or another engine",
    remedy: "run sdk compare on exactly what is approved and sign again",
  },
  report_invalid: {
    is: "refusal",
    meaning: "a report beside an approval is not the file whose digest was signed, or not a report",
    remedy: "restore signed/ from version control; find out who changed it",
  },
  time_reset_differs: {
    is: "refusal",
    meaning: "a reset of the time was signed for another account or another instant of the journal",
    remedy: "sign approve --reset-time again with the account and the instant that the host names",
  },
  checkpoint_differs: {
    is: "refusal",
    meaning: "the journal has other entries than those a witness signed: its past was rewritten",
    remedy: "stop; keep both; compare with an export or a backup to find what was changed",
  },
  checkpoint_truncated: {
    is: "refusal",
    meaning:
      "the journal is shorter than a witness has seen it: its end was cut off or an old copy put back",
    remedy: "restore the newest backup; find out who shortened it",
  },
  checkpoint_foreign: {
    is: "refusal",
    meaning: "the checkpoint is of another account or of a journal that began elsewhere",
    remedy: "choose the checkpoint of this account; a journal that was begun anew has none yet",
  },
  checkpoint_missing: {
    is: "refusal",
    meaning: "there is no checkpoint file of this name",
    remedy: "name a file that sign witness wrote, such as main-1200.json",
  },
  checkpoint_late: {
    is: "refusal",
    meaning: "no witness has signed a checkpoint of this account's journal for too long",
    remedy: "look at sign witness on the other machine and at [witness] of config/host.toml",
  },
  checkpoint_undelivered: {
    is: "fault",
    meaning: "the command that takes checkpoints did not end with 0",
    remedy: "run the command by hand; the same checkpoint is offered again at the next round",
  },
} as const satisfies CodeTable;
