import { ok, refuse, type Result } from "../../kernel/result.ts";
import type { Keyring } from "../keyring/keyring.ts";
import { verifyRevocations, type RevocationFloor } from "../revocations.ts";
import type { SignedFiles } from "./signed-files.ts";
import { readStatement, REVOCATIONS_PATH } from "./statements.ts";

/**
 * Reads `signed/revocations.json`.
 *
 * @param floor - The newest list that was honoured; null for none.
 * @returns null when there is no list and never was one. Refusals: those of `verifyRevocations`; revocation_missing when
 *   the file is gone: what it would say now is hidden.
 */
export function readRevocations(
  files: SignedFiles,
  keyring: Keyring,
  floor: RevocationFloor | null,
): Result<RevocationFloor | null> {
  const bytes = readStatement(files, REVOCATIONS_PATH);
  if (!bytes.ok) return bytes;
  if (bytes.value !== null) return verifyRevocations(bytes.value, keyring, floor);
  if (floor === null) return ok(null);
  return refuse(
    "revocation_missing",
    `signed/${REVOCATIONS_PATH} is gone, list ${floor.version} of ${floor.entries.length} entries was honoured`,
  );
}
