import type { CommandEntry } from "../commands.ts";
import { KEY, OUT } from "./sign-options.ts";

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

/** `sign root`: who may sign. */
export const SIGN_ROOT_COMMANDS = [
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
        line: "public half of a holder who signs elsewhere, NAME.pub.json, once per holder",
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
] as const satisfies readonly CommandEntry[];
