import type { CodeTable } from "../codes.ts";

/** Refusals of the `sign` plane. */
export const KEYS_CODES = {
  argument_invalid: {
    is: "refusal",
    meaning: "an argument had the right type but not a value that can be signed",
    remedy: "look at the form that the message names",
  },
  key_exists: {
    is: "refusal",
    meaning: "a file stands where the key would be written; keys are never overwritten",
    remedy: "choose another name, or move the old key away yourself",
  },
  key_missing: {
    is: "refusal",
    meaning: "there is no key file of this name",
    remedy: "look at the path, or make a key with sign keygen",
  },
  key_not_chosen: {
    is: "refusal",
    meaning: "keys/ does not hold exactly one secret key, so which one signs must be said",
    remedy: "name the file; a live key stays outside the workspace",
  },
  key_file_exposed: {
    is: "refusal",
    meaning: "other users of this machine may read or write the secret key",
    remedy: "chmod 600 FILE, and think about who may have read it",
  },
  key_file_invalid: {
    is: "refusal",
    meaning: "a key file was not one, or asks for a key derivation outside the bounds",
    remedy: "restore it from a copy; a weak derivation is a trap for the passphrase",
  },
  key_passphrase_wrong: {
    is: "refusal",
    meaning: "the passphrase does not open the key, or the file was damaged",
    remedy: "type it again; if it is certainly right, restore the file from a copy",
  },
  key_file_tampered: {
    is: "refusal",
    meaning: "the key opened, but what the file says about it is not what was sealed with it",
    remedy: "restore the file from a copy; find out who changed it",
  },
  terminal_missing: {
    is: "refusal",
    meaning: "a passphrase is read from a terminal only, and there is none",
    remedy: "run it in a terminal; for a demo, sign keygen --paper makes a key without passphrase",
  },
  passphrase_too_short: {
    is: "refusal",
    meaning: "a passphrase was shorter than what a thief with the file needs years for",
    remedy: "use several words",
  },
  passphrase_differs: {
    is: "refusal",
    meaning: "the two passphrases were not the same",
    remedy: "try again; nothing was written",
  },
  passphrase_cancelled: {
    is: "refusal",
    meaning: "the passphrase was not given",
    remedy: "try again; nothing was signed",
  },
  not_confirmed: {
    is: "refusal",
    meaning: "what was typed is not what would have been signed",
    remedy: "look at what is shown, and type the words of the question; nothing was signed",
  },
  sign_busy: {
    is: "refusal",
    meaning: "another sign of this workspace is writing, or died while it was",
    remedy: "wait, or look with sign verify and remove the lock that the message names",
  },
  proposal_missing: {
    is: "refusal",
    meaning: "there is no proposal file of this name",
    remedy: "look at the path; whoever began the ceremony has the file",
  },
  proposal_invalid: {
    is: "refusal",
    meaning: "a file was not a proposal of this kind, or lacks what its reader must see",
    remedy: "ask for the file again, or begin the ceremony anew",
  },
  proposal_exists: {
    is: "refusal",
    meaning: "a proposal stands where this one would be written, perhaps with signatures",
    remedy: "sign that one, remove it, or name another file with --out",
  },
  proposal_differs: {
    is: "refusal",
    meaning: "two files are not copies of one proposal, so their signatures do not add up",
    remedy: "find out who has which; begin anew with one of them",
  },
  proposal_stale: {
    is: "refusal",
    meaning: "something else was signed since the proposal was made",
    remedy: "begin the ceremony anew on what is in force now",
  },
  threshold_unreachable: {
    is: "refusal",
    meaning: "a role would need more signatures than it has keys for: nobody could undo it",
    remedy: "lower the threshold, or add a key first",
  },
  root_paper_only: {
    is: "refusal",
    meaning: "a root of plain paper keys cannot lead to one with a live key: it would vouch for it",
    remedy:
      "begin with a new root of encrypted keys, in a new workspace or after moving the old one away",
  },
  revoked_already: {
    is: "refusal",
    meaning: "it is on the list of revocations, and nothing leaves or repeats that list",
    remedy: "sign revoke --list shows it; superseded may still become compromised",
  },
  nothing_waits: {
    is: "refusal",
    meaning: "no approval of the slot waits for adoption, so there is nothing to withdraw",
    remedy: "sign revoke takes back what was adopted",
  },
  recertify_differs: {
    is: "refusal",
    meaning: "the new engine is not proven to give the answers of the old one",
    remedy: "run sdk check under the new engine; if answers differ, review it as a new approval",
  },
  risk_version_wrong: {
    is: "refusal",
    meaning: "a risk policy does not carry the number that comes next",
    remedy: "write version = N as the message says; versions rise by one per signature",
  },
  root_exists: {
    is: "refusal",
    meaning:
      "there is a root already, or there was one; a second first root would forget the history of the keys",
    remedy:
      "the other sign root commands change it; to begin anew, move keys/root.json, keys/roots/ and signed/ away",
  },
  candidate_not_built: {
    is: "refusal",
    meaning: "there is no built candidate of this version",
    remedy: "build it with sdk build",
  },
  candidate_stale: {
    is: "refusal",
    meaning: "the candidate was not built from exactly the source that is there now",
    remedy: "build it again with sdk build",
  },
  candidate_invalid: {
    is: "refusal",
    meaning: "the files of the candidate are not those that its record names",
    remedy: "build it again with sdk build; find out who changed it",
  },
  evidence_missing: {
    is: "refusal",
    meaning: "a live approval names a comparison with what is active, and there is none",
    remedy: "sdk compare makes one; a paper slot needs none",
  },
  signed_refused: {
    is: "refusal",
    meaning: "something in keys/root.json or in signed/ would not be accepted by the host",
    remedy: "look at the lines that are not ok; host explain CODE says what each means",
  },
} as const satisfies CodeTable;
