import type { CodeTable } from "../codes.ts";

export const JOURNAL_CODES = {
  journal_altered: {
    is: "refusal",
    meaning: "the bytes of a journal entry are not the ones that were chained",
    remedy:
      "treat everything from this entry on as unproven; compare with an export or a backup made before",
  },
  journal_entry_missing: {
    is: "refusal",
    meaning: "a journal entry is not there: the sequence has a hole, or its end was cut off",
    remedy: "compare with an export or a backup; the entries before the hole are intact",
  },
  journal_reordered: {
    is: "refusal",
    meaning: "a journal entry stands at the place of another one, or stands there twice",
    remedy: "compare with an export or a backup; the entries before this one are intact",
  },
  journal_shape_invalid: {
    is: "refusal",
    meaning: "a journal entry has bytes that no release of the host writes",
    remedy: "read it with the release that wrote it; otherwise treat it as altered",
  },
  journal_missing: {
    is: "refusal",
    meaning: "this account has no journal yet",
    remedy: "start host run once; host status shows the accounts",
  },
  journal_schema_newer: {
    is: "refusal",
    meaning: "the journal was written by a newer release than this one; nothing was touched",
    remedy: "use the newer release, or restore the backup made before it migrated the journal",
  },
  journal_account_differs: {
    is: "refusal",
    meaning: "the journal belongs to another account",
    remedy: "put each account's journal back under its own folder in var/",
  },
  journal_broken: {
    is: "fault",
    meaning: "the journal is damaged, is not a journal, or was written by two processes",
    remedy: "keep the file, run host verify for the first bad entry, and restore the newest backup",
  },
  journal_unwritable: {
    is: "fault",
    meaning: "the journal could not be opened or written",
    remedy: "check free space and permissions; nothing was half written",
  },
} as const satisfies CodeTable;
