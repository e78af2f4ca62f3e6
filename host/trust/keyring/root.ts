/**
 * `keys/root.json` and the versions before it: which keys exist, what each may sign, and how that may change.
 *
 * The first root signs itself: a person put it there. Every later one is signed by the threshold of the one before and
 * by its own (TUF 1.0.34 §5.3), so the chain from version 1 proves each change. A root older than one this host has
 * acted under is a rollback; another text for a version it has acted under is a replacement.
 */
import { root as rootSchema, type Root } from "../../contract/root.ts";
import { sha256Hex } from "../../kernel/digest.ts";
import { instantMs } from "../../kernel/instant.ts";
import { ok, refuse, type Result } from "../../kernel/result.ts";
import { openEnvelope, readPayload, type OpenedEnvelope } from "../dsse.ts";
import { keyringOf, verifyPayloadType, verifySignatures, type Keyring } from "./keyring.ts";

/** A root whose signatures, keys and place in the chain have been checked. Only this file makes one. */
class TrustedRoot {
  readonly root: Root;
  readonly version: number;
  /** sha256 of the payload bytes. */
  readonly sha256: string;
  readonly #keyring: Keyring;

  constructor(root: Root, sha256: string, keyring: Keyring) {
    this.root = root;
    this.version = root.version;
    this.sha256 = sha256;
    this.#keyring = keyring;
  }

  get keyring(): Keyring {
    return this.#keyring;
  }
}
export type { TrustedRoot };

/** The newest root under which this host has acted; `sha256` null when only the version was recorded. */
export interface RootFloor {
  readonly version: number;
  readonly sha256: string | null;
}

/**
 * Verifies a chain of roots and returns the newest.
 *
 * @param chain - Envelope files, version 1 first, none left out; not empty.
 * @param nowMs - Trust time (decision B1).
 * @returns Refusals: what `verifyRoot` says; root_expired (freeze); root_rolled_back (rollback); root_replaced when the
 *   chain has another root of the floor's version.
 */
export function loadRoot(
  chain: readonly Uint8Array[],
  nowMs: number,
  floor: RootFloor | null,
): Result<TrustedRoot> {
  const roots = verifyChain(chain);
  if (!roots.ok) return roots;
  const newest = roots.value.at(-1);
  if (newest === undefined) return refuse("root_missing", "there is no root");
  if (floor !== null && newest.version < floor.version) {
    return refuse(
      "root_rolled_back",
      `root version ${newest.version} is below ${floor.version}, which was in force before`,
      { detail: { version: newest.version, floor: floor.version } },
    );
  }
  const atFloor = roots.value.find(({ version }) => version === floor?.version)?.sha256;
  if (floor !== null && floor.sha256 !== null && atFloor !== floor.sha256) {
    return refuse(
      "root_replaced",
      `root version ${floor.version} was ${atFloor}, the one in force before was ${floor.sha256}`,
    );
  }
  return nowMs < instantMs(newest.root.expires)
    ? ok(newest)
    : refuse("root_expired", `root version ${newest.version} expired at ${newest.root.expires}`);
}

/**
 * Verifies a chain of roots in order, whatever the time is: an expired root may still hand over to the next.
 *
 * @param chain - Envelope files, version 1 first, none left out.
 * @returns One root per file. Refusals: what `verifyRoot` says of the first that is wrong.
 */
export function verifyChain(chain: readonly Uint8Array[]): Result<readonly TrustedRoot[]> {
  const roots: TrustedRoot[] = [];
  for (const bytes of chain) {
    const verified = verifyRoot(bytes, roots.at(-1) ?? null);
    if (!verified.ok) return verified;
    roots.push(verified.value);
  }
  return ok(roots);
}

/**
 * Verifies one root under its predecessor.
 *
 * Signing a root is the role `release`. As soon as any key of either version is good for live, only keys that are good
 * for live count: a plain paper key cannot make a live one.
 *
 * @param previous - The version before; null for version 1, which vouches for itself.
 * @returns Expiry is not checked. Refusals: those of `openEnvelope` and `verifySignatures`, payload_not_canonical,
 *   payload_invalid, root_invalid, root_chain_broken when the version does not follow the previous one.
 */
export function verifyRoot(bytes: Uint8Array, previous: TrustedRoot | null): Result<TrustedRoot> {
  const opened = openEnvelope(bytes);
  if (!opened.ok) return opened;
  const read = readSuccessor(opened.value, previous);
  if (!read.ok) return read;
  const keyring = keyringOf(read.value);
  if (!keyring.ok) return keyring;
  const judges = previous === null ? [keyring.value] : [previous.keyring, keyring.value];
  const environment = judges.some(hasLiveKeys) ? "live" : "paper";
  for (const judge of judges) {
    const allowed = verifySignatures(opened.value, { ...ROOT_DEMAND, environment }, judge);
    if (!allowed.ok) return allowed;
  }
  return ok(new TrustedRoot(read.value, sha256Hex(opened.value.payload), keyring.value));
}

/** Verifies under the predecessor first; only version 1 has to be read before its own keys can be known. */
function readSuccessor(envelope: OpenedEnvelope, previous: TrustedRoot | null): Result<Root> {
  const allowed =
    previous === null
      ? verifyPayloadType(envelope, "root")
      : verifySignatures(envelope, ROOT_DEMAND, previous.keyring);
  if (!allowed.ok) return allowed;
  const root = readPayload(envelope, rootSchema, "root");
  if (!root.ok) return root;
  const { version } = root.value;
  const expected = previous === null ? 1 : previous.version + 1;
  return version === expected
    ? root
    : refuse("root_chain_broken", `root version was ${version}, ${expected} comes next`, {
        detail: { version, expected },
      });
}

const ROOT_DEMAND = { kind: "root", role: "release", environment: null } as const;

function hasLiveKeys(keyring: Keyring): boolean {
  return [...keyring.keys.values()].some(({ environments }) => environments.includes("live"));
}
