import type { Params } from "../contract/manifest.ts";
import { canonicalJson } from "./canonical-json.ts";
import { sha256Hex } from "./digest.ts";

/** The digest that a report names a parameter set by: of its canonical JSON. */
export function paramsDigest(params: Params): string {
  return sha256Hex(canonicalJson(params));
}

/**
 * Name of a candidate's conformance report: one for the manifest's defaults, one more for every other parameter set.
 *
 * @param defaults - Every parameter at its default.
 */
export function conformanceFileName(params: Params, defaults: Params): string {
  const digest = paramsDigest(params);
  return digest === paramsDigest(defaults)
    ? "conformance.json"
    : `conformance-${digest.slice(0, 12)}.json`;
}

export const COMPARISON_FILE_NAME = "comparison.json";
