import type { CodeTable } from "../codes.ts";

/** Refusals of host/trust, each named after the attack that it stops. */
export const TRUST_CODES = {
  public_key_invalid: {
    is: "refusal",
    meaning: "a public key was not 32 bytes, not in canonical form or of small order",
    remedy: "make the key again with sign keygen; a key of small order would let anyone sign",
  },
  envelope_too_large: {
    is: "refusal",
    meaning: "a signed envelope was larger than any statement of ours can be",
    remedy: "restore the file from where it came; do not trust who wrote it",
  },
  envelope_invalid: {
    is: "refusal",
    meaning: "a file was not the exact text of a signed envelope",
    remedy: "do not edit signed files; restore it or sign again",
  },
  payload_type_wrong: {
    is: "refusal",
    meaning: "a statement of one kind was put where another kind is expected (type confusion)",
    remedy: "put the right file back; find out who exchanged them",
  },
  signature_invalid: {
    is: "refusal",
    meaning: "a signature does not fit the bytes it stands beside (tampering)",
    remedy: "restore the file from where it came; find out who changed it",
  },
  key_unknown: {
    is: "refusal",
    meaning: "a statement was signed by a key that keys/root.json does not have (wrong key)",
    remedy: "sign with a key of the root, or add the key with sign root add",
  },
  key_revoked: {
    is: "refusal",
    meaning: "a statement was signed by a key that the root has revoked",
    remedy: "sign again with another key",
  },
  key_role_wrong: {
    is: "refusal",
    meaning: "the key that signed does not have the role this statement needs (role confusion)",
    remedy: "sign with a key of that role; sign verify lists keys and roles",
  },
  key_environment_wrong: {
    is: "refusal",
    meaning:
      "the key that signed is not good for this environment: a plain paper key never is for live",
    remedy: "sign with an encrypted key that the root allows for the environment",
  },
  threshold_not_met: {
    is: "refusal",
    meaning: "fewer different keys signed than the role needs; one key counts once",
    remedy: "let further holders of the role sign",
  },
  payload_not_canonical: {
    is: "refusal",
    meaning: "a signed payload was not the canonical text of its own value",
    remedy: "sign again with this release's sign; other tools may spell JSON differently",
  },
  payload_invalid: {
    is: "refusal",
    meaning: "a signed payload did not have the shape of its kind",
    remedy: "look at the member named; sign again with the same release that the host runs",
  },
  root_missing: {
    is: "refusal",
    meaning: "there is no keys/root.json, so nobody may sign anything",
    remedy: "sign root init --key FILE makes it",
  },
  root_invalid: {
    is: "refusal",
    meaning:
      "the root contradicts itself: a doubled key, a wrong key id or a threshold beyond its keys",
    remedy: "restore keys/root.json from version control",
  },
  root_expired: {
    is: "refusal",
    meaning: "the root's time is over (freeze)",
    remedy: "sign root add writes a new version with a new expiry",
  },
  root_rolled_back: {
    is: "refusal",
    meaning: "the root is older than one this host has acted under (rollback)",
    remedy: "restore the newest keys/root.json; find out who put the old one back",
  },
  root_replaced: {
    is: "refusal",
    meaning: "the root of a version this host has acted under is now another one",
    remedy: "restore keys/ from version control; find out who replaced it",
  },
  root_chain_broken: {
    is: "refusal",
    meaning: "a version is missing or out of order between the first root and the newest",
    remedy: "restore keys/roots/ from version control: it keeps every version before the newest",
  },
  approval_missing: {
    is: "refusal",
    meaning: "a pointer names an approval that is not in signed/",
    remedy: "restore signed/ from version control, or sign again",
  },
  approval_digest_differs: {
    is: "refusal",
    meaning: "an approval's bytes are not those that its name or the pointer says",
    remedy: "restore signed/ from version control; find out who exchanged the files",
  },
  slot_differs: {
    is: "refusal",
    meaning: "an approval or a pointer was put in the place of another slot (mix-up)",
    remedy: "sign an approval for this slot",
  },
  approval_not_yet_valid: {
    is: "refusal",
    meaning: "the approval's time has not begun",
    remedy: "wait, or look at the clocks of this machine and of the one that signed",
  },
  approval_expired: {
    is: "refusal",
    meaning: "the approval's time is over (freeze); positions keep their protection",
    remedy: "sign approve again; a strategy that nobody looks at must not trade for ever",
  },
  version_not_higher: {
    is: "refusal",
    meaning: "a pending approval is not newer than the one this host has adopted (rollback)",
    remedy: "sign approve again: old code comes back only under a new slot version",
  },
  version_rolled_back: {
    is: "refusal",
    meaning: "the active pointer names an older approval than the journal (rollback)",
    remedy: "let the host put its pointer back; find out who changed it",
  },
  version_equivocated: {
    is: "refusal",
    meaning: "two different approvals claim the same place in a slot's history (equivocation)",
    remedy: "stop: somebody signed twice. Find the second approval and the key that made it",
  },
  pointer_not_adopted: {
    is: "refusal",
    meaning: "the active pointer names an approval that the journal never adopted",
    remedy:
      "let the host put its pointer back; a person points at signed/next only, by sign approve",
  },
  history_incomplete: {
    is: "refusal",
    meaning: "an approval between the adopted one and the pending one is missing from signed/",
    remedy: "restore signed/ from version control: every approval of a slot stays there",
  },
  engine_differs: {
    is: "refusal",
    meaning: "the approval was signed for another engine; numbers may differ in the last bit",
    remedy: "run the engine that was signed, or sign again for this one",
  },
  engine_unsupported: {
    is: "refusal",
    meaning: "this processor is none that an approval can name",
    remedy: "use x64 or arm64",
  },
  bundle_digest_differs: {
    is: "refusal",
    meaning: "the bundle is not the one that was signed (mix-and-match or tampering)",
    remedy: "restore signed/ from version control, or build and sign again",
  },
  manifest_digest_differs: {
    is: "refusal",
    meaning: "the manifest is not the one that was signed (mix-and-match or tampering)",
    remedy: "restore signed/ from version control, or build and sign again",
  },
  source_digest_differs: {
    is: "refusal",
    meaning: "the readable source is not the one that was signed (mix-and-match or tampering)",
    remedy: "restore signed/ from version control, or build and sign again",
  },
  signed_file_missing: {
    is: "refusal",
    meaning: "a file of a signed plugin is not there",
    remedy: "restore signed/ from version control",
  },
  file_not_regular: {
    is: "refusal",
    meaning: "a link, a device or a folder stands where a plain file is expected",
    remedy: "put the file itself there: what a link leads to can change after it was checked",
  },
  file_too_large: {
    is: "refusal",
    meaning: "a file is larger than its kind can be",
    remedy: "restore the file from where it came",
  },
  bundle_not_text: {
    is: "refusal",
    meaning: "the bundle is not UTF-8 text without a byte order mark",
    remedy: "build it again with sdk build",
  },
  manifest_differs: {
    is: "refusal",
    meaning: "the approval and the manifest it names contradict each other",
    remedy: "sign approve again: it writes the approval from the manifest",
  },
  kind_not_tradable: {
    is: "refusal",
    meaning: "only plugins of kind strategy can trade in a slot",
    remedy: "use the plugin in research, or write a strategy",
  },
  instrument_not_in_manifest: {
    is: "refusal",
    meaning: "the approval names an instrument for which the plugin was not made",
    remedy: "add the pair to the manifest, check the plugin on it, and sign the new version",
  },
  timeframe_differs: {
    is: "refusal",
    meaning: "the approval names another timeframe than the manifest",
    remedy: "sign for the manifest's timeframe",
  },
  params_out_of_bounds: {
    is: "refusal",
    meaning: "a parameter is unknown, absent or outside the bounds of the manifest",
    remedy: "choose a value inside the bounds named",
  },
  risk_wider_than_manifest: {
    is: "refusal",
    meaning: "the approval allows more risk than the manifest",
    remedy: "an approval may only tighten; to loosen, change the manifest and sign the new version",
  },
  pointer_invalid: {
    is: "refusal",
    meaning: "a pointer in signed/next or signed/active is not one",
    remedy: "sign approve writes signed/next again; the host writes signed/active",
  },
  clock_untrusted: {
    is: "refusal",
    meaning: "this machine's clock cannot be right, so nothing that expires can be judged",
    remedy: "set the clock; entries start again by themselves",
  },
} as const satisfies CodeTable;
