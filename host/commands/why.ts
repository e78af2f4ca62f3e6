/** `host why ID`: the chain from a trade, a fill, an order or a decision back to the signature that allowed it. */
import { builtWith } from "../contract/candidate.ts";
import type { JournalEntry } from "../contract/journal.ts";
import { openJournalReader } from "../journal/read.ts";
import { verifyJournal } from "../journal/verify.ts";
import { why, type WhyChain } from "../journal/why.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";
import type { Arguments } from "../terminal/arguments.ts";
import { printable } from "../terminal/escape.ts";
import type { Done, Handler } from "../terminal/run-command.ts";
import { renderPairs, renderTable } from "../terminal/table.ts";
import { findJournals, type FoundJournal } from "../workspace/journals.ts";
import { workspaceAt } from "../workspace/paths.ts";
import { brief, minute } from "./amounts.ts";
import { evidenceText, signerText } from "./signed-approval.ts";
import { eventLine } from "./why/events.ts";
import { originOf, type Origin } from "./why/origin.ts";

/** Refusals: journal_missing; id_unknown; account_ambiguous when several journals have the id. */
export const whyCommand: Handler = (args) => {
  const asked = ask(args);
  return Promise.resolve(asked.ok ? shown(args, asked.value) : asked);
};

interface Found {
  readonly journal: FoundJournal;
  readonly chain: WhyChain;
}

function ask(args: Arguments): Result<Found> {
  const journals = findJournals(workspaceAt(args.workspace), {
    account: args.textOrNull("account"),
    run: args.textOrNull("run"),
  });
  if (!journals.ok) return journals;
  const found: Found[] = [];
  for (const journal of journals.value) {
    const chain = chainIn(journal, args.text("ID"));
    if (chain.ok) found.push({ journal, chain: chain.value });
    else if (chain.refusal.code !== "id_unknown") return chain;
  }
  const [first, second] = found;
  if (first === undefined) {
    return refuse(
      "id_unknown",
      `nothing in the journal has the id ${args.text("ID").slice(0, 64)}`,
      {
        hint: "host export trades lists sequence numbers; host export fills lists fills and orders",
      },
    );
  }
  if (second === undefined) return ok(first);
  const accounts = found.map(({ journal }) => journal.account).join(", ");
  return refuse("account_ambiguous", `the journals of ${accounts} all have it`, {
    hint: `add --account ${first.journal.account}`,
  });
}

function chainIn(journal: FoundJournal, id: string): Result<WhyChain> {
  const reader = openJournalReader(journal.paths.journal);
  if (!reader.ok) return reader;
  try {
    // A chain that was altered explains nothing.
    const sound = verifyJournal(reader.value);
    return sound.ok ? why(reader.value, id) : sound;
  } finally {
    reader.value.close();
  }
}

function shown(args: Arguments, { journal, chain }: Found): Done {
  const origin =
    chain.adopted === null ? null : originOf(workspaceAt(args.workspace), chain.adopted.body);
  const { account, run } = journal;
  const where = run === null ? `account ${account}` : `account ${account}, run ${run}`;
  const { asked } = chain;
  const text = [
    `${where}, entry ${asked.seq}: ${printable(eventLine(asked))}`,
    ...(chain.trade === null ? [] : [`rationale: ${printable(chain.trade.body.rationale)}`]),
    "",
    eventTable(chain),
    ...(origin === null ? [] : ["", originText(origin)]),
  ].join("\n");
  return { ok: true, text, data: { account, run, chain, ...originData(origin) } };
}

/** Everything of the position in the order in which it happened; the entry that was asked about is marked. */
function eventTable(chain: WhyChain): string {
  const entries = eventsOf(chain);
  const rows = entries.map((entry) => [
    entry.seq === chain.asked.seq ? `> ${entry.seq}` : `  ${entry.seq}`,
    // A run of its own adopts before its first bar: then there is no bar time yet.
    entry.at === 0 ? null : minute(entry.at),
    entry.kind,
    eventLine(entry),
  ]);
  const titles = ["  entry", "time (UTC)", "what", ""];
  return renderTable(
    titles.map((title) => ({ title, align: "left" })),
    rows,
  );
}

function eventsOf(chain: WhyChain): readonly JournalEntry[] {
  const { asked, adopted, opened, decision, intent, orders, trade } = chain;
  const exits = chain.exits.flatMap((exit) => [exit.decision, exit.intent, ...exit.orders]);
  const all = [adopted, opened, decision, intent, ...orders, ...exits, trade, asked].concat(
    chain.fills,
    chain.funding,
    chain.protection,
  );
  const bySeq = new Map(all.flatMap((entry) => (entry === null ? [] : [[entry.seq, entry]])));
  return [...bySeq.values()].toSorted((a, b) => a.seq - b.seq);
}

function originText({ approval, candidate, keyring }: Origin): string {
  if ("refusal" in approval) {
    const { code, message } = approval.refusal;
    return `approval: ${code}: ${printable(message)}`;
  }
  const { slotVersion, notBefore, expires, reason, engine, members } = approval.approval;
  const [member] = members;
  return renderPairs([
    ["approval", `${approval.sha256}, slot version ${slotVersion}`],
    ["reason", reason],
    ["signed by", signerText(approval.keyids, keyring)],
    ["valid", `${notBefore} to ${expires}`],
    ["proof", evidenceText(approval)],
    ["parameters", JSON.stringify(member?.params ?? {})],
    ["engine", `node ${engine.node}, v8 ${engine.v8}, ${engine.arch}`],
    [
      "source",
      `signed/${member?.id}/${member?.version}/source, ${brief(member?.sourceSha256 ?? "")}`,
    ],
    ["built", candidate === null ? "elsewhere" : `here, with ${builtWith(candidate.builder)}`],
  ]);
}

function originData(origin: Origin | null): Record<string, unknown> {
  if (origin === null) return { approval: null, candidate: null };
  const { approval, candidate } = origin;
  return "refusal" in approval
    ? { approval: null, approvalRefusal: approval.refusal, candidate }
    : { approval, candidate };
}
