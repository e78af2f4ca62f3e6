/** From a draft that has been shown to one with more signatures: which keys, the question, the passphrases. */
import { assert, ok, refuse, type Refused, type Result } from "#host/kernel/result.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import { confirm } from "../confirm.ts";
import { keysIn, readKeyFile, withKeys } from "../key-store.ts";
import type { SignPorts } from "../ports.ts";
import { envelopeOf, signPayload } from "../seal.ts";
import type { SigningKey } from "../signing-key.ts";
import { withSignatures, type Draft } from "./file.ts";
import { countedOnly, isComplete, refusedKey, tallyOf, type Demand, type Tally } from "./tally.ts";

/** A secret key file that will sign; its passphrase has not been asked for. */
interface ChosenKey {
  readonly path: string;
  readonly keyid: string;
  readonly name: string;
  readonly encrypted: boolean;
}

/** One statement to be signed, and what its signatures must meet. */
export interface Item {
  readonly draft: Draft;
  readonly demands: readonly Demand[];
}

export interface Ceremony {
  /** Several statements are signed after one question. */
  readonly items: readonly Item[];
  /** From the command line; empty means the only one in keys/, when its signature counts. */
  readonly named: readonly string[];
  /** What a person types: `ema-cross 3`. */
  readonly words: string;
  /** Something live: typed whatever the keys are. */
  readonly live: boolean;
}

export interface Signed {
  readonly draft: Draft;
  readonly tallies: readonly Tally[];
  readonly complete: boolean;
  /** The envelope's file; null while signatures are missing. */
  readonly envelope: Uint8Array | null;
  /** Signatures that were made now. */
  readonly added: number;
}

/**
 * Says which keys would sign, before anything is asked.
 *
 * @returns Empty when nobody signs here. Refusals: key_missing, key_file_exposed, key_file_invalid, and why the signature
 *   of a named key would not count.
 */
function chooseSigners(
  workspace: Workspace,
  { items, named }: Ceremony,
): Result<readonly ChosenKey[]> {
  const found = named.length > 0 ? named : onlyOf(keysIn(workspace));
  const chosen = new Map<string, ChosenKey>();
  for (const path of found) {
    const file = readKeyFile(path);
    if (!file.ok) return file;
    const { keyid, name, schema } = file.value;
    const refused = refusedSomewhere(file.value, items);
    if (refused !== null && named.length > 0) return refused;
    if (refused !== null || items.every(({ draft }) => hasSigned(draft, keyid))) continue;
    chosen.set(keyid, { path, keyid, name, encrypted: schema === "key/1" });
  }
  return ok([...chosen.values()]);
}

function refusedSomewhere(
  key: { readonly keyid: string; readonly name: string },
  items: readonly Item[],
): Refused | null {
  return items.map(({ demands }) => refusedKey(key, demands)).find((each) => each !== null) ?? null;
}

function hasSigned(draft: Draft, keyid: string): boolean {
  return draft.signatures.some((each) => each.keyid === keyid);
}

function onlyOf(paths: readonly string[]): readonly string[] {
  return paths.length === 1 ? paths : [];
}

/**
 * Asks, signs and counts. What is signed must be on the screen before.
 *
 * @returns One per item. Refusals: why a named key would not count, those of the question, of opening a key, and
 *   signature_invalid of a signature that was there before; then nothing was signed.
 */
export async function collectAll(
  ports: SignPorts,
  workspace: Workspace,
  ceremony: Ceremony,
): Promise<Result<readonly Signed[]>> {
  const { items, words, live } = ceremony;
  const before = countAll(items);
  if (!before.ok) return before;
  const chosen = chooseSigners(workspace, ceremony);
  if (!chosen.ok) return chosen;
  if (chosen.value.length === 0) return before;
  const required = live || chosen.value.some(({ encrypted }) => encrypted);
  const sure = await confirm(ports, words, required);
  if (!sure.ok) return sure;
  const paths = chosen.value.map(({ path }) => path);
  return await withKeys(ports, paths, (keys) => {
    // The file may have been exchanged since: what opened is asked again.
    for (const key of keys) {
      const refused = refusedSomewhere(key.half, items);
      if (refused !== null) return refused;
    }
    return countAll(
      items.map((item) => ({ ...item, draft: signedBy(item.draft, keys) })),
      items,
    );
  });
}

/** The same for one statement. */
export async function collect(
  ports: SignPorts,
  workspace: Workspace,
  { draft, demands, ...ceremony }: Item & Omit<Ceremony, "items">,
): Promise<Result<Signed>> {
  const all = await collectAll(ports, workspace, { ...ceremony, items: [{ draft, demands }] });
  if (!all.ok) return all;
  const [signed] = all.value;
  assert(signed !== undefined, "one statement, one result");
  return ok(signed);
}

function signedBy(draft: Draft, keys: readonly SigningKey[]): Draft {
  const missing = keys.filter(({ half }) => !hasSigned(draft, half.keyid));
  return withSignatures(draft, signPayload(draft.kind, draft.payload, missing));
}

/** @param before - The same items as they were: what is new was added now. */
function countAll(
  items: readonly Item[],
  before: readonly Item[] = items,
): Result<readonly Signed[]> {
  const counted: Signed[] = [];
  for (const [index, { draft, demands }] of items.entries()) {
    const tallies = tallyOf(draft, demands);
    if (!tallies.ok) return tallies;
    const complete = isComplete(tallies.value);
    const { kind, payload, signatures } = countedOnly(draft, tallies.value);
    const had = before[index]?.draft.signatures.length ?? 0;
    counted.push({
      draft,
      tallies: tallies.value,
      complete,
      envelope: complete ? envelopeOf(kind, payload, signatures) : null,
      added: draft.signatures.length - had,
    });
  }
  return ok(counted);
}

/** Nobody signed and nothing was complete: then the command did nothing, and says whom it waits for. */
export function nobodySigned(signed: Signed): Refused | null {
  if (signed.complete || signed.added > 0) return null;
  return refuse(
    "key_not_chosen",
    "no key was named, and keys/ does not hold exactly one that may sign this",
    {
      hint: "name one with --key FILE, once per signer",
    },
  );
}
