/**
 * Reads a passphrase: from a terminal only. An argument would be in the shell's history and in the process table, a
 * variable in the environment of every child, a pipe in somebody's script.
 */
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import type { SignPorts } from "./ports.ts";

/** Bytes; with the scrypt cost of ours a guess takes 0.4 s. */
export const PASSPHRASE_BYTES_MIN = 12;
const PASSPHRASE_BYTES_MAX = 1_024;

const CONTROL_C = 0x03;
const CONTROL_D = 0x04;
const CONTROL_U = 0x15;
const ESCAPE = 0x1b;
const ERASE: ReadonlySet<number> = new Set([0x08, 0x7f]);
const ENTER: ReadonlySet<number> = new Set([0x0a, 0x0d]);

/**
 * Asks for a passphrase; the caller fills the bytes with zeros when done.
 *
 * @returns Refusals: terminal_missing, passphrase_cancelled.
 */
export async function askPassphrase(ports: SignPorts, prompt: string): Promise<Result<Uint8Array>> {
  const { keyboard } = ports;
  if (!keyboard.isTerminal) {
    return refuse("terminal_missing", "the passphrase is typed at a terminal, and there is none", {
      hint: "sign keygen --paper makes a key without passphrase for the paper environment",
    });
  }
  // First the echo off, then the question: what is typed between the two would be shown.
  keyboard.setRaw(true);
  ports.tell(prompt);
  const line = new SecretLine();
  try {
    for (;;) {
      const chunk = await keyboard.read();
      const state = chunk === null ? "cancelled" : line.type(chunk);
      chunk?.fill(0);
      if (state === "cancelled") return refuse("passphrase_cancelled", "no passphrase was given");
      if (state === "entered") return ok(line.copy());
    }
  } finally {
    line.erase();
    keyboard.setRaw(false);
    ports.tell("\n");
  }
}

/**
 * Asks for a new passphrase, twice.
 *
 * @returns Refusals: terminal_missing, passphrase_cancelled, passphrase_too_short, passphrase_differs.
 */
export async function askNewPassphrase(ports: SignPorts): Promise<Result<Uint8Array>> {
  const first = await askPassphrase(ports, "new passphrase: ");
  if (!first.ok) return first;
  const { length } = first.value;
  if (length < PASSPHRASE_BYTES_MIN) {
    first.value.fill(0);
    return refuse(
      "passphrase_too_short",
      `passphrase had ${length} bytes, at least ${PASSPHRASE_BYTES_MIN} are needed`,
    );
  }
  const second = await askPassphrase(ports, "the same again: ");
  const same = second.ok && Buffer.compare(first.value, second.value) === 0;
  if (second.ok) second.value.fill(0);
  if (same) return first;
  first.value.fill(0);
  return second.ok ? refuse("passphrase_differs", "the two passphrases were not the same") : second;
}

/** A line that is being typed, in one buffer that can be erased. */
class SecretLine {
  readonly #bytes = new Uint8Array(PASSPHRASE_BYTES_MAX);
  #length = 0;

  type(chunk: Uint8Array): "typing" | "entered" | "cancelled" {
    for (const byte of chunk) {
      if (ENTER.has(byte)) return "entered";
      if (byte === CONTROL_C || (byte === CONTROL_D && this.#length === 0)) return "cancelled";
      // An arrow key arrives as a sequence; the rest of it is not text.
      if (byte === ESCAPE) return "typing";
      this.#take(byte);
    }
    return "typing";
  }

  #take(byte: number): void {
    if (byte === CONTROL_U) this.#length = 0;
    else if (ERASE.has(byte)) this.#dropCharacter();
    else if (byte >= 0x20 && this.#length < PASSPHRASE_BYTES_MAX) {
      this.#bytes[this.#length] = byte;
      this.#length += 1;
    }
  }

  /** UTF-8: continuation bytes go with the byte that begins the character. */
  #dropCharacter(): void {
    while (this.#length > 0) {
      this.#length -= 1;
      if (((this.#bytes[this.#length] ?? 0) & 0xc0) !== 0x80) return;
    }
  }

  copy(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  erase(): void {
    this.#bytes.fill(0);
    this.#length = 0;
  }
}
