/** Runs vectors against our own code. A failure is a sentence; no vector stops the others. */
import { canonicalJson, parseJsonStrict } from "#host/kernel/canonical-json.ts";
import { loadPublicKey } from "#host/trust/ed25519-strict.ts";
import type { VectorFile } from "./file.ts";

export interface VectorsRun {
  readonly passed: number;
  /** `<id>: <what was>, <what was expected>`. */
  readonly failures: readonly string[];
}

export function runVectors(file: VectorFile): VectorsRun {
  const verdicts = verdictsOf(file);
  const failures = verdicts.filter((each) => each !== null);
  return { passed: verdicts.length - failures.length, failures };
}

/** One per vector; null: it passed. */
function verdictsOf(file: VectorFile): readonly (string | null)[] {
  switch (file.kind) {
    case "ed25519-verify":
      return file.vectors.map(verifyOne);
    case "jcs":
      return file.vectors.map(canonicalOne);
    case undefined:
      return file.vectors.map(({ id, fn }) => `${id}: there is no function ${fn}`);
  }
}

type Of<K extends VectorFile["kind"]> = Extract<VectorFile, { kind: K }>["vectors"][number];

function verifyOne({ id, pk, msg, sig, valid }: Of<"ed25519-verify">): string | null {
  const [key, message, signature] = [pk, msg, sig].map(bytesOf);
  // Said of the vector, whatever it expects: what was never tried has not been refused.
  if (!key || !message || !signature) return `${id}: is malformed: pk, msg and sig must be hex`;
  const problem = problemOf(key, message, signature);
  if ((problem === null) === valid) return null;
  const was = problem === null ? "was accepted" : `was refused: ${problem}`;
  return `${id}: ${was}, expected ${valid ? "valid" : "not valid"}`;
}

/** null: the strict profile accepts the signature. */
function problemOf(key: Uint8Array, message: Uint8Array, signature: Uint8Array): string | null {
  const loaded = loadPublicKey(key);
  return loaded.ok ? loaded.value.problemWith(message, signature) : loaded.refusal.message;
}

/** Node's decoder stops at the first wrong digit; only whole bytes count here. */
function bytesOf(hex: string): Uint8Array | null {
  return /^(?:[0-9a-fA-F]{2})*$/.test(hex) ? Buffer.from(hex, "hex") : null;
}

function canonicalOne(vector: Of<"jcs">): string | null {
  const parsed = parseJsonStrict(vector.input);
  if ("refused" in vector) {
    return parsed.ok
      ? `${vector.id}: was accepted as ${canonicalJson(parsed.value)}, expected a refusal`
      : null;
  }
  if (!parsed.ok) return `${vector.id}: was refused: ${parsed.refusal.message}`;
  const text = canonicalJson(parsed.value);
  return text === vector.canonical
    ? null
    : `${vector.id}: was ${text}, expected ${vector.canonical}`;
}
