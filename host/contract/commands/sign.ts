import type { CommandEntry } from "../commands.ts";
import { SIGN_APPROVE_COMMANDS } from "./sign-approve.ts";
import { KEY, OUT } from "./sign-options.ts";
import { SIGN_ROOT_COMMANDS } from "./sign-root.ts";

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
  ...SIGN_ROOT_COMMANDS,
  ...SIGN_APPROVE_COMMANDS,
  {
    plane: "sign",
    name: "revoke",
    line: "take back a bundle, an approval or a key; one releaser is enough",
    positionals: [],
    options: [
      { name: "bundle", value: "SHA", type: "string", line: "sha256 of a bundle, or 12 digits" },
      {
        name: "approval",
        value: "SHA",
        type: "string",
        line: "sha256 of an approval, or its first 12 digits or more",
      },
      {
        name: "key-id",
        value: "KEY",
        type: "string",
        line: "a key of the root: its NAME.pub.json, its owner, or 8 digits of its key id",
      },
      { name: "plugin", value: "ID", type: "string", line: "the bundle of this plugin's version" },
      { name: "version", value: "N", type: "integer", min: 1, line: "version of --plugin" },
      {
        name: "reason",
        value: "REASON",
        type: "string",
        choices: ["superseded", "compromised"],
        line: "compromised: its exit signal is not asked any more either",
      },
      {
        name: "note",
        value: "TEXT",
        type: "string",
        default: "no note was given",
        line: "what happened; part of what is signed",
      },
      { name: "list", type: "boolean", line: "print what is revoked, and stop" },
      KEY,
    ],
    examples: [
      'sign revoke --plugin ema-cross --version 3 --reason compromised --note "reads the future"',
      "sign revoke --key-id bob.pub.json --reason compromised",
      "sign revoke --list",
    ],
  },
  {
    plane: "sign",
    name: "risk",
    line: "sign the risk policy; loosening needs the roles risk and release",
    positionals: [
      {
        name: "FILE",
        optional: true,
        line: "the draft, default config/risk.toml; or a proposal that waits for signatures",
      },
    ],
    options: [KEY, OUT],
    examples: ["sign risk", "sign risk risk-2.json --key ~/.config/bulkhead/bob.key.json"],
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
