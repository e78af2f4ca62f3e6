import { TIMEFRAMES } from "../candles.ts";
import type { CommandEntry } from "../commands.ts";

const KEY = {
  name: "key",
  value: "FILE",
  type: "string",
  repeat: true,
  line: "secret key file, once per signer; default: the only one in keys/, when it may sign",
} as const;
const OUT = {
  name: "out",
  value: "FILE",
  type: "string",
  line: "proposal to pass on to further signers; default: in var/proposals/, when one is needed",
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
const PUBLIC_KEY = {
  name: "public-key",
  value: "FILE",
  type: "string",
  required: true,
  line: "public half of the new key, NAME.pub.json",
} as const;
const ROLES = ["release", "risk", "log", "ci", "proposer", "guardian"] as const;
const ROOT_KEY = {
  name: "KEY",
  line: "its NAME.pub.json, its owner, or its key id (8 digits or more)",
} as const;
const COMPROMISED = {
  name: "compromised",
  type: "boolean",
  line: "the key was stolen: mark it as revoked for good",
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
    line: "write the first keys/root.json: these keys may release and set the risk policy",
    positionals: [],
    options: [
      KEY,
      {
        name: "public-key",
        value: "FILE",
        type: "string",
        repeat: true,
        line: "NAME.pub.json of a holder who signs elsewhere, once per holder",
      },
      {
        name: "threshold",
        value: "M",
        type: "integer",
        min: 1,
        max: 32,
        default: "1",
        line: "signatures that are needed",
      },
      OWNER,
      ROOT_EXPIRES,
      OUT,
    ],
    examples: [
      "sign root init",
      'sign root init --key ~/.config/bulkhead/alice.key.json --owner "Alice"',
      "sign root init --key alice.key.json --public-key bob.pub.json --public-key carol.pub.json --threshold 2",
    ],
  },
  {
    plane: "sign",
    name: "root add",
    line: "give a key a role: root version N+1, signed by N's threshold and its own",
    positionals: [],
    options: [
      PUBLIC_KEY,
      {
        name: "role",
        value: "ROLE",
        type: "string",
        choices: ROLES,
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
      KEY,
      OUT,
    ],
    examples: [
      "sign root add --public-key bob.pub.json --role release --threshold 2 --key alice.key.json",
      "sign root add --public-key witness.pub.json --role log",
    ],
  },
  {
    plane: "sign",
    name: "root remove",
    line: "take a key out of the root, or out of one role",
    positionals: [ROOT_KEY],
    options: [
      {
        name: "role",
        value: "ROLE",
        type: "string",
        choices: ROLES,
        line: "only this role; default: all, and the key leaves the root",
      },
      COMPROMISED,
      ROOT_EXPIRES,
      KEY,
      OUT,
    ],
    examples: [
      "sign root remove carol.pub.json --key alice.key.json --key bob.key.json",
      "sign root remove 3f9a02c1 --role risk",
    ],
  },
  {
    plane: "sign",
    name: "root rotate",
    line: "put a new key in every place of an old one, which may be lost",
    positionals: [ROOT_KEY],
    options: [PUBLIC_KEY, OWNER, COMPROMISED, ROOT_EXPIRES, KEY, OUT],
    examples: [
      "sign root rotate bob.pub.json --public-key bob-2.pub.json --key alice.key.json",
      "sign root rotate 3f9a02c1 --public-key bob-2.pub.json --compromised --key alice.key.json",
    ],
  },
  {
    plane: "sign",
    name: "root threshold",
    line: "set how many signatures a role needs",
    positionals: [
      { name: "ROLE", choices: ROLES, line: "role whose threshold changes" },
      { name: "M", type: "integer", min: 1, max: 32, line: "signatures that it then needs" },
    ],
    options: [ROOT_EXPIRES, KEY, OUT],
    examples: ["sign root threshold release 2 --key alice.key.json --key bob.key.json"],
  },
  {
    plane: "sign",
    name: "root sign",
    line: "add a signature to a proposed root; install it when it has enough",
    positionals: [
      { name: "FILE", repeat: true, line: "the proposal; several copies of one are put together" },
    ],
    options: [KEY],
    examples: ["sign root sign root-4.json --key bob.key.json", "sign root sign root-4.json"],
  },
  {
    plane: "sign",
    name: "root show",
    line: "print keys, roles, thresholds, environments and expiry",
    positionals: [],
    options: [],
    examples: ["sign root show", "sign root show --json"],
  },
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
      KEY,
      OUT,
    ],
    examples: [
      "sign approve ema-cross --slot paper.main.BTCUSDT",
      `sign approve ema-cross --slot paper.main.ETHUSDT --params '{"fast":8}' --leverage 2 --reason "slower market"`,
      "sign approve approval-live.main.BTCUSDT-4.json --key ~/.config/bulkhead/bob.key.json",
    ],
  },
  {
    plane: "sign",
    name: "review",
    line: "show everything that a signature would say yes to: source, limits, reports, signers",
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
  {
    plane: "sign",
    name: "witness",
    line: "follow the journals and sign how far they have come, every 100 entries or hour, until stopped",
    positionals: [],
    options: [
      {
        name: "to",
        value: "DIR|COMMAND",
        type: "string",
        required: true,
        line: "folder for checkpoints, on another machine best; or a command that gets each on its standard input",
      },
      {
        name: "account",
        value: "ALIAS",
        type: "string",
        line: "only this account's journal; default: all of them",
      },
      {
        name: "key",
        value: "FILE",
        type: "string",
        line: "secret key file with the role log; default: the only one in keys/",
      },
      {
        name: "once",
        type: "boolean",
        line: "sign whatever is new and stop",
      },
      {
        name: "poll-seconds",
        value: "N",
        type: "integer",
        min: 1,
        max: 3_600,
        default: "10",
        line: "seconds between two looks",
      },
    ],
    examples: [
      "sign witness --to /mnt/other-machine/checkpoints",
      `sign witness --to 'ssh backup "cat > checkpoints/$CHECKPOINT_NAME"' --account main`,
      "sign witness --to checkpoints --once --json",
    ],
  },
] as const satisfies readonly CommandEntry[];
