import type { CodeTable } from "../codes.ts";

export const WORKSPACE_CODES = {
  workspace_missing: {
    is: "refusal",
    meaning: "the folder is not a workspace: it has no config/host.toml",
    remedy: "host init DIR makes one",
  },
  workspace_not_empty: {
    is: "refusal",
    meaning: "host init was asked to write over files that exist",
    remedy: "choose an empty folder",
  },
  file_exists: {
    is: "refusal",
    meaning: "a file that would be written is there already",
    remedy: "name another file, or move the old one away",
  },
  account_ambiguous: {
    is: "refusal",
    meaning: "several accounts could be meant",
    remedy: "name one with --account ALIAS; host status lists them",
  },
  audit_failed: {
    is: "refusal",
    meaning: "the audit found something that stops even paper trading",
    remedy: "each finding that stops paper has its remedy beside it",
  },
  config_invalid: {
    is: "refusal",
    meaning: "a configuration file had a key, a value or a unit that is not known",
    remedy: "mend the line named; host init in an empty folder shows a commented file",
  },
  config_missing: {
    is: "refusal",
    meaning: "a configuration file or a required key was not there",
    remedy: "add it; host init in an empty folder shows a commented file",
  },
  file_unreadable: {
    is: "fault",
    meaning: "a file could not be read",
    remedy: "check that it exists and that this user may read it",
  },
  file_unwritable: {
    is: "fault",
    meaning: "a file could not be written",
    remedy: "check free space and permissions; nothing was half written",
  },
} as const satisfies CodeTable;
