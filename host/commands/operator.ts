/** `host halt` and `host resume`: said to the running host; without one, written into the journal that the next one reads. */
import { lineText, slotId } from "../contract/primitives.ts";
import { emptyAccount, applyToAccount } from "../kernel/account-state.ts";
import { refuse, type Refused, type Result } from "../kernel/result.ts";
import { openJournal } from "../journal/sqlite-journal.ts";
import { takeLease } from "../journal/lease.ts";
import { askHost } from "../run/control-client.ts";
import { operatorEntries, type OperatorRequest } from "../run/operator.ts";
import type { Arguments } from "../terminal/arguments.ts";
import type { Done, Handler } from "../terminal/run-command.ts";
import { ownJournals, type FoundJournal } from "../workspace/journals.ts";
import { workspaceAt } from "../workspace/paths.ts";
import type { HostPorts } from "./host-ports.ts";
import { RELEASE } from "./release.ts";

export function operatorCommand(command: "halt" | "resume", ports: HostPorts): Handler {
  return async (args) => {
    const request = requestOf(command, args);
    if (!request.ok) return request;
    const journals = journalsFor(args, request.value.slot);
    if (!journals.ok) return journals;
    const told: { account: string; running: boolean; seq: unknown }[] = [];
    for (const journal of journals.value) {
      const done = await tell(journal, request.value, ports);
      if (!done.ok) return done;
      told.push({ account: journal.account, ...done.value });
    }
    return done(command, told);
  };
}

type SlotRequest = Extract<OperatorRequest, { readonly slot: string | null }>;

function requestOf(command: "halt" | "resume", args: Arguments): Result<SlotRequest> {
  const reason = lineText.safeParse(args.text("reason"));
  if (!reason.success)
    return refuse("reason_missing", "reason was not one line of 1 to 280 characters");
  const slot = args.textOrNull("slot");
  if (slot !== null && !slotId.safeParse(slot).success) {
    return refuse(
      "slot_unknown",
      `${JSON.stringify(slot.slice(0, 80))} is not a slot such as paper.main.BTCUSDT`,
    );
  }
  return { ok: true, value: { command, slot, reason: reason.data } };
}

/** All accounts that have run, the one that is named, or the slot's. */
function journalsFor(args: Arguments, slot: string | null): Result<readonly FoundJournal[]> {
  const account = slot === null ? args.textOrNull("account") : (slot.split(".")[1] ?? null);
  const journals = ownJournals(workspaceAt(args.workspace)).filter(
    (found) => account === null || found.account === account,
  );
  if (journals.length > 0) return { ok: true, value: journals };
  return refuse(
    "journal_missing",
    account === null ? "no account has run yet" : `account ${account} has not run yet`,
  );
}

/** Says it to the running host, or writes it down for the next one. Durable when it returns. */
export async function tell(
  journal: FoundJournal,
  request: OperatorRequest,
  ports: Pick<HostPorts, "pid">,
): Promise<Result<{ readonly running: boolean; readonly seq: unknown }>> {
  const reply = await askHost(journal.paths.control, request);
  if (reply.ok) return { ok: true, value: { running: true, seq: reply.data["seq"] } };
  if (reply.refusal.code !== "host_not_running") return asRefused(reply.refusal);
  return write(journal, request, ports);
}

function asRefused(refusal: { readonly code: string; readonly message: string }): Refused {
  if (refusal.code === "slot_unknown") return refuse("slot_unknown", refusal.message);
  if (refusal.code === "host_silent") return refuse("host_silent", refusal.message);
  return refuse("control_invalid", `${refusal.code}: ${refusal.message}`);
}

/** Nobody runs: the entry itself is the durable mark, and start-up honours it like every other. */
function write(
  journal: FoundJournal,
  request: OperatorRequest,
  ports: Pick<HostPorts, "pid">,
): Result<{ running: boolean; seq: unknown }> {
  const { account, paths } = journal;
  const lease = takeLease({ path: paths.lease, account, pid: ports.pid });
  if (!lease.ok) return lease;
  try {
    const opened = openJournal({ path: paths.journal, account, release: RELEASE });
    if (!opened.ok) return opened;
    let state = emptyAccount(0n);
    for (const entry of opened.value.entries(0)) state = applyToAccount(state, entry);
    const place = {
      account,
      atMs: state.atMs ?? 0,
      seq: opened.value.head().seq + 1,
      slots: state.slots,
      overlays: state.overlays,
    };
    for (const entry of operatorEntries(request, place)) opened.value.append(entry);
    opened.value.flush();
    const { seq } = opened.value.head();
    opened.value.close();
    return { ok: true, value: { running: false, seq } };
  } finally {
    lease.value.release();
  }
}

function done(
  command: string,
  told: readonly { account: string; running: boolean; seq: unknown }[],
): Done {
  const lines = told.map(({ account, running, seq }) => {
    const how = running ? "the running host" : "the journal; the next start honours it";
    return `${command}: account ${account}, entry ${String(seq)}, told to ${how}`;
  });
  return { ok: true, text: lines.join("\n"), data: { command, accounts: told } };
}
