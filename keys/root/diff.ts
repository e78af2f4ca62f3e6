/** What a new root changes, in lines; what gives more power or asks for fewer people is marked. */
import type { Root } from "#host/contract/root.ts";
import { printable } from "#host/terminal/escape.ts";

export interface RootChange {
  readonly text: string;
  /** More people may do something, or fewer are needed for it. */
  readonly widens: boolean;
}

/** @param before - null: the first root, in which everything is new. */
export function rootChanges(before: Root | null, after: Root): readonly RootChange[] {
  return [
    ...keyChanges(before, after),
    ...roleChanges(before, after),
    ...revokedChanges(before, after),
    ...expiryChanges(before, after),
  ];
}

/** One line each; `!` stands before what widens. */
export function renderChanges(changes: readonly RootChange[]): string {
  return changes.map(({ text, widens }) => `${widens ? "!" : " "} ${text}`).join("\n");
}

function named(root: Root, keyid: string): string {
  const key = root.keys.find((each) => each.keyid === keyid);
  return `${key === undefined ? "unknown" : printable(key.owner)} (${keyid.slice(0, 16)})`;
}

function keyChanges(before: Root | null, after: Root): readonly RootChange[] {
  const old = before?.keys ?? [];
  const came = after.keys.filter(({ keyid }) => !old.some((each) => each.keyid === keyid));
  const went = old.filter(({ keyid }) => !after.keys.some((each) => each.keyid === keyid));
  const changed = after.keys.flatMap((key) => {
    const was = old.find(({ keyid }) => keyid === key.keyid);
    const [a, b] = [was?.environments.join(" and "), key.environments.join(" and ")];
    if (was === undefined) return [];
    if (a === b && was.owner === key.owner) return [];
    const text = `key ${named(after, key.keyid)} was of ${printable(was.owner)} for ${a ?? ""}, is for ${b}`;
    return [{ text, widens: true }];
  });
  return [
    ...came.map(({ keyid, environments }) => ({
      text: `+ key ${named(after, keyid)}, good for ${environments.join(" and ")}, key id ${keyid}`,
      widens: environments.includes("live"),
    })),
    ...changed,
    ...went.map(({ keyid }) => ({
      text: `- key ${named(before ?? after, keyid)}`,
      widens: false,
    })),
  ];
}

function roleChanges(before: Root | null, after: Root): readonly RootChange[] {
  const names = new Set([...Object.keys(before?.roles ?? {}), ...Object.keys(after.roles)]);
  const was = new Map(Object.entries(before?.roles ?? {}));
  const is = new Map(Object.entries(after.roles));
  return [...names].flatMap((role) => {
    const [a, b] = [was.get(role), is.get(role)];
    const gained = (b?.keyids ?? []).filter((keyid) => a?.keyids.includes(keyid) !== true);
    const lost = (a?.keyids ?? []).filter((keyid) => b?.keyids.includes(keyid) !== true);
    return [
      ...gained.map((keyid) => ({
        text: `+ role ${role} to ${named(after, keyid)}`,
        widens: true,
      })),
      ...lost.map((keyid) => ({
        text: `- role ${role} from ${named(before ?? after, keyid)}`,
        widens: false,
      })),
      ...thresholdChange(role, a, b),
    ];
  });
}

type Rule = { readonly threshold: number; readonly keyids: readonly string[] } | undefined;

function thresholdChange(role: string, before: Rule, after: Rule): readonly RootChange[] {
  if (after === undefined || before?.threshold === after.threshold) return [];
  const of = new Set(after.keyids).size;
  if (before === undefined) {
    const text = `  role ${role} needs ${after.threshold} of ${of} signatures`;
    return [{ text, widens: false }];
  }
  const lowered = after.threshold < before.threshold;
  const text = `  role ${role} needs ${after.threshold} of ${of} signatures, needed ${before.threshold}`;
  return [{ text, widens: lowered }];
}

function revokedChanges(before: Root | null, after: Root): readonly RootChange[] {
  const old = before?.revokedKeys ?? [];
  const came = after.revokedKeys.filter((keyid) => !old.includes(keyid));
  const went = old.filter((keyid) => !after.revokedKeys.includes(keyid));
  return [
    ...came.map((keyid) => ({ text: `- revoked: ${named(after, keyid)}`, widens: false })),
    ...went.map((keyid) => ({ text: `+ no longer revoked: ${keyid}`, widens: true })),
  ];
}

function expiryChanges(before: Root | null, after: Root): readonly RootChange[] {
  if (before === null) return [{ text: `  expires ${after.expires}`, widens: false }];
  if (before.expires === after.expires) return [];
  return [{ text: `  expires ${after.expires}, was ${before.expires}`, widens: false }];
}
