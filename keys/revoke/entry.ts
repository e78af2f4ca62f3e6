/** From the command line to one entry of the list of revocations. */
import { lineText, sha256 as sha256Shape } from "#host/contract/primitives.ts";
import { revocation, type Revocation } from "#host/contract/revocations.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import { isoInstant } from "#host/kernel/instant.ts";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import { mainMember } from "#host/trust/approval/contents.ts";
import { readPluginFiles } from "#host/trust/registry/folder.ts";
import { surveyApprovals } from "#host/trust/registry/survey.ts";
import { revocationOf } from "#host/trust/revocations.ts";
import type { Arguments } from "#host/terminal/arguments.ts";
import { printable } from "#host/terminal/escape.ts";
import { keyidIn } from "../root/arguments.ts";
import type { TrustHere } from "../trust-here.ts";

type Subject = Pick<Revocation, "kind" | "sha256">;

/** Fewer digits could mean another one tomorrow. */
const DIGITS_MIN = 12;
const WAYS = ["bundle", "approval", "key-id", "plugin"] as const;

/** `bundle 3f9a02c1b4d5`, which a person can type. */
export function nameOf({ kind, sha256 }: Subject): string {
  return `${kind} ${sha256.slice(0, DIGITS_MIN)}`;
}

/**
 * Reads what is to be revoked.
 *
 * @returns Refusals: argument_invalid; key_unknown; those of reading the plugin; revoked_already.
 */
export function entryIn(trust: TrustHere, args: Arguments): Result<Revocation> {
  const ways = WAYS.filter((way) => args.textOrNull(way) !== null);
  const [way] = ways;
  if (way === undefined || ways.length > 1) {
    const all = "--bundle, --approval, --key-id and --plugin";
    return refuse("argument_invalid", `one of ${all} says what is revoked, was ${ways.length}`);
  }
  const note = lineText.safeParse(args.text("note"));
  if (!note.success) {
    return refuse("argument_invalid", "--note takes one line without control characters");
  }
  const reason = args.textOrNull("reason");
  if (reason === null) {
    return refuse("argument_invalid", "--reason superseded or --reason compromised is needed", {
      hint: "of what is compromised not even the exit signal is believed; native stops stay",
    });
  }
  const subject = subjectIn(trust, args, way);
  if (!subject.ok) return subject;
  const at = isoInstant(trust.nowMs);
  const entry = revocation.parse({ ...subject.value, reason, note: note.data, at });
  const before = revocationOf(trust.revoked?.entries ?? [], entry.kind, entry.sha256);
  const graver = before?.reason === "superseded" && entry.reason === "compromised";
  return before === null || graver
    ? ok(entry)
    : refuse("revoked_already", `${nameOf(entry)} was revoked as ${before.reason} at ${before.at}`);
}

function subjectIn(trust: TrustHere, args: Arguments, way: (typeof WAYS)[number]): Result<Subject> {
  const text = args.text(way);
  if (way === "key-id") {
    const keyid = keyidIn(trust.root.root, text);
    return keyid.ok ? ok({ kind: "key", sha256: keyid.value }) : keyid;
  }
  if (way === "plugin") return bundleOf(trust, text, args.numberOrNull("version"));
  return digestIn(trust, way, text);
}

function bundleOf(trust: TrustHere, id: string, version: number | null): Result<Subject> {
  if (version === null) return refuse("argument_invalid", "--plugin needs --version N");
  const named = `${printable(id)} version ${version}`;
  if (!/^[a-z0-9-]+$/.test(id)) return refuse("argument_invalid", `${named} is no plugin`);
  const files = readPluginFiles(trust.signed, id, version);
  if (!files.ok) return refuse("argument_invalid", `${named} is not in signed/`);
  return ok({ kind: "bundle", sha256: sha256Hex(files.value.bundle) });
}

/** A whole digest, known here or not; or the beginning of one that is in `signed/`. */
function digestIn(trust: TrustHere, kind: "bundle" | "approval", text: string): Result<Subject> {
  if (sha256Shape.safeParse(text).success) return ok({ kind, sha256: text });
  if (text.length < DIGITS_MIN || !/^[0-9a-f]+$/.test(text)) {
    return refuse("argument_invalid", `--${kind} takes a sha256, or its first 12 digits or more`);
  }
  const survey = surveyApprovals(trust.signed, trust.ever);
  if (!survey.ok) return survey;
  const known = survey.value.flatMap(({ place, approval }) => {
    if (approval === null) return [];
    return kind === "approval" ? place.approval : mainMember(approval).bundleSha256;
  });
  const [found, other] = new Set(known.filter((each) => each.startsWith(text)));
  return found !== undefined && other === undefined
    ? ok({ kind, sha256: found })
    : refuse("argument_invalid", `signed/ has no ${kind} that begins with ${text}, or several`);
}
