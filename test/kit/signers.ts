/** People on machines of their own: each has a folder, plain or cheap encrypted keys, and files are carried by hand. */
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { encryptedKeyText, plainKeyText, publicKeyText } from "#keys/key-file.ts";
import { SigningKey } from "#keys/signing-key.ts";
import { NOW_MS } from "./signer.ts";
import { aFolder, aKeyboard, sign, somePorts, type Ran } from "./workspace.ts";

const CREATED = new Date(NOW_MS).toISOString();
/** The least cost that a key file may have: tests open dozens. */
const N = 32_768;

export const seedOf = (name: string): Buffer =>
  createHash("sha256").update(`seed of ${name}`).digest();
export const passphraseOf = (name: string): string => `the long words of ${name}`;

export interface Machine {
  readonly folder: string;
  readonly secret: (name: string) => string;
  readonly half: (name: string) => string;
  /** Runs `sign`; `typed` are answers at a terminal, null means that there is none. */
  readonly sign: (argv: readonly string[], typed?: readonly string[] | null) => Promise<Ran>;
  readonly at: (path: string) => string;
}

/** A machine with the keys of these people: plain ones for paper, encrypted ones for both. */
export function aMachine(people: readonly string[], kind: "paper" | "live" = "paper"): Machine {
  const folder = aFolder();
  const at = (path: string): string => join(folder, path);
  const secret = (name: string): string => at(`home/${name}.key.json`);
  const half = (name: string): string => at(`home/${name}.pub.json`);
  mkdirSync(at("home"));
  for (const name of people) {
    const seed = Uint8Array.from(seedOf(name));
    const key = new SigningKey(seed, name, kind === "paper" ? ["paper"] : ["paper", "live"]);
    const made = { createdAt: CREATED, entropy: somePorts().entropy, n: N };
    const passphrase = Buffer.from(passphraseOf(name));
    const text =
      kind === "paper"
        ? plainKeyText(key.half, seed, CREATED)
        : encryptedKeyText(key.half, seed, passphrase, made);
    writeFileSync(secret(name), text);
    chmodSync(secret(name), 0o600);
    writeFileSync(half(name), publicKeyText(key.half));
  }
  return {
    folder,
    secret,
    half,
    at,
    sign: (argv, typed = null) => sign(folder, argv, { keyboard: aKeyboard(typed) }),
  };
}

/** Carries a file to the same place on another machine, or to another place. */
export function carried(from: Machine, path: string, to: Machine, as = path): string {
  const target = to.at(as);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(from.at(path), target);
  return target;
}

/** Takes over the whole keyring: what version control does. */
export function sameRoot(from: Machine, to: Machine): void {
  carried(from, "keys/root.json", to);
}

export const typed = (words: string, ...names: string[]): string[] => [
  `${words}\r`,
  ...names.map((name) => `${passphraseOf(name)}\r`),
];
