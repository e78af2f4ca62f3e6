/** `host status` for people. Everything that a stranger wrote is escaped here. */
import { instantMs } from "../../kernel/instant.ts";
import { printable } from "../../terminal/escape.ts";
import { renderTable } from "../../terminal/table.ts";
import { minute, timeLeft } from "../amounts.ts";
import { accountText } from "./account-text.ts";
import type { Status } from "./gather.ts";
import { limitLines } from "./limits.ts";
import { lines, type Line } from "./lines.ts";
import { nextSteps } from "./next-steps.ts";
import { policyLine, signedBlock, signedHead } from "./signed.ts";
import { slotText } from "./slot-text.ts";

export function statusText(status: Status): string {
  const nowMs = instantMs(status.at);
  return [
    lines(headLines(status, nowMs)),
    strategyTable(status),
    ...status.slots.map((slot) => slotText(slot, status, nowMs)),
    ...status.accounts.map(
      (account) => accountText(account) + signedBlock(status.accountSigned.get(account.account)),
    ),
    runTable(status),
    stepsText(status),
  ]
    .filter((block) => block !== "")
    .join("\n\n");
}

function headLines(status: Status, nowMs: number): readonly Line[] {
  const { host, policy } = status.settings;
  const { feed } = host;
  return [
    ["workspace", status.workspace.dir],
    [
      "feed",
      feed.kind === "simulated"
        ? `simulated, seed ${feed.seed}`
        : `file ${feed.data}, ${feed.pair} ${feed.timeframe}`,
    ],
    ["root", rootText(status, nowMs)],
    policyLine(status.signed),
    ...limitLines(status.signed.policy?.policy ?? policy),
    ...signedHead(status.signed),
  ];
}

function rootText({ root }: Status, nowMs: number): string {
  if (!root.root.ok) return `${root.root.refusal.code}: ${root.root.refusal.message}`;
  const { version, root: said } = root.root.value;
  const { threshold, keyids } = said.roles.release;
  const left = timeLeft(instantMs(said.expires), nowMs);
  return `version ${version}, ${threshold} of ${keyids.length} release keys must sign, ${left}`;
}

function strategyTable({ strategies, slots }: Status): string {
  if (strategies.length === 0) return "strategies: none yet";
  const where = (id: string, place: "active" | "next"): string =>
    slots
      .filter((slot) => slot[place]?.pointer.id === id)
      .map(({ slot }) => slot)
      .join(" ");
  const rows = strategies.map(({ id, source, problem, built, signed }) => [
    id,
    problem === null ? source : "broken",
    built,
    signed,
    where(id, "active") || null,
    where(id, "next") || null,
  ]);
  const titles = ["strategy", "source", "built", "signed", "active in", "waits in"];
  const broken = strategies.flatMap(({ problem }) =>
    problem === null ? [] : [printable(problem)],
  );
  const table = renderTable(
    titles.map((title) => ({ title })),
    rows,
  );
  return [table, ...broken].join("\n");
}

function runTable({ runs }: Status): string {
  if (runs.length === 0) return "";
  const titles = ["run", "account", "entries", "trades", "newest bar (UTC)", ""];
  const rows = runs.map(({ run, account, entries, trades, atMs, running }) => [
    run,
    account,
    entries,
    trades,
    atMs === null || atMs === 0 ? null : minute(atMs),
    running ? "running" : "",
  ]);
  const table = renderTable(
    titles.map((title) => ({ title })),
    rows,
  );
  return `runs faster than real time; host status --run RUN shows one\n${table}`;
}

function stepsText(status: Status): string {
  const steps = nextSteps(status);
  return steps.length === 0
    ? ""
    : ["next:", ...steps.map((step) => `  ${printable(step)}`)].join("\n");
}
