/**
 * The one way from bytes to a plugin that may run: `verifyApproval` asks three questions in order, and only then makes
 * a `VerifiedPlugin`. No other file can make one: the class is exported as a type only.
 */
import type { Approval, RiskEnvelope } from "../contract/approval.ts";
import type { Params, StrategyManifest } from "../contract/manifest.ts";
import { ok, type Result } from "../kernel/result.ts";
import { environmentOf, verifyAuthentic, type AuthenticApproval } from "./approval/authentic.ts";
import {
  mainMember,
  verifyContents,
  type Contents,
  type ManifestReader,
  type PluginFiles,
} from "./approval/contents.ts";
import { verifyInForce, type Circumstances } from "./approval/in-force.ts";
import type { TrustedRoot } from "./keyring/root.ts";

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
  /** Module text: the bytes that were hashed are the bytes to compile, so nobody reads the file again. */
  readonly bundle: string;
  readonly bundleSha256: string;
  /** Key ids that signed, sorted. */
  readonly signers: readonly string[];
  readonly rootVersion: number;
  readonly rootSha256: string;
  /** Private, so that no other object has this type. */
  readonly #authentic: AuthenticApproval;

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
    this.bundle = contents.bundle;
    this.bundleSha256 = member.bundleSha256;
    this.signers = authentic.signers;
    this.rootVersion = root.version;
    this.rootSha256 = root.sha256;
    this.#authentic = authentic;
    freezeDeep(this.approval);
    freezeDeep(this.manifest);
    Object.freeze(this);
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
  /** Digest that the pointer named; null when there is no pointer yet. */
  readonly named: string | null;
  readonly readManifest: ManifestReader;
}

/**
 * Verifies everything that stands between a file and an order.
 *
 * Order: 1 authentic (envelope, type, signatures, threshold, digest, canonical text, shape) · 2 in force (slot, time,
 * floor, engine) · 3 contents (bundle, manifest and source digests, then manifest against approval). The first no wins.
 *
 * @returns Refusals: those of `verifyAuthentic`, `verifyInForce` and `verifyContents`.
 */
export function verifyApproval(signed: SignedPlugin, question: Question): Result<VerifiedPlugin> {
  const { root, slot, named } = question;
  const authentic = verifyAuthentic(signed.envelope, environmentOf(slot), root.keyring, named);
  if (!authentic.ok) return authentic;
  const inForce = verifyInForce(authentic.value, question);
  if (!inForce.ok) return inForce;
  const { approval } = authentic.value;
  const contents = verifyContents(approval, signed, question.readManifest);
  return contents.ok ? ok(new VerifiedPlugin(authentic.value, contents.value, root)) : contents;
}
