/** `host why ID`: how a trade, an order or a decision came to be, from the fill back to the signature. */
import type { JournalEntry } from "../contract/journal.ts";
import { formatE8 } from "../kernel/e8.ts";
import { isoInstant } from "../kernel/instant.ts";
import { tradeLine } from "../kernel/trade.ts";
import { openJournalReader } from "../journal/read.ts";
import { why, type WhyChain } from "../journal/why.ts";
import { refuse, type Result } from "../kernel/result.ts";
import { printable } from "../terminal/escape.ts";
import type { Done, Handler } from "../terminal/run-command.ts";
import { openEnvelope, readPayload } from "../trust/dsse.ts";
import { approval as approvalSchema, type Approval } from "../contract/approval.ts";
import { readApprovalFile } from "../trust/registry/folder.ts";
import type { SignedFiles } from "../trust/registry/signed-files.ts";
import { findJournals, type FoundJournal } from "../workspace/journals.ts";
import { workspaceAt } from "../workspace/paths.ts";
import { signedFilesIn } from "../workspace/signed-files.ts";

/** Refusals: journal_missing, id_unknown; options_conflict when a sequence number could be of several journals. */
export const whyCommand: Handler = (args) => {
  const workspace = workspaceAt(args.workspace);
  const id = args.text("ID");
  const choice = { account: args.textOrNull("account"), run: args.textOrNull("run") };
  const found = findJournals(workspace, choice);
  if (!found.ok) return Promise.resolve(found);
  if (/^\d+$/.test(id) && found.value.length > 1) {
    const names = found.value.map(({ account }) => account).join(", ");
    return Promise.resolve(
      refuse("options_conflict", `entry ${id} could be of several journals: ${names}`, {
        hint: "add --account ALIAS",
      }),
    );
  }
  const chain = firstChain(found.value, id);
  if (!chain.ok) return Promise.resolve(chain);
  return Promise.resolve(done(chain.value, signedFilesIn(workspace.signed)));
};

function firstChain(journals: readonly FoundJournal[], id: string): Result<WhyChain> {
  let last: Result<WhyChain> = refuse(
    "id_unknown",
    `nothing in the journal has the id ${id.slice(0, 64)}`,
  );
  for (const { paths } of journals) {
    const reader = openJournalReader(paths.journal);
    if (!reader.ok) return reader;
    try {
      last = why(reader.value, id);
      if (last.ok) return last;
    } finally {
      reader.value.close();
    }
  }
  return last;
}

function done(chain: WhyChain, files: SignedFiles): Done {
  const approval = chain.adopted === null ? null : approvalOf(chain.adopted.body, files);
  const lines = [
    ...approvalLines(chain, approval),
    ...decisionLines(chain),
    ...chain.orders.map((order) =>
      line(
        order,
        "order",
        `${order.body.status}${order.body.code === null ? "" : ` (${order.body.code})`}`,
      ),
    ),
    ...chain.protection.map((entry) =>
      line(entry, "protection", `${entry.body.state}: ${levels(entry.body)}`),
    ),
    ...chain.exits.map(({ intent }) =>
      line(
        intent,
        "exit",
        `${intent.body.reason ?? "operator"}, order ${intent.body.clientOrderId}`,
      ),
    ),
    ...chain.fills.map((fill) => line(fill, "fill", fillText(fill.body))),
    ...chain.funding.map((entry) =>
      line(entry, "funding", `${formatE8(BigInt(entry.body.amountE8))} USDT`),
    ),
    ...(chain.trade === null ? [] : [line(chain.trade, "trade", tradeLine(chain.trade.body))]),
  ];
  return {
    ok: true,
    text:
      lines.length === 0 ? line(chain.asked, chain.asked.kind, "stands alone") : lines.join("\n"),
    data: { ...chain, approval },
  };
}

function line({ seq, at }: JournalEntry, what: string, text: string): string {
  return `${what.padEnd(11)} ${text}\n            entry ${seq}, ${at === 0 ? "before the first bar" : isoInstant(at)}`;
}

function approvalLines(chain: WhyChain, approval: Approval | null): readonly string[] {
  const { adopted, opened } = chain;
  if (adopted === null) return [];
  const { body } = adopted;
  const reason =
    approval === null ? "its file is not in signed/ any more" : printable(approval.reason);
  return [
    line(adopted, "approval", `${body.approval}: ${reason}`),
    line(
      adopted,
      "strategy",
      `${body.id} version ${body.version}, slot version ${body.slotVersion}, root version ${body.rootVersion}`,
    ),
    ...(opened === null
      ? []
      : [
          line(
            opened,
            "bundle",
            `${opened.body.bundleSha256}, parameters ${opened.body.paramsSha256.slice(0, 16)}…`,
          ),
        ]),
  ];
}

function decisionLines({ decision, intent }: WhyChain): readonly string[] {
  const lines: string[] = [];
  if (decision !== null) {
    const refusal = decision.body.refusal;
    lines.push(
      line(
        decision,
        "decision",
        `bar ${decision.body.bar}: ${printable(decision.body.answer)}, inputs ${decision.body.inputs.slice(0, 16)}…`,
      ),
    );
    if (refusal !== undefined)
      lines.push(line(decision, "refused", `${refusal.code}: ${printable(refusal.message)}`));
  }
  if (intent !== null) {
    const [leg] = intent.body.plan.legs;
    const what =
      leg === undefined
        ? ""
        : `${leg.side} ${formatE8(BigInt(leg.quantityE8))} ${leg.instrument} at market, leverage ${intent.body.plan.leverage}`;
    lines.push(line(intent, "intent", `${what}, order ${intent.body.clientOrderId}`));
    if (intent.body.exitPlan !== null)
      lines.push(line(intent, "exit plan", levels(intent.body.exitPlan)));
  }
  return lines;
}

function levels(levels: {
  readonly takeProfitE8: string | null;
  readonly stopLossE8: string | null;
}): string {
  const text = (value: string | null): string =>
    value === null ? "none" : formatE8(BigInt(value));
  return `take-profit ${text(levels.takeProfitE8)}, stop-loss ${text(levels.stopLossE8)}`;
}

function fillText(body: WhyChain["fills"][number]["body"]): string {
  return `${body.role}: ${body.side} ${formatE8(BigInt(body.quantityE8))} at ${formatE8(BigInt(body.priceE8))}, fee ${formatE8(BigInt(body.feeE8))} USDT`;
}

/** For its reason only: what it allowed is in the journal. */
function approvalOf(
  place: { readonly id: string; readonly version: number; readonly approval: string },
  files: SignedFiles,
): Approval | null {
  const bytes = readApprovalFile(files, place);
  const opened = bytes.ok ? openEnvelope(bytes.value) : bytes;
  if (!opened.ok) return null;
  const read = readPayload(opened.value, approvalSchema, "approval");
  return read.ok ? read.value : null;
}
