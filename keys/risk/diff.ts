/** What a risk policy changes, one line per key of the file; what allows more is marked. */
import type { RiskPolicy } from "#host/contract/config.ts";
import { looseningsOf, type Loosening } from "#host/trust/loosenings.ts";
import { printable } from "#host/terminal/escape.ts";

export interface PolicyChange {
  readonly key: string;
  /** null: there was no policy. */
  readonly before: string | null;
  readonly after: string;
  readonly loosens: boolean;
}

/** @returns Empty when only the version differs. Loosenings that are not one key of the file come last. */
export function policyChanges(
  before: RiskPolicy | null,
  after: RiskPolicy,
): readonly PolicyChange[] {
  const loosenings = before === null ? [] : looseningsOf(before, after);
  const was = new Map(Object.entries(before ?? {}).map(([key, value]) => [key, shown(value)]));
  const changes = Object.entries(after).flatMap(([key, value]): readonly PolicyChange[] => {
    const [from, to] = [was.get(key) ?? null, shown(value)];
    if (key === "version" || from === to) return [];
    const loosens = before === null || concerns(loosenings, key);
    return [{ key, before: from, after: to, loosens }];
  });
  return changes;
}

/** `drawdown at 10 %` is about the key `drawdown`. */
function concerns(loosenings: readonly Loosening[], key: string): boolean {
  return loosenings.some((each) => each.key === key || each.key.startsWith(`${key} `));
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

export function renderPolicyChanges(changes: readonly PolicyChange[]): string {
  if (changes.length === 0) return "  nothing but the version changes";
  return changes
    .map(({ key, before, after, loosens }) => {
      const from = before === null ? "" : `, was ${printable(before)}`;
      return `${loosens ? "!" : " "} ${key} ${printable(after)}${from}`;
    })
    .join("\n");
}
