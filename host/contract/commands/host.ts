import type { CommandEntry } from "../commands.ts";

const ACCOUNT = {
  name: "account",
  value: "ALIAS",
  type: "string",
  line: "account of config/host.toml; may be left out when there is only one",
} as const;
const SLOT = {
  name: "slot",
  value: "SLOT",
  type: "string",
  line: "only this slot, such as paper.main.BTCUSDT",
} as const;
const REASON = {
  name: "reason",
  value: "TEXT",
  type: "string",
  required: true,
  line: "why; kept in the journal",
} as const;
const RUN = {
  name: "run",
  value: "DIGEST",
  type: "string",
  line: "the journal of a faster-than-real-time run instead of the account's",
} as const;

export const HOST_COMMANDS = [
  {
    plane: "host",
    name: "init",
    line: "make a workspace: commented configuration, empty folders",
    positionals: [
      { name: "DIR", optional: true, line: "folder to make it in; default: --workspace" },
    ],
    options: [],
    examples: ["host init trading"],
  },
  {
    plane: "host",
    name: "run",
    line: "run signed strategies: recover, reconcile, then one evaluation per closed bar",
    positionals: [],
    options: [
      ACCOUNT,
      {
        name: "feed",
        value: "KIND",
        type: "string",
        choices: ["simulated", "file"],
        line: "where bars come from; default: [feed] of config/host.toml",
      },
      {
        name: "data",
        value: "FILE",
        type: "string",
        line: "with --feed file: CSV or CSV.gz with ts,open,high,low,close,volume[,funding,oi]",
      },
      {
        name: "pair",
        value: "PAIR",
        type: "string",
        line: "with --feed file: whose bars these are",
      },
      {
        name: "timeframe",
        value: "TF",
        type: "string",
        choices: ["1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "12h", "1d"],
        line: "with --feed file: length of its bars",
      },
      {
        name: "seed",
        value: "TEXT",
        type: "string",
        line: "with --feed simulated: same seed, same bytes",
      },
      {
        name: "days",
        value: "N",
        type: "integer",
        min: 1,
        max: 3650,
        line: "with --feed simulated: so many days at full speed; without it, at wall pace until stopped",
      },
      {
        name: "continue",
        type: "boolean",
        line: "go on with a full-speed run that stopped part of the way, instead of from its beginning",
      },
      {
        name: "accounts",
        type: "boolean",
        line: "with --days: write into the accounts' own journals, so that host run goes on from there",
      },
    ],
    examples: [
      "host run",
      "host run --feed simulated --days 30",
      "host run --feed file --data SOLUSDT.csv.gz --pair SOLUSDT --timeframe 5m --json",
    ],
  },
  {
    plane: "host",
    name: "status",
    line: "show strategies, slots, approvals, positions, breakers and what waits for adoption",
    positionals: [],
    options: [ACCOUNT, RUN],
    examples: ["host status", "host status --json"],
  },
  {
    plane: "host",
    name: "halt",
    line: "stop entries at once; exits go on",
    positionals: [],
    options: [ACCOUNT, SLOT, REASON],
    examples: ['host halt --reason "exchange maintenance"'],
  },
  {
    plane: "host",
    name: "resume",
    line: "allow entries again, or release a slot from quarantine",
    positionals: [],
    options: [ACCOUNT, SLOT, REASON],
    examples: ['host resume --slot paper.main.BTCUSDT --reason "cause found"'],
  },
  {
    plane: "host",
    name: "arm",
    line: "consent to live orders of one account for 30 days, when nothing is missing",
    positionals: [],
    options: [
      { ...ACCOUNT, required: true, line: "account of config/host.toml" },
      {
        name: "confirm",
        value: "ALIAS",
        type: "string",
        line: "the account's name once more, instead of typing it in a terminal",
      },
    ],
    examples: ["host arm --account main", "host arm --account main --confirm main"],
  },
  {
    plane: "host",
    name: "disarm",
    line: "take the consent to live orders back at once; exits go on",
    positionals: [],
    options: [{ ...ACCOUNT, required: true, line: "account of config/host.toml" }, REASON],
    examples: ['host disarm --account main --reason "on holiday"'],
  },
  {
    plane: "host",
    name: "audit",
    line: "check engine, walls, files and permissions, and name what is missing",
    positionals: [],
    options: [],
    examples: ["host audit"],
  },
  {
    plane: "host",
    name: "verify",
    line: "check the journal's chain from its first entry and name the first altered byte",
    positionals: [],
    options: [
      ACCOUNT,
      RUN,
      {
        name: "checkpoint",
        value: "FILE",
        type: "string",
        line: "prove that nothing was rewritten or cut off since a witness signed this checkpoint",
      },
    ],
    examples: ["host verify", "host verify --checkpoint main-1200.json"],
  },
  {
    plane: "host",
    name: "replay",
    line: "compute every decision of the journal again and compare bit for bit",
    positionals: [],
    options: [
      ACCOUNT,
      RUN,
      SLOT,
      {
        name: "all-fresh",
        type: "boolean",
        line: "a fresh isolate for every decision, not for 1 %",
      },
    ],
    examples: ["host replay", "host replay --all-fresh"],
  },
  {
    plane: "host",
    name: "why",
    line: "tell how a trade, an order or a decision came to be",
    positionals: [
      { name: "ID", line: "journal sequence number, order id, fill-NUMBER or funding-NUMBER" },
    ],
    options: [ACCOUNT, RUN],
    examples: ["host why 1042", "host why fill-17 --account main"],
  },
  {
    plane: "host",
    name: "explain",
    line: "print what a code means and what to do",
    positionals: [
      {
        name: "CODE",
        optional: true,
        line: "code of a refusal, of a fault or of a plugin's answer; without it: all",
      },
    ],
    options: [],
    examples: ["host explain notional_over_limit", "host explain"],
  },
  {
    plane: "host",
    name: "export",
    line: "write a part of the journal for other programs",
    positionals: [
      {
        name: "WHAT",
        choices: ["trades", "fills", "funding", "equity", "journal"],
        line: "what to write",
      },
    ],
    options: [
      ACCOUNT,
      RUN,
      {
        name: "format",
        value: "FORMAT",
        type: "string",
        choices: ["csv", "json"],
        default: "csv",
        line: "form of the rows; the journal is always its own lines",
      },
      {
        name: "output",
        value: "FILE",
        type: "string",
        line: "file to write; default: standard output",
      },
    ],
    examples: [
      "host export trades --output trades.csv",
      "host export journal --account main --output journal.jsonl",
    ],
  },
] as const satisfies readonly CommandEntry[];
