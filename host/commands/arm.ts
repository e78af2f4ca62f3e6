/** `host arm` and `host disarm`: a person's consent to live orders, after every check, typed and journalled (decision B2). */
import type { Environment } from "../contract/primitives.ts";
import { lineText } from "../contract/primitives.ts";
import { ok, refuse, type Refused, type Result } from "../kernel/result.ts";
import { ARMED_MS, type OperatorRequest } from "../run/operator.ts";
import type { Arguments } from "../terminal/arguments.ts";
import type { Done, Handler } from "../terminal/run-command.ts";
import { isoInstant } from "../kernel/instant.ts";
import { readSettings } from "../workspace/config.ts";
import { ownJournals, type FoundJournal } from "../workspace/journals.ts";
import { workspaceAt, type Workspace } from "../workspace/paths.ts";
import { counted } from "./amounts.ts";
import { findingsOf } from "./audit.ts";
import { missingFor } from "./audit/arming.ts";
import type { AuditFinding } from "./audit/finding.ts";
import type { AuditPorts } from "./audit/ports.ts";
import type { HostPorts } from "./host-ports.ts";
import { tell } from "./operator.ts";

export interface ArmPorts extends AuditPorts, Pick<HostPorts, "pid"> {
  /** Asks at the terminal; null when there is none. */
  readonly ask: (question: string) => Promise<string | null>;
  /** Every rule of the audit; the real one looks at the machine. */
  readonly audit?: (workspace: Workspace, nowMs: number) => Promise<readonly AuditFinding[]>;
}

/** Refusals: account_unknown, arming_refused, options_conflict, journal_missing; those of the control socket. */
export function armCommand(ports: ArmPorts): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const account = args.text("account");
    const environment = environmentOf(workspace, account);
    if (!environment.ok) return environment;
    const nowMs = ports.clock.nowMs();
    const audit = ports.audit ?? ((at, ms) => findingsOf(at, ports, ms));
    const missing = missingFor(environment.value, await audit(workspace, nowMs), workspace);
    if (missing.length > 0) return nothingArmed(account, missing);
    const confirmed = await confirm(args, account, ports);
    if (confirmed !== null) return confirmed;
    if (environment.value === "paper") {
      const text = `account ${account} is paper: nothing is missing, and it needs no arming`;
      return { ok: true, text, data: { account, environment: "paper", armed: false } };
    }
    return await arm(workspace, account, { command: "arm", trustMs: nowMs }, ports);
  };
}

async function arm(
  workspace: Workspace,
  account: string,
  request: Extract<OperatorRequest, { command: "arm" }>,
  ports: ArmPorts,
): Promise<Done | Refused> {
  const journal = journalOf(workspace, account);
  if (!journal.ok) return journal;
  const told = await tell(journal.value, request, ports);
  if (!told.ok) return told;
  const until = isoInstant(request.trustMs + ARMED_MS);
  const text = `account ${account} is armed until ${until}; host disarm takes it back at once`;
  return { ok: true, text, data: { account, environment: "live", armed: true, until } };
}

function nothingArmed(account: string, missing: readonly string[]): Refused {
  const what = counted(missing.length, "thing is", "things are");
  return refuse("arming_refused", `account ${account}: ${what} missing: ${missing.join("; ")}`, {
    hint: "host audit says more about each",
  });
}

/** Typed, so that nobody arms the account beside the one that was meant. null: it was. */
async function confirm(args: Arguments, account: string, ports: ArmPorts): Promise<Refused | null> {
  const typed = args.textOrNull("confirm") ?? (await ports.ask(`type ${account} to arm it: `));
  if (typed === null) {
    return refuse("options_conflict", "there is no terminal to type the account's name at", {
      hint: `give --confirm ${account}`,
    });
  }
  return typed.trim() === account
    ? null
    : refuse("arming_refused", `the answer was not "${account}", so nothing was armed`);
}

/** Refusals: account_unknown, reason_missing, journal_missing; those of the control socket. */
export function disarmCommand(ports: Pick<HostPorts, "pid">): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const account = args.text("account");
    const reason = lineText.safeParse(args.text("reason"));
    if (!reason.success) {
      return refuse("reason_missing", "reason was not one line of 1 to 280 characters");
    }
    const environment = environmentOf(workspace, account);
    if (!environment.ok) return environment;
    const journal = journalOf(workspace, account);
    if (!journal.ok) return journal;
    const told = await tell(journal.value, { command: "disarm", reason: reason.data }, ports);
    if (!told.ok) return told;
    const text = `account ${account} is disarmed: no live entry; exits go on`;
    return { ok: true, text, data: { account, armed: false, ...told.value } };
  };
}

function environmentOf(workspace: Workspace, account: string): Result<Environment> {
  const settings = readSettings(workspace);
  if (!settings.ok) return settings;
  const named = settings.value.host.accounts[account];
  return named === undefined
    ? refuse("account_unknown", `config/host.toml has no account ${account.slice(0, 40)}`)
    : ok(named.environment);
}

function journalOf(workspace: Workspace, account: string): Result<FoundJournal> {
  const found = ownJournals(workspace).find((journal) => journal.account === account);
  return found === undefined
    ? refuse("journal_missing", `account ${account} has not run yet`)
    : ok(found);
}
