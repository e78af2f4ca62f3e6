import { join, resolve } from "node:path";
import { accountAlias } from "#host/contract/primitives.ts";
import { timeReset, type TimeReset } from "#host/contract/time-reset.ts";
import { isoInstant } from "#host/kernel/instant.ts";
import { ok, refuse, type Refused, type Result } from "#host/kernel/result.ts";
import { firstIssue, openEnvelope, readPayload } from "#host/trust/dsse.ts";
import { verifySignatures } from "#host/trust/keyring/keyring.ts";
import { timeResetPath } from "#host/trust/registry/statements.ts";
import type { Arguments } from "#host/terminal/arguments.ts";
import { printable } from "#host/terminal/escape.ts";
import type { Done } from "#host/terminal/run-command.ts";
import { renderPairs } from "#host/terminal/table.ts";
import { writeAtomic } from "#host/workspace/atomic-write.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import { withLock } from "../lock.ts";
import type { SignPorts } from "../ports.ts";
import { carry } from "../proposal/carry.ts";
import { draftOf, isProposalPath, readOneProposal, type Draft } from "../proposal/file.ts";
import { riskEnvironment } from "../risk/policy.ts";
import { payloadOf } from "../seal.ts";
import { trustHere, type TrustHere } from "../trust-here.ts";

/** `sign approve ACCOUNT --reset-time`: the way back from a clock that was wrong once (decision B1). */
export async function resetTime(
  ports: SignPorts,
  workspace: Workspace,
  trust: TrustHere,
  args: Arguments,
): Promise<Refused | Done> {
  const found = resetIn(trust, args);
  if (!found.ok) return found;
  const { draft, reset, path } = found.value;
  const { account, from, to, reason } = reset;
  ports.tell(`${renderPairs([
    ["account", account],
    ["the journal has seen", from],
    ["it becomes", to],
    ["reason", reason],
  ])}
what expired in between is judged by the new instant: look at why the clock was wrong\n`);
  const environment = riskEnvironment(trust);
  const { keyring } = trust;
  const demand = { title: "release", role: "release", environment, keyring } as const;
  return await carry(ports, workspace, {
    draft,
    demands: [{ ...demand, threshold: null }],
    named: args.texts("key"),
    words: `reset time of ${account}`,
    live: environment === "live",
    path,
    out: path === null ? args.textOrNull("out") : null,
    name: `time-reset-${account}.json`,
    next: "sign approve FILE --reset-time",
    install(envelope, proposal) {
      const stored = store(ports, workspace, trust, account, envelope);
      if (!stored.ok) return stored;
      const text = `signed/${stored.value}: good once, while the journal's newest instant is ${from}`;
      return { ok: true, text, data: { complete: true, ...reset, proposal } };
    },
  });
}

interface FoundReset {
  readonly draft: Draft;
  readonly reset: TimeReset;
  readonly path: string | null;
}

function resetIn(trust: TrustHere, args: Arguments): Result<FoundReset> {
  const [named = "", ...others] = args.texts("PLUGIN");
  if (others.length > 0) {
    return refuse("argument_invalid", "--reset-time takes one account, or one proposal");
  }
  if (!isProposalPath(named)) return drafted(trust, args, named);
  const read = readOneProposal([named], "timeReset");
  if (!read.ok) return read;
  const { draft } = read.value;
  const reset = readPayload({ payloadType: "", ...draft }, timeReset, "time reset");
  return reset.ok ? ok({ draft, reset: reset.value, path: resolve(named) }) : reset;
}

function drafted(trust: TrustHere, args: Arguments, account: string): Result<FoundReset> {
  if (!accountAlias.safeParse(account).success) {
    return refuse("argument_invalid", `${printable(account)} is no alias of an account`);
  }
  const from = args.textOrNull("from");
  if (from === null) {
    return refuse("argument_invalid", "--from INSTANT is needed: what the journal has seen", {
      hint: "the host's clock_untrusted names it",
    });
  }
  const to = args.textOrNull("to") ?? isoInstant(trust.nowMs);
  const reason = args.text("reason");
  const reset = timeReset.safeParse({ schema: "time-reset/1", account, from, to, reason });
  if (!reset.success) return refuse("argument_invalid", `time reset: ${firstIssue(reset.error)}`);
  const draft = draftOf("timeReset", payloadOf(reset.data));
  return ok({ draft, reset: reset.data, path: null });
}

function store(
  ports: SignPorts,
  workspace: Workspace,
  then: TrustHere,
  account: string,
  envelope: Uint8Array,
): Result<string> {
  return withLock(ports, workspace, () => {
    const trust = trustHere(workspace, then.nowMs);
    if (!trust.ok) return trust;
    const opened = openEnvelope(envelope);
    if (!opened.ok) return opened;
    const environment = riskEnvironment(trust.value);
    const demand = { kind: "timeReset", role: "release", environment } as const;
    const signers = verifySignatures(opened.value, demand, trust.value.keyring);
    if (!signers.ok) return signers;
    const path = timeResetPath(account);
    writeAtomic(join(workspace.signed, path), envelope);
    return ok(path);
  });
}
