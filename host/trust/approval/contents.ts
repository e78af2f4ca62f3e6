/** Question 3: are these the files that were signed, and do approval and manifest say the same? */
import type { Approval } from "../../contract/approval.ts";
import {
  isStrategyManifest,
  type PluginManifest,
  type StrategyManifest,
} from "../../contract/manifest.ts";
import { sha256Hex } from "../../kernel/digest.ts";
import { paramsProblem } from "../../kernel/params.ts";
import { assert, ok, refuse, type Refused, type Result } from "../../kernel/result.ts";
import { sourceDigest, type SourceFile } from "../../kernel/source-digest.ts";
import { utf8Text } from "../dsse.ts";
import { widening } from "./risk-envelope.ts";

/** The files of one signed version, each read exactly once. */
export interface PluginFiles {
  readonly bundle: Uint8Array;
  readonly manifest: Uint8Array;
  readonly source: readonly SourceFile[];
}

/** Reads manifest.toml; passed in, because reading TOML belongs to the workspace. */
export type ManifestReader = (text: string) => Result<PluginManifest>;

export interface Contents {
  /** Module text, which encodes back to exactly the bytes that were hashed; of a module in wasm those bytes. */
  readonly bundle: string | Uint8Array;
  readonly manifest: StrategyManifest;
}

type Member = Approval["members"][number];

/** The one member of a single combiner. */
export function mainMember(approval: Approval): Member {
  const [member] = approval.members;
  assert(member !== undefined, "an approval has a member");
  return member;
}

/**
 * Verifies the files of a signed version against its approval.
 *
 * @returns Refusals in this order: bundle_digest_differs, manifest_digest_differs, source_digest_differs
 *   (mix-and-match, tampering), what the reader says of the manifest, bundle_not_text, then those of `verifyAgreement`.
 */
export function verifyContents(
  approval: Approval,
  files: PluginFiles,
  readManifest: ManifestReader,
): Result<Contents> {
  const member = mainMember(approval);
  const differing =
    digestDiffers("bundle", sha256Hex(files.bundle), member.bundleSha256) ??
    digestDiffers("manifest", sha256Hex(files.manifest), member.manifestSha256) ??
    digestDiffers("source", sourceDigest(files.source), member.sourceSha256);
  if (differing !== null) return differing;
  const text = utf8Text(files.manifest);
  if (text === null) return refuse("manifest_differs", "manifest was not UTF-8 text");
  const manifest = readManifest(text);
  if (!manifest.ok) return manifest;
  const bundle = readBundle(files.bundle, manifest.value.module);
  if (!bundle.ok) return bundle;
  const agreed = verifyAgreement(approval, manifest.value);
  return agreed.ok ? ok({ bundle: bundle.value, manifest: agreed.value }) : agreed;
}

/** How the bytes of a bundle are read, by what the signed manifest says they are. */
export function readBundle(
  bytes: Uint8Array,
  module: PluginManifest["module"],
): Result<string | Uint8Array> {
  if (module === "wasm") return ok(bytes);
  const text = utf8Text(bytes);
  return text === null || text.startsWith("\u{feff}")
    ? refuse("bundle_not_text", "bundle was not UTF-8 text without a byte order mark")
    : ok(text);
}

const DIGEST_CODES = {
  bundle: "bundle_digest_differs",
  manifest: "manifest_digest_differs",
  source: "source_digest_differs",
} as const;

function digestDiffers(
  what: keyof typeof DIGEST_CODES,
  found: string,
  signed: string,
): Refused | null {
  return found === signed
    ? null
    : refuse(DIGEST_CODES[what], `${what} was ${found}, signed was ${signed}`);
}

/**
 * Verifies that an approval stays inside its manifest. `sign` asks the same before it signs.
 *
 * @returns The manifest, as that of a strategy. Refusals in this order: manifest_differs, kind_not_tradable,
 *   instrument_not_in_manifest, timeframe_differs, params_out_of_bounds, risk_wider_than_manifest.
 */
export function verifyAgreement(
  approval: Approval,
  manifest: PluginManifest,
): Result<StrategyManifest> {
  const member = mainMember(approval);
  if (member.id !== manifest.id || member.version !== manifest.version) {
    return refuse(
      "manifest_differs",
      `approval names ${member.id} version ${member.version}, manifest is ${manifest.id} version ${manifest.version}`,
    );
  }
  if (!sameAssets(member, manifest)) {
    return refuse("manifest_differs", "approval and manifest name different assets");
  }
  if (!isStrategyManifest(manifest)) return notTradable(manifest);
  const foreign = approval.instruments.find((id) => !manifest.pairs.includes(pairOf(id)));
  if (foreign !== undefined) {
    return refuse(
      "instrument_not_in_manifest",
      `${foreign} is not among the manifest's pairs: ${manifest.pairs.join(", ")}`,
    );
  }
  if (approval.timeframe !== manifest.timeframe) {
    return refuse(
      "timeframe_differs",
      `approval says ${approval.timeframe}, manifest ${manifest.timeframe}`,
    );
  }
  const problem = paramsProblem(manifest.params, member.params);
  if (problem !== null) return refuse("params_out_of_bounds", problem);
  const wider = widening(approval.risk, manifest.risk);
  return wider === null ? ok(manifest) : refuse("risk_wider_than_manifest", wider);
}

/** What `sign` says before it drafts, and what the host says of an approval that was signed all the same. */
export function notTradable({ kind }: PluginManifest): Refused {
  return refuse("kind_not_tradable", `plugin is a ${kind}, only a strategy can trade`);
}

/** A spot instrument is made of its pair; anything else must be listed by its whole id. */
function pairOf(instrument: string): string {
  return instrument.endsWith(".spot") ? instrument.slice(0, -".spot".length) : instrument;
}

function sameAssets(member: Member, manifest: PluginManifest): boolean {
  const name = (asset: { readonly name: string; readonly sha256: string }): string =>
    `${asset.name} ${asset.sha256}`;
  const signed = member.assets.map(name).toSorted();
  const declared = manifest.assets.map(name).toSorted();
  return signed.length === declared.length && signed.every((each, i) => each === declared[i]);
}
