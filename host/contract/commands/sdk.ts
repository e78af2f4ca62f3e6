import type { CommandEntry } from "../commands.ts";

const PLUGIN = { name: "PLUGIN", line: "id of a folder in plugins/, or a path" } as const;

export const SDK_COMMANDS = [
  {
    plane: "sdk",
    name: "new",
    line: "make a plugin folder that builds and passes",
    positionals: [{ name: "ID", line: "kebab-case id, also the folder's name" }],
    options: [],
    examples: ["sdk new my-first-cross"],
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
    line: "bundle a plugin into the exact bytes that will be signed",
    positionals: [PLUGIN],
    options: [],
    examples: ["sdk build ema-cross"],
  },
  {
    plane: "sdk",
    name: "signals",
    line: "show what a plugin answers on each bar of recorded or simulated data",
    positionals: [PLUGIN],
    options: [
      { name: "data", value: "FILE", type: "string", line: "candles to use; default: simulated" },
      { name: "pair", value: "PAIR", type: "string", line: "pair; default: the manifest's first" },
      {
        name: "seed",
        value: "TEXT",
        type: "string",
        default: "bulkhead",
        line: "seed of simulated data",
      },
      {
        name: "bars",
        value: "N",
        type: "integer",
        min: 1,
        default: "1000",
        line: "bars to evaluate",
      },
      {
        name: "params",
        value: "JSON",
        type: "json",
        line: "parameters that differ from the defaults",
      },
    ],
    examples: ["sdk signals ema-cross --bars 2000", `sdk signals ema-cross --params '{"fast":8}'`],
  },
] as const satisfies readonly CommandEntry[];
