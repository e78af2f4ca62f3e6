/** What the commands of `sign root` have in common on the command line. */
import { existsSync } from "node:fs";
import { lineText } from "#host/contract/primitives.ts";
import { role as roleShape, type Role, type Root } from "#host/contract/root.ts";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import type { Arguments } from "#host/terminal/arguments.ts";
import { printable } from "#host/terminal/escape.ts";
import { parsePublicKey } from "../key-file.ts";
import { readPublicText } from "../key-store.ts";
import type { PublicHalf } from "../signing-key.ts";
import { expiryAfter, type Newcomer } from "./change.ts";

/** Whoever reads the root later sees this text: one line, nothing invisible. */
export function ownerOf(text: string | null, name: string): Result<string> {
  const owner = lineText.safeParse(text ?? name);
  return owner.success
    ? ok(owner.data)
    : refuse("argument_invalid", "--owner takes one line without control characters, at most 280");
}

/** Refusals: key_missing, key_file_invalid. */
export function readPublic(path: string): Result<PublicHalf> {
  const text = readPublicText(path);
  return text.ok ? parsePublicKey(text.value, path) : text;
}

/** `--public-key` and `--owner`. */
export function newcomerIn(args: Arguments): Result<Newcomer> {
  const key = readPublic(args.text("public-key"));
  if (!key.ok) return key;
  const owner = ownerOf(args.textOrNull("owner"), key.value.name);
  return owner.ok ? ok({ key: key.value, owner: owner.value }) : owner;
}

export function roleIn(text: string): Result<Role> {
  const role = roleShape.safeParse(text);
  return role.success ? ok(role.data) : refuse("argument_invalid", `${printable(text)} is no role`);
}

export function expiresIn(args: Arguments, nowMs: number): string {
  return expiryAfter(nowMs, args.number("expires-days"));
}

const KEYID_DIGITS_MIN = 8;

/**
 * A key of a root, by its public file, by its key id or the beginning of it, or by its owner.
 *
 * @returns Its key id. Refusals: key_unknown when none or several are meant; those of reading the file.
 */
export function keyidIn(root: Root, named: string): Result<string> {
  if (named.endsWith(".json") && existsSync(named)) {
    const key = readPublic(named);
    return key.ok ? only(root, named, (keyid) => keyid === key.value.keyid) : key;
  }
  const digits = named.length >= KEYID_DIGITS_MIN && /^[0-9a-f]+$/.test(named);
  const byId = root.keys.filter(({ keyid }) => digits && keyid.startsWith(named));
  return byId.length > 0
    ? only(root, named, (keyid) => keyid.startsWith(named))
    : only(root, named, (_, owner) => owner === named);
}

function only(
  root: Root,
  named: string,
  means: (keyid: string, owner: string) => boolean,
): Result<string> {
  const [found, another] = root.keys.filter(({ keyid, owner }) => means(keyid, owner));
  if (found !== undefined && another === undefined) return ok(found.keyid);
  const how = found === undefined ? "no key" : "several keys";
  return refuse("key_unknown", `root version ${root.version} has ${how} "${printable(named)}"`, {
    hint: "sign root show lists the key ids",
  });
}
