/** Everything that `host status` shows, read from files once. */
import type { Engine } from "../../contract/approval.ts";
import { isoInstant } from "../../kernel/instant.ts";
import { ok, refuse, type Result } from "../../kernel/result.ts";
import { listSlots, type SlotName } from "../../run/slots.ts";
import { readRootChain } from "../../trust/keyring/root-chain.ts";
import { loadRoot, verifyChain } from "../../trust/keyring/root.ts";
import { readSettings, type Settings } from "../../workspace/config.ts";
import { findJournals, ownJournals, type FoundJournal } from "../../workspace/journals.ts";
import type { Workspace } from "../../workspace/paths.ts";
import { signedFilesIn } from "../../workspace/signed-files.ts";
import { accountStatus, silentAccount, type AccountStatus } from "./accounts.ts";
import { runsIn, type RunStatus } from "./runs.ts";
import {
  accountSigned,
  signedStatus,
  type AccountSigned,
  type SignedContext,
  type SignedStatus,
} from "./signed.ts";
import { slotStatus, type RootStatus, type SlotStatus, type Trust } from "./slots.ts";
import { strategiesIn, type StrategyStatus } from "./strategies.ts";

export interface StatusQuestion {
  readonly workspace: Workspace;
  /** `--workspace` as it was given; null where the command was run in the workspace. */
  readonly named: string | null;
  readonly account: string | null;
  /** The accounts of this run instead of those in real time. */
  readonly run: string | null;
  readonly engine: Engine;
  readonly nowMs: number;
}

export interface Status {
  readonly workspace: Workspace;
  readonly named: string | null;
  readonly at: string;
  readonly settings: Settings;
  readonly root: RootStatus;
  readonly strategies: readonly StrategyStatus[];
  readonly slots: readonly SlotStatus[];
  readonly accounts: readonly AccountStatus[];
  readonly runs: readonly RunStatus[];
  readonly signed: SignedStatus;
  /** By account; those without a journal are left out. */
  readonly accountSigned: ReadonlyMap<string, AccountSigned>;
}

/** Refusals: those of the configuration; journal_missing for a run that is not there; those of listing signed/. */
export function gatherStatus(question: StatusQuestion): Result<Status> {
  const { workspace, account, run, nowMs, engine } = question;
  const settings = readSettings(workspace);
  if (!settings.ok) return settings;
  const files = signedFilesIn(workspace.signed);
  const names = listSlots(files);
  if (!names.ok) return names;
  const strategies = strategiesIn(workspace);
  if (!strategies.ok) return strategies;
  const accounts = accountsOf(question, settings.value, names.value);
  if (!accounts.ok) return accounts;
  const runs = run === null ? runsIn(workspace, account) : ok([]);
  if (!runs.ok) return runs;
  const rootChain = readRootChain(signedFilesIn(workspace.keys));
  const trust: Trust = { files, rootChain, engine, nowMs };
  const root = rootStatus(rootChain, nowMs);
  const signed = signedStatus(workspace, root.keyring, nowMs);
  const newest = signed.policy?.sha256 ?? null;
  const context = { workspace, settings: settings.value, keyring: root.keyring, nowMs, newest };
  return ok({
    workspace,
    named: question.named,
    at: isoInstant(nowMs),
    settings: settings.value,
    root,
    strategies: strategies.value,
    slots: slotsOf(trust, accounts.value, names.value),
    accounts: accounts.value,
    runs: runs.value,
    signed,
    accountSigned: signedOf(accounts.value, context),
  });
}

function signedOf(
  accounts: readonly AccountStatus[],
  context: SignedContext,
): ReadonlyMap<string, AccountSigned> {
  const known = accounts.flatMap(({ account, book }) =>
    book !== null && "state" in book
      ? [[account, accountSigned(account, book.state, context)] as const]
      : [],
  );
  return new Map(known);
}

function rootStatus(chain: Trust["rootChain"], nowMs: number): RootStatus {
  if (!chain.ok) return { root: chain, keyring: null };
  const root = loadRoot(chain.value, nowMs, null);
  const roots = verifyChain(chain.value);
  return { root, keyring: roots.ok ? (roots.value.at(-1)?.keyring ?? null) : null };
}

/** Accounts that have run, that are configured, or that a slot names. */
function accountsOf(
  { workspace, account, run }: StatusQuestion,
  { host }: Settings,
  slots: readonly SlotName[],
): Result<readonly AccountStatus[]> {
  const journals = journalsOf(workspace, account, run);
  if (!journals.ok) return journals;
  if (run !== null) return ok(journals.value.map((found) => accountStatus(found, host)));
  const names = [
    ...Object.keys(host.accounts),
    ...slots.map((slot) => slot.account),
    ...journals.value.map((found) => found.account),
  ];
  const wanted = [...new Set(names)].filter((name) => account === null || name === account);
  if (wanted.length === 0 && account !== null) {
    return refuse("journal_missing", `there is no account ${account}`, {
      hint: "config/host.toml lists accounts; a slot that is signed names one too",
    });
  }
  return ok(
    wanted.toSorted().map((name) => {
      const found = journals.value.find((each) => each.account === name);
      return found === undefined
        ? silentAccount(workspace, name, host)
        : accountStatus(found, host);
    }),
  );
}

function journalsOf(
  workspace: Workspace,
  account: string | null,
  run: string | null,
): Result<readonly FoundJournal[]> {
  return run === null ? ok(ownJournals(workspace)) : findJournals(workspace, { account, run });
}

function slotsOf(
  trust: Trust,
  accounts: readonly AccountStatus[],
  names: readonly SlotName[],
): readonly SlotStatus[] {
  const inJournals = accounts.flatMap(({ book }) =>
    book !== null && "state" in book ? [...book.state.slots.keys()] : [],
  );
  const known = new Set(accounts.map(({ account }) => account));
  const slots = [...names.map(({ slot }) => slot), ...inJournals].filter((slot) =>
    known.has(slot.split(".")[1] ?? ""),
  );
  return [...new Set(slots)].toSorted().map((slot) => {
    const own = accounts.find(({ account }) => account === slot.split(".")[1]);
    const state =
      own?.book !== null && own?.book !== undefined && "state" in own.book ? own.book.state : null;
    return slotStatus(trust, slot, state);
  });
}
