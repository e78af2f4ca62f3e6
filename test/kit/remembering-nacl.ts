/**
 * Ed25519 that remembers what it has verified: a pure question gets the same answer at once.
 *
 * Tests that start a host hundreds of times over the same signed files would spend nearly all of their time there.
 */
import type nacl from "tweetnacl";
import { vi } from "vitest";

interface Module {
  readonly default: typeof nacl;
}

/** For `vi.mock("tweetnacl", …)`. */
export async function rememberingNacl(): Promise<Module> {
  const { default: real } = await vi.importActual<Module>("tweetnacl");
  const known = new Map<string, boolean>();
  const verify: typeof nacl.sign.detached.verify = (message, signature, key) => {
    const question = [message, signature, key].map((bytes) => Buffer.from(bytes).toString("hex"));
    const text = question.join(" ");
    const answer = known.get(text) ?? real.sign.detached.verify(message, signature, key);
    known.set(text, answer);
    return answer;
  };
  const { sign } = real;
  const detached = Object.assign(sign.detached.bind(null), sign.detached, { verify });
  return { default: { ...real, sign: Object.assign(sign.bind(null), sign, { detached }) } };
}
