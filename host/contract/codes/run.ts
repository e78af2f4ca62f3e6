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
  host_silent: {
    is: "refusal",
    meaning: "the host process holds the account but does not answer",
    remedy: "look at the process named by host status; if it hangs, end it: start-up recovers",
  },
  control_unavailable: {
    is: "fault",
    meaning: "the control socket could not be used",
    remedy: "check permissions of the folder var/",
  },
  trust_lost: {
    is: "refusal",
    meaning: "the active strategy was verified once and does not verify now",
    remedy:
      "host status names the reason; sign a new approval, or put back the files that were changed",
  },
  order_pending: {
    is: "refusal",
    meaning: "an order of this slot is on its way or its fate is not known",
    remedy: "wait: the host asks the venue at every bar until it is proven",
  },
  adoption_pending: {
    is: "refusal",
    meaning: "a new strategy waits for this slot to be flat",
    remedy: "none needed: it is adopted at this boundary and may enter from the next bar",
  },
  protection_lost: {
    is: "refusal",
    meaning: "the venue would not hold a stop-loss for an open position",
    remedy: "the position was closed; find out why before releasing the slot",
  },
  cell_retries_reached: {
    is: "refusal",
    meaning: "evaluations of this strategy had to be repeated three times within 24 hours",
    remedy: "look at the machine's load and at the plugin's margins before releasing the slot",
  },
  slot_unknown: {
    is: "refusal",
    meaning: "the account has no slot of this name",
    remedy: "host status lists the slots",
  },
  account_unknown: {
    is: "refusal",
    meaning: "config/host.toml has no account of this name",
    remedy: "add an [accounts.NAME] table; host status lists the accounts",
  },
  arming_refused: {
    is: "refusal",
    meaning: "live orders cannot be consented to as long as something is missing",
    remedy: "the message names everything; host audit says more about each wall",
  },
  options_conflict: {
    is: "refusal",
    meaning: "options of the command do not go together, or one that is needed is missing",
    remedy: "the message names the option; --help shows which belong together",
  },
  adopted_missing: {
    is: "refusal",
    meaning: "the journal adopted an approval that signed/ does not have any more as it was signed",
    remedy: "put signed/ back from version control or a backup; the journal names the digest",
  },
  journal_lost: {
    is: "refusal",
    meaning: "a slot has an active strategy and its account's journal knows of none",
    remedy:
      "put the journal back from a backup; to begin anew, remove signed/active/ of the slot by hand",
  },
  venue_history_lost: {
    is: "refusal",
    meaning: "the venue's history does not reach as far as the journal says it did",
    remedy: "put back the paper store that belongs to the journal; both are under var/",
  },
} as const satisfies CodeTable;
