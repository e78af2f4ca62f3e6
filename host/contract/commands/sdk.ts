import type { CommandEntry } from "../commands.ts";

const PLUGIN = { name: "PLUGIN", line: "id of a folder in plugins/, or a path" } as const;

export const SDK_COMMANDS = [
  {
    plane: "sdk",
    name: "new",
    line: "make a plugin folder that builds and passes",
    positionals: [{ name: "ID", line: "kebab-case id, also the folder's name" }],
    options: [
      {
        name: "kind",
        value: "KIND",
        type: "string",
        choices: ["strategy", "signal", "factor"],
        default: "strategy",
        line: "what it answers: entries and exits, a score from -1 to 1, or a number",
      },
    ],
    examples: ["sdk new my-first-cross", "sdk new volume-burst --kind factor"],
  },
  {
    plane: "sdk",
    name: "contract",
    line: "print the one page that an author or a model needs to write a plugin",
    positionals: [],
    options: [],
    examples: ["sdk contract", "sdk contract --json"],
  },
  {
    plane: "sdk",
    name: "build",
    line: "check a plugin and bundle it into the exact bytes that will be signed",
    positionals: [{ ...PLUGIN, repeat: true }],
    options: [
      {
        name: "proposed-by",
        value: "TEXT",
        type: "string",
        line: "who or what proposed it, a person or a model: a claim that sign review shows",
      },
    ],
    examples: [
      "sdk build ema-cross",
      "sdk build ema-cross rsi-revert --json",
      'sdk build my-idea --proposed-by "a model, asked for mean reversion"',
    ],
  },
  {
    plane: "sdk",
    name: "check",
    line: "run the conformance suite over a plugin and write its certificate, or say why there is none",
    positionals: [PLUGIN],
    options: [
      {
        name: "data",
        value: "FILE",
        type: "string",
        line: "candles to use besides the suite's own markets, CSV or CSV.gz",
      },
      {
        name: "lookback",
        value: "N",
        type: "integer",
        min: 1,
        max: 5_000,
        line: "bars that a bare script sees, 200 if not said; a plugin folder's manifest says it",
      },
      {
        name: "params",
        value: "JSON",
        type: "json",
        line: "parameters that differ from the defaults; each set has a certificate of its own",
      },
      {
        name: "quick",
        type: "boolean",
        line: "fewer bars and fewer variants, within 3 s: a look that no signer accepts",
      },
    ],
    examples: [
      "sdk check ema-cross",
      "sdk check ema-cross --data btc-5m.csv.gz --json",
      "sdk check idea.js --lookback 120 --quick",
    ],
  },
  {
    plane: "sdk",
    name: "signals",
    line: "show what a plugin answers on each bar of recorded or simulated data: signals, or values",
    positionals: [PLUGIN],
    options: [
      {
        name: "data",
        value: "FILE",
        type: "string",
        line: "candles to use, CSV or CSV.gz; default: simulated",
      },
      {
        name: "lookback",
        value: "N",
        type: "integer",
        min: 1,
        max: 5_000,
        line: "bars that a bare script sees, 200 if not said; a plugin folder's manifest says it",
      },
      {
        name: "params",
        value: "JSON",
        type: "json",
        line: "parameters that differ from the defaults",
      },
      { name: "pair", value: "PAIR", type: "string", line: "pair; default: the manifest's first" },
      {
        name: "bars",
        value: "N",
        type: "integer",
        min: 1,
        max: 10_000_000,
        default: "5000",
        line: "bars of simulated data",
      },
      {
        name: "seed",
        value: "TEXT",
        type: "string",
        default: "bulkhead",
        line: "seed of simulated data",
      },
    ],
    examples: [
      "sdk signals ema-cross --data btc-5m.csv.gz",
      "sdk signals idea.js --data btc-5m.csv.gz --lookback 120 --json",
      `sdk signals ema-cross --bars 2000 --params '{"fast":8}'`,
    ],
  },
  {
    plane: "sdk",
    name: "compare",
    line: "run a candidate and the active strategy over the same bars; evidence for the signer",
    positionals: [
      {
        name: "CANDIDATE",
        line: "id of a folder in plugins/, a path, or a folder of var/candidates",
      },
    ],
    options: [
      {
        name: "against",
        value: "WHAT",
        type: "string",
        default: "active",
        line: "active, none, or another candidate; only the first two make evidence",
      },
      {
        name: "slot",
        value: "SLOT",
        type: "string",
        line: "slot that it is meant for; default: paper.main. and the manifest's first pair",
      },
      {
        name: "data",
        value: "FILE",
        type: "string",
        line: "candles to use, CSV or CSV.gz; default: simulated",
      },
      {
        name: "days",
        value: "N",
        type: "integer",
        min: 1,
        max: 3_650,
        default: "60",
        line: "newest days that are compared, besides the windows before them",
      },
      {
        name: "params",
        value: "JSON",
        type: "json",
        line: "parameters of the candidate that differ from the defaults",
      },
    ],
    examples: [
      "sdk compare ema-cross --slot paper.main.BTCUSDT",
      "sdk compare ema-cross --against none --data btc-5m.csv.gz --days 90 --json",
      "sdk compare ema-cross --against rsi-revert",
    ],
  },
] as const satisfies readonly CommandEntry[];
