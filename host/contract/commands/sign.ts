import type { CommandEntry } from "../commands.ts";

const KEY = {
  name: "key",
  value: "FILE",
  type: "string",
  required: true,
  repeat: true,
  line: "secret key file; once per signer",
} as const;

export const SIGN_COMMANDS = [
  {
    plane: "sign",
    name: "keygen",
    line: "make a key pair; the secret half is encrypted with a passphrase from the terminal",
    positionals: [{ name: "FILE", line: "where to write the secret key, outside the repository" }],
    options: [
      {
        name: "plain",
        type: "boolean",
        line: "do not encrypt: the key can then sign for the paper environment only",
      },
    ],
    examples: ["sign keygen ~/keys/alice.key.json"],
  },
  {
    plane: "sign",
    name: "root init",
    line: "write the first keys/root.json: keys, roles, thresholds, expiry",
    positionals: [],
    options: [KEY],
    examples: ["sign root init --key ~/keys/alice.key.json"],
  },
  {
    plane: "sign",
    name: "root add",
    line: "add a public key to a role: writes version N+1, signed by N's threshold and its own",
    positionals: [{ name: "KEYID", line: "public key file or key id to add" }],
    options: [
      {
        name: "role",
        value: "ROLE",
        type: "string",
        choices: ["release", "risk", "log"],
        required: true,
        line: "role that the key gets",
      },
      {
        name: "threshold",
        value: "M",
        type: "integer",
        min: 1,
        line: "signatures the role then needs",
      },
      KEY,
    ],
    examples: [
      "sign root add bob.pub.json --role release --threshold 2 --key ~/keys/alice.key.json",
    ],
  },
  {
    plane: "sign",
    name: "approve",
    line: "sign a built plugin for a slot and point signed/next/ at it",
    positionals: [{ name: "PLUGIN", line: "id of a built plugin" }],
    options: [
      {
        name: "slot",
        value: "SLOT",
        type: "string",
        required: true,
        line: "such as paper.main.BTCUSDT",
      },
      {
        name: "reason",
        value: "TEXT",
        type: "string",
        required: true,
        line: "why; part of what is signed",
      },
      KEY,
    ],
    examples: [
      'sign approve ema-cross --slot paper.main.BTCUSDT --reason "first trial" --key ~/keys/alice.key.json',
    ],
  },
  {
    plane: "sign",
    name: "verify",
    line: "check signed envelopes and pointers the way the host does",
    positionals: [
      {
        name: "FILE",
        optional: true,
        repeat: true,
        line: "files to check; default: all of signed/",
      },
    ],
    options: [],
    examples: ["sign verify"],
  },
] as const satisfies readonly CommandEntry[];
