import { TIMEFRAMES } from "../candles.ts";
import type { CommandEntry } from "../commands.ts";
import { KEY, OUT } from "./sign-options.ts";

const SLOTS = {
  name: "SLOT",
  repeat: true,
  line: "<environment>.<account>.<name>, one or several in one ceremony",
} as const;

const EXPIRES = {
  name: "expires-days",
  value: "N",
  type: "integer",
  min: 1,
  max: 365,
  default: "30",
  line: "days until it must be signed again",
} as const;

/** What a slot may run. */
export const SIGN_APPROVE_COMMANDS = [
  {
    plane: "sign",
    name: "approve",
    line: "sign a built plugin for a slot and point signed/next/ at it",
    positionals: [
      {
        name: "PLUGIN",
        repeat: true,
        line: "id of a folder in plugins/, or a path; or proposals that wait for signatures",
      },
    ],
    options: [
      {
        name: "slot",
        value: "SLOT",
        type: "string",
        line: "<environment>.<account>.<name>, such as paper.main.BTCUSDT; proposals name theirs",
      },
      {
        name: "timeframe",
        value: "TIMEFRAME",
        type: "string",
        choices: Object.keys(TIMEFRAMES),
        line: "must be the manifest's, which is the default",
      },
      {
        name: "instrument",
        value: "ID",
        type: "string",
        repeat: true,
        line: "what the slot trades; default: the slot's name",
      },
      {
        name: "params",
        value: "JSON",
        type: "json",
        line: "parameters that differ from the manifest's defaults",
      },
      {
        name: "leverage",
        value: "N",
        type: "string",
        line: "highest leverage, at most the manifest's",
      },
      {
        name: "max-notional-pct",
        value: "N",
        type: "string",
        line: "largest position, percent of bankroll, at most the manifest's",
      },
      {
        name: "time-stop-bars",
        value: "N",
        type: "integer",
        min: 1,
        line: "close after so many bars, at most the manifest's",
      },
      {
        name: "expires-days",
        value: "N",
        type: "integer",
        min: 1,
        max: 365,
        default: "30",
        line: "days until it must be signed again",
      },
      {
        name: "reason",
        value: "TEXT",
        type: "string",
        default: "no reason was given",
        line: "why; part of what is signed",
      },
      {
        name: "reset-time",
        type: "boolean",
        line: "approve no plugin but an account's way back from a wrong clock: PLUGIN is its alias",
      },
      {
        name: "from",
        value: "INSTANT",
        type: "string",
        line: "with --reset-time: the newest instant in the account's journal",
      },
      {
        name: "to",
        value: "INSTANT",
        type: "string",
        line: "with --reset-time: what it becomes; default: now",
      },
      KEY,
      OUT,
    ],
    examples: [
      "sign approve ema-cross --slot paper.main.BTCUSDT",
      `sign approve ema-cross --slot paper.main.ETHUSDT --params '{"fast":8}' --leverage 2 --reason "slower market"`,
      "sign approve main --reset-time --from 2036-01-01T00:00:00.000Z",
      "sign approve approval-live.main.BTCUSDT-4.json --key ~/.config/bulkhead/bob.key.json",
    ],
  },
  {
    plane: "sign",
    name: "review",
    line: "show everything that a signature would say yes to: source, limits, reports (unsigned claims), signers",
    positionals: [
      {
        name: "WHAT",
        optional: true,
        line: "plugin or PROPOSAL.json; absent: what is signed for --slot already",
      },
    ],
    options: [
      {
        name: "slot",
        value: "SLOT",
        type: "string",
        line: "slot that it would be signed for, such as paper.main.BTCUSDT",
      },
      {
        name: "html",
        value: "FILE",
        type: "string",
        line: "write it as one page that needs no network and no script",
      },
      {
        name: "instrument",
        value: "ID",
        type: "string",
        repeat: true,
        line: "what the slot would trade; default: the slot's name",
      },
      {
        name: "params",
        value: "JSON",
        type: "json",
        line: "parameters that differ from the manifest's defaults",
      },
      {
        name: "leverage",
        value: "N",
        type: "string",
        line: "highest leverage, at most the manifest's",
      },
      {
        name: "max-notional-pct",
        value: "N",
        type: "string",
        line: "largest position, percent of bankroll, at most the manifest's",
      },
      {
        name: "time-stop-bars",
        value: "N",
        type: "integer",
        min: 1,
        line: "close after so many bars, at most the manifest's",
      },
      {
        name: "expires-days",
        value: "N",
        type: "integer",
        min: 1,
        max: 365,
        default: "30",
        line: "days until it must be signed again",
      },
    ],
    examples: [
      "sign review ema-cross --slot paper.main.BTCUSDT",
      "sign review ema-cross --slot paper.main.BTCUSDT --html review.html",
      "sign review var/proposals/approval-live.main.BTCUSDT-2.json --json",
      "sign review --slot paper.main.BTCUSDT",
    ],
  },
  {
    plane: "sign",
    name: "renew",
    line: "sign what a slot has for longer: code, parameters and risk stay to the byte",
    positionals: [SLOTS],
    options: [
      EXPIRES,
      {
        name: "reason",
        value: "TEXT",
        type: "string",
        default: "renewed",
        line: "why; part of what is signed",
      },
      KEY,
      OUT,
    ],
    examples: [
      "sign renew paper.main.BTCUSDT",
      "sign renew live.main.BTCUSDT live.main.ETHUSDT --expires-days 14",
    ],
  },
  {
    plane: "sign",
    name: "recertify",
    line: "sign what a slot has for another engine, when the suite's answers are the same",
    positionals: [SLOTS],
    options: [
      {
        name: "engine",
        value: "here|FILE",
        type: "string",
        repeat: true,
        line: "the engine that runs here, or conformance reports made under the new one; default: here",
      },
      EXPIRES,
      {
        name: "reason",
        value: "TEXT",
        type: "string",
        default: "another engine",
        line: "why; part of what is signed",
      },
      KEY,
      OUT,
    ],
    examples: [
      "sign recertify live.main.BTCUSDT --engine here",
      "sign recertify live.main.BTCUSDT --engine conformance.json",
    ],
  },
  {
    plane: "sign",
    name: "withdraw",
    line: "take back an approval that the host has not adopted yet",
    positionals: [{ name: "SLOT", line: "slot whose next approval is withdrawn" }],
    options: [
      {
        name: "note",
        value: "TEXT",
        type: "string",
        default: "withdrawn before it was adopted",
        line: "why; part of what is signed",
      },
      KEY,
    ],
    examples: ['sign withdraw paper.main.BTCUSDT --note "the wrong parameters"'],
  },
] as const satisfies readonly CommandEntry[];
