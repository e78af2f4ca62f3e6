/**
 * The one way from bytes to a plugin that may run: `verifyApproval` asks three questions in order, and only then makes
 * a `VerifiedPlugin`. No other file can make one: the class is exported as a type only.
 */
import type { Approval, RiskEnvelope } from "../contract/approval.ts";
import type { Params, StrategyManifest } from "../contract/manifest.ts";
import type { Revocation } from "../contract/revocations.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";
import { environmentOf, verifyAuthentic, type AuthenticApproval } from "./approval/authentic.ts";
import {
  mainMember,
  verifyContents,
  type Contents,
  type ManifestReader,
  type PluginFiles,
} from "./approval/contents.ts";
import { verifyInForce, type Circumstances } from "./approval/in-force.ts";
import { verifyReports, type ReportReader } from "./approval/reports.ts";
import type { TrustedRoot } from "./keyring/root.ts";
import { verifyNotRevoked, withKeysRevoked } from "./revocations.ts";

class VerifiedPlugin {
  readonly slot: string;
  readonly slotVersion: number;
  readonly id: string;
  readonly version: number;
  readonly approval: Approval;
  /** sha256 of the approval's payload bytes. */
  readonly approvalSha256: string;
  readonly envelopeSha256: string;
  readonly manifest: StrategyManifest;
  readonly bundleSha256: string;
  /** Key ids that signed, sorted. */
  readonly signers: readonly string[];
  readonly rootVersion: number;
  readonly rootSha256: string;
  /** Private, so that no other object has this type. */
  readonly #authentic: AuthenticApproval;
  readonly #bundle: string | Uint8Array;

  constructor(authentic: AuthenticApproval, contents: Contents, root: TrustedRoot) {
    const { approval } = authentic;
    const member = mainMember(approval);
    this.slot = approval.slot;
    this.slotVersion = approval.slotVersion;
    this.id = member.id;
    this.version = member.version;
    this.approval = approval;
    this.approvalSha256 = authentic.sha256;
    this.envelopeSha256 = authentic.envelopeSha256;
    this.manifest = contents.manifest;
    this.#bundle = contents.bundle;
    this.bundleSha256 = member.bundleSha256;
    this.signers = authentic.signers;
    this.rootVersion = root.version;
    this.rootSha256 = root.sha256;
    this.#authentic = authentic;
    freezeDeep(this.approval);
    freezeDeep(this.manifest);
    Object.freeze(this);
  }

  /**
   * Module text, or a copy of a binary: the bytes that were hashed are the bytes to compile, so nobody reads the file
   * again, and nobody writes into them.
   */
  get bundle(): string | Uint8Array {
    return typeof this.#bundle === "string" ? this.#bundle : this.#bundle.slice();
  }

  get params(): Params {
    return mainMember(this.#authentic.approval).params;
  }

  get risk(): RiskEnvelope {
    return this.#authentic.approval.risk;
  }
}
export type { VerifiedPlugin };

/** What was verified stays what it was. Plain data only, so the depth is bounded by the schemas. */
function freezeDeep(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const member of Object.values(value)) freezeDeep(member);
}

export interface SignedPlugin extends PluginFiles {
  readonly envelope: Uint8Array;
}

export interface Question extends Circumstances {
  readonly root: TrustedRoot;
  /** Everything that has been taken back, as this host has honoured it. */
  readonly revocations: readonly Revocation[];
  /** Digest that the pointer named; null when there is no pointer yet. */
  readonly named: string | null;
  readonly readManifest: ManifestReader;
  /** Reads a report that the approval names. */
  readonly readReport: ReportReader;
}

/**
 * Verifies everything that stands between a file and an order.
 *
 * Order: 1 authentic (envelope, type, signatures, threshold, digest, canonical text, shape), and not taken back · 2 in
 * force (slot, time, floor, engine) · 3 contents (bundle, manifest and source digests, then manifest against approval) ·
 * 4 reports. The first no wins.
 *
 * @returns Refusals: those of `verifyAuthentic`, `verifyNotRevoked`, `verifyInForce`, `verifyContents` and
 *   `verifyReports`.
 */
export function verifyApproval(signed: SignedPlugin, question: Question): Result<VerifiedPlugin> {
  const authentic = authenticNow(signed.envelope, question);
  if (!authentic.ok) return authentic;
  const { approval, sha256 } = authentic.value;
  const { bundleSha256 } = mainMember(approval);
  const standing = verifyNotRevoked(question.revocations, { approvalSha256: sha256, bundleSha256 });
  if (!standing.ok) return standing;
  const inForce = verifyInForce(authentic.value, question);
  if (!inForce.ok) return inForce;
  const contents = verifyContents(approval, signed, question.readManifest);
  if (!contents.ok) return contents;
  const reports = verifyReports(approval, question.readReport);
  if (!reports.ok) return reports;
  return ok(new VerifiedPlugin(authentic.value, contents.value, question.root));
}

/** With the keys that are left. A key that was only replaced took nothing back of what it had said (decision A6). */
function authenticNow(envelope: Uint8Array, question: Question): Result<AuthenticApproval> {
  const { root, slot, named, revocations } = question;
  const ask = (entries: readonly Revocation[]): Result<AuthenticApproval> =>
    verifyAuthentic(envelope, environmentOf(slot), withKeysRevoked(root.keyring, entries), named);
  const authentic = ask(revocations);
  if (authentic.ok || authentic.refusal.code !== "key_revoked") return authentic;
  if (!ask(revocations.filter(({ reason }) => reason === "compromised")).ok) return authentic;
  const { code, message, detail } = authentic.refusal;
  return refuse(code, message, { detail: { ...detail, compromised: false } });
}
