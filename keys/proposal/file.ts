/** `proposal/1` on disk: read, written, two copies made one. Nothing in it is believed. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";
import { proposal as proposalShape, type Proposal } from "#host/contract/proposal.ts";
import { canonicalJson, parseJsonStrict } from "#host/kernel/canonical-json.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import { Fault, ok, refuse, type Refused, type Result } from "#host/kernel/result.ts";
import { firstIssue, utf8Text, type Signature } from "#host/trust/dsse.ts";
import { writeAtomic } from "#host/workspace/atomic-write.ts";

/** A statement that is being signed: its exact bytes, the signatures so far, and what its reader must see. */
export interface Draft {
  readonly kind: Proposal["kind"];
  readonly payload: Uint8Array;
  readonly signatures: readonly Signature[];
  /** Of an approval: path as in `signed/<id>/<version>/` → bytes. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** A bundle, a manifest, 256 sources and two reports in base64 are under this. */
const PROPOSAL_BYTES_MAX = 33_554_432;

export function draftOf(
  kind: Draft["kind"],
  payload: Uint8Array,
  files: Draft["files"] = new Map(),
): Draft {
  return { kind, payload, signatures: [], files };
}

/** Whether an argument names a proposal rather than a plugin. */
export function isProposalPath(path: string): boolean {
  return path.endsWith(".json") && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/**
 * Reads a proposal.
 *
 * @returns Refusals: proposal_missing, proposal_invalid.
 */
export function readProposal(path: string, kind: Draft["kind"]): Result<Draft> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return refuse("proposal_missing", `${path} is not there`);
  if (!stats.isFile() || stats.size > PROPOSAL_BYTES_MAX) {
    return invalid(path, "not a plain file that a proposal fits in");
  }
  const parsed = parseJsonStrict(utf8Text(readBytes(path)) ?? "");
  if (!parsed.ok) return invalid(path, parsed.refusal.message);
  const shaped = proposalShape.safeParse(parsed.value);
  if (!shaped.success) return invalid(path, firstIssue(shaped.error));
  const { signatures, files, payload } = shaped.data;
  if (shaped.data.kind !== kind) {
    return invalid(path, `a proposal of kind ${shaped.data.kind}, not ${kind}`);
  }
  return ok({
    kind,
    payload: Buffer.from(payload, "base64"),
    signatures: signatures.map(({ keyid, sig }) => ({ keyid, bytes: Buffer.from(sig, "base64") })),
    files: new Map(Object.entries(files).map(([at, text]) => [at, Buffer.from(text, "base64")])),
  });
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Fault("file_unreadable", `${path} could not be read`, { cause: error });
  }
}

function invalid(path: string, what: string): Refused {
  return refuse("proposal_invalid", `${path}: ${what}`);
}

/** One statement and the files that it was read from. */
export interface ReadDraft {
  readonly draft: Draft;
  readonly paths: readonly string[];
}

/**
 * Reads proposals; copies of one, each with the signatures of somebody else, become one.
 *
 * @returns One per statement, in the order of their first files. Refusals: those of `readProposal`; proposal_differs when
 *   two state the same and show different files for it.
 */
export function readProposals(
  paths: readonly string[],
  kind: Draft["kind"],
): Result<readonly ReadDraft[]> {
  const found = new Map<string, ReadDraft>();
  for (const path of paths) {
    const read = readProposal(path, kind);
    if (!read.ok) return read;
    const name = sha256Hex(read.value.payload);
    const before = found.get(name);
    if (before !== undefined && !sameFiles(before.draft, read.value)) {
      return refuse("proposal_differs", `${path} shows other files than ${before.paths[0] ?? ""}`);
    }
    const draft =
      before === undefined ? read.value : withSignatures(before.draft, read.value.signatures);
    found.set(name, { draft, paths: [...(before?.paths ?? []), path] });
  }
  return ok([...found.values()]);
}

/** The same, for a ceremony about one statement. Refusal: proposal_differs when there are several. */
export function readOneProposal(paths: readonly string[], kind: Draft["kind"]): Result<ReadDraft> {
  const read = readProposals(paths, kind);
  if (!read.ok) return read;
  const [first, other] = read.value;
  if (first === undefined) return refuse("proposal_missing", "no proposal was named");
  return other === undefined
    ? ok(first)
    : refuse(
        "proposal_differs",
        `${other.paths[0] ?? ""} proposes something else than ${first.paths[0] ?? ""}`,
      );
}

function sameFiles(a: Draft, b: Draft): boolean {
  return (
    a.files.size === b.files.size &&
    [...a.files].every(([path, bytes]) => {
      const other = b.files.get(path);
      return other !== undefined && Buffer.compare(bytes, other) === 0;
    })
  );
}

/** The same statement with more signatures; the same one twice is one. */
export function withSignatures(draft: Draft, more: readonly Signature[]): Draft {
  const all = [...draft.signatures, ...more];
  const once = new Map(all.map((each) => [`${each.keyid} ${text64(each.bytes)}`, each]));
  return { ...draft, signatures: [...once.values()] };
}

export function proposalText(draft: Draft): string {
  const { kind, payload, signatures, files } = draft;
  const text = canonicalJson({
    schema: "proposal/1",
    kind,
    payload: text64(payload),
    signatures: signatures.map(({ keyid, bytes }) => ({ keyid, sig: text64(bytes) })),
    files: Object.fromEntries([...files].map(([path, bytes]) => [path, text64(bytes)])),
  });
  return `${text}\n`;
}

function text64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

/**
 * Writes a proposal where none is, or in the place of the one that it continues.
 *
 * @param continues - The file was read for this; its signatures are in the draft.
 * @returns The path as a person would type it. Refusal: proposal_exists.
 * @throws Fault file_unwritable
 */
export function writeProposal(
  path: string,
  draft: Draft,
  { continues }: { readonly continues: boolean },
): Result<string> {
  if (!continues && existsSync(path)) {
    return refuse("proposal_exists", `${path} is there already, perhaps with signatures`, {
      hint: "sign that one, remove it, or name another file with --out FILE",
    });
  }
  writeAtomic(path, proposalText(draft));
  const typed = relative(resolve("."), path);
  return ok(typed.startsWith("..") ? path : typed);
}
