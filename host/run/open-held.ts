/** Accounts with something open, opened before anything else is read: their exits go on whatever the rest says (A6). */
import { ok, type Result } from "../kernel/result.ts";
import { realTimePaths, type Workspace } from "../workspace/paths.ts";
import { heldSlots, inCustody, ownAccounts } from "./custody.ts";
import type { RunDeps } from "./deps.ts";
import type { Governing } from "./open-slot.ts";
import { closeAccount, openAccountAt, type OpenedAccount, type Watch } from "./prepare.ts";

/** @param opened - Grows by each account that holds something open; the caller closes them. */
export function openHeld(
  request: {
    readonly workspace: Workspace;
    readonly account: string | null;
    readonly watch: Watch;
  },
  deps: RunDeps,
  opened: OpenedAccount[],
): Result<readonly Governing[]> {
  const held: Governing[] = [];
  for (const alias of ownAccounts(request)) {
    const paths = realTimePaths(request.workspace, alias);
    const one = openAccountAt(deps, alias, paths, { fresh: false, watch: request.watch });
    if (!one.ok) return one;
    const { account } = one.value;
    const mine = heldSlots(account).flatMap((slot) => inCustody(account, deps, slot) ?? []);
    if (mine.length === 0) closeAccount(one.value);
    else opened.push(one.value);
    held.push(...mine);
  }
  return ok(held);
}
