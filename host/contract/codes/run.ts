import type { CodeTable } from "../codes.ts";

export const RUN_CODES = {
  instrument_owned_twice: {
    is: "refusal",
    meaning: "two slots of one account name the same instrument",
    remedy: "give each strategy its own account, or withdraw one of the approvals",
  },
  instrument_unknown: {
    is: "refusal",
    meaning: "no rules are known for this instrument",
    remedy: "add an [[instruments]] table to config/host.toml",
  },
  nothing_to_run: {
    is: "refusal",
    meaning: "no slot has a pointer for the feed that was asked for",
    remedy: "sign approve writes signed/next/<slot>.json; host status shows what is there",
  },
  run_incomplete: {
    is: "refusal",
    meaning: "a run with this feed and these approvals stopped part of the way",
    remedy: "add --continue to go on from where it stopped, or --fresh to start again",
  },
  lease_held: {
    is: "refusal",
    meaning: "another host process holds this account",
    remedy: "stop the process named, or use its control socket",
  },
  host_not_running: {
    is: "refusal",
    meaning: "no host process answers for this account",
    remedy: "start host run, or look at host status",
  },
  reason_missing: {
    is: "refusal",
    meaning: "the command must say why",
    remedy: "add --reason TEXT",
  },
  position_unexplained: {
    is: "refusal",
    meaning: "the venue shows a position or an order that the journal does not explain",
    remedy: "look at host why; close it by hand or resume with a reason once it is understood",
  },
  quarantined: {
    is: "refusal",
    meaning: "the slot takes no entries until a person releases it",
    remedy: "host resume --slot SLOT --reason TEXT after finding the cause",
  },
  halted: {
    is: "refusal",
    meaning: "an operator stopped entries",
    remedy: "host resume --reason TEXT",
  },
  replay_differs: {
    is: "refusal",
    meaning: "a decision computed again was not the decision in the journal",
    remedy:
      "compare engine and plugin with the entry named; treat the strategy as broken until it is explained",
  },
  id_unknown: {
    is: "refusal",
    meaning: "nothing in the journal has this id",
    remedy:
      "host export trades lists ids; host why takes a sequence number, an order id or a trade",
  },
  control_invalid: {
    is: "refusal",
    meaning: "a message on the control socket was not one that is known",
    remedy: "use the host command of the same release",
  },
} as const satisfies CodeTable;
