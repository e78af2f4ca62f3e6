/** A secret key in memory: it can sign and be forgotten, and nothing else can be got out of it. */
import nacl from "tweetnacl";
import type { Environment } from "#host/contract/primitives.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import { assert } from "#host/kernel/result.ts";
import { loadPublicKey } from "#host/trust/ed25519-strict.ts";

export const SEED_BYTES = 32;

export interface PublicHalf {
  readonly keyid: string;
  /** 64 hex digits. */
  readonly publicKey: string;
  readonly name: string;
  readonly environments: readonly Environment[];
}

export class SigningKey {
  readonly half: PublicHalf;
  readonly #secret: Uint8Array;
  #forgotten = false;

  /** @param seed - 32 bytes; copied, so the caller may erase its own. */
  constructor(seed: Uint8Array, name: string, environments: readonly Environment[]) {
    const pair = nacl.sign.keyPair.fromSeed(seed);
    this.#secret = pair.secretKey;
    this.half = {
      keyid: sha256Hex(pair.publicKey),
      publicKey: Buffer.from(pair.publicKey).toString("hex"),
      name,
      environments,
    };
  }

  /** Signs, and looks at the result the way the host will before it leaves. */
  sign(message: Uint8Array): Uint8Array {
    assert(!this.#forgotten, "a forgotten key signs nothing");
    const signature = nacl.sign.detached(message, this.#secret);
    const key = loadPublicKey(Buffer.from(this.half.publicKey, "hex"));
    const problem = key.ok ? key.value.problemWith(message, signature) : key.refusal.message;
    assert(problem === null, "a signature of ours is one that the host accepts");
    return signature;
  }

  forget(): void {
    this.#secret.fill(0);
    this.#forgotten = true;
  }
}
