import { TIMEFRAMES } from "../candles.ts";
import type { CommandEntry } from "../commands.ts";

const KEY = {
  name: "key",
  value: "FILE",
  type: "string",
  repeat: true,
  line: "secret key file, once per signer; default: the only one in keys/",
} as const;
const OWNER = {
  name: "owner",
  value: "TEXT",
  type: "string",
  line: "who holds the key; default: the key's name",
} as const;
const ROOT_EXPIRES = {
  name: "expires-days",
  value: "N",
  type: "integer",
  min: 1,
  max: 1_825,
  default: "365",
  line: "days until the root must be written again",
} as const;

export const SIGN_COMMANDS = [
  {
    plane: "sign",
    name: "keygen",
    line: "make a key pair; the secret half is encrypted with a passphrase from the terminal",
    positionals: [],
    options: [
      {
        name: "name",
        value: "NAME",
        type: "string",
        default: "main",
        line: "what to call the key: lower case letters, digits, dashes",
      },
      {
        name: "out",
        value: "FILE",
        type: "string",
        line: "file to write; default: ~/.config/bulkhead/NAME.key.json",
      },
      {
        name: "paper",
        type: "boolean",
        line: "not encrypted, in keys/NAME.key.json: signs for the paper environment only",
      },
    ],
    examples: ["sign keygen --name demo --paper", "sign keygen --name alice"],
  },
  {
    plane: "sign",
    name: "root init",
    line: "write the first keys/root.json: one key, role release, threshold 1",
    positionals: [],
    options: [KEY, OWNER, ROOT_EXPIRES],
    examples: [
      "sign root init",
      'sign root init --key ~/.config/bulkhead/alice.key.json --owner "Alice"',
    ],
  },
  {
    plane: "sign",
    name: "root add",
    line: "give a key a role: root version N+1, signed by N's threshold and its own",
    positionals: [],
    options: [
      {
        name: "public-key",
        value: "FILE",
        type: "string",
        required: true,
        line: "public half of the key that gets the role, NAME.pub.json",
      },
      {
        name: "role",
        value: "ROLE",
        type: "string",
        choices: ["release", "risk", "log", "ci", "proposer", "guardian"],
        required: true,
        line: "role that the key gets",
      },
      {
        name: "threshold",
        value: "M",
        type: "integer",
        min: 1,
        max: 32,
        line: "signatures that the role then needs; default: as before, or 1",
      },
      OWNER,
      ROOT_EXPIRES,
      {
        name: "signing-key",
        value: "FILE",
        type: "string",
        repeat: true,
        line: "secret key file of a releaser, once per signer; default: the only one in keys/",
      },
    ],
    examples: [
      "sign root add --public-key bob.pub.json --role release --threshold 2 --signing-key alice.key.json --signing-key bob.key.json",
    ],
  },
  {
    plane: "sign",
    name: "approve",
    line: "sign a built plugin for a slot and point signed/next/ at it",
    positionals: [{ name: "PLUGIN", line: "id of a folder in plugins/, or a path" }],
    options: [
      {
        name: "slot",
        value: "SLOT",
        type: "string",
        required: true,
        line: "<environment>.<account>.<name>, such as paper.main.BTCUSDT",
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
      KEY,
    ],
    examples: [
      "sign approve ema-cross --slot paper.main.BTCUSDT",
      `sign approve ema-cross --slot paper.main.ETHUSDT --params '{"fast":8}' --leverage 2 --reason "slower market"`,
    ],
  },
  {
    plane: "sign",
    name: "verify",
    line: "check the root, every approval and every pointer the way the host does",
    positionals: [
      {
        name: "PATH",
        optional: true,
        line: "only what lies at or below this path of signed/, such as ema-cross/3",
      },
    ],
    options: [],
    examples: ["sign verify", "sign verify next"],
  },
] as const satisfies readonly CommandEntry[];
