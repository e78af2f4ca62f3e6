/** The way back from a poisoned clock: a statement that is good for one account, one instant, once (decision B1). */
import { timeReset as timeResetSchema } from "../contract/time-reset.ts";
import type { Environment } from "../contract/primitives.ts";
import { sha256Hex } from "../kernel/digest.ts";
import { instantMs, isoInstant } from "../kernel/instant.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";
import { openEnvelope, readPayload } from "./dsse.ts";
import { verifySignatures, type Keyring } from "./keyring/keyring.ts";

export interface ResetQuestion {
  readonly keyring: Keyring;
  readonly environment: Environment;
  readonly account: string;
  /** Newest trust time of the account's journal. */
  readonly lastLoggedMs: number;
  /** Digests of resets that the journal has accepted. */
  readonly accepted: readonly string[];
}

export interface AcceptedReset {
  /** sha256 of the payload bytes. */
  readonly sha256: string;
  readonly toMs: number;
  readonly reason: string;
}

/**
 * Verifies a reset of the time.
 *
 * @returns Refusals: those of `openEnvelope` and of `verifySignatures` for the role `release`, payload_not_canonical,
 *   payload_invalid, time_reset_differs.
 */
export function verifyTimeReset(bytes: Uint8Array, question: ResetQuestion): Result<AcceptedReset> {
  const { keyring, environment, account, lastLoggedMs, accepted } = question;
  const opened = openEnvelope(bytes);
  if (!opened.ok) return opened;
  const demand = { kind: "timeReset", role: "release", environment } as const;
  const signers = verifySignatures(opened.value, demand, keyring);
  if (!signers.ok) return signers;
  const read = readPayload(opened.value, timeResetSchema, "time reset");
  if (!read.ok) return read;
  const { account: named, from, to, reason } = read.value;
  const sha256 = sha256Hex(opened.value.payload);
  if (named !== account || instantMs(from) !== lastLoggedMs || accepted.includes(sha256)) {
    return refuse(
      "time_reset_differs",
      `reset is for ${named} at ${from}, this is ${account} at ${isoInstant(lastLoggedMs)}`,
    );
  }
  return ok({ sha256, toMs: instantMs(to), reason });
}
