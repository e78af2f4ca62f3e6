// The layer table: who may import whom, and why. A row is one sentence of the design; its name is what a failure prints.

import type { Edge } from "./imports.ts";

export interface Rule {
  readonly name: string;
  /** Files the rule speaks about. */
  readonly from: RegExp;
  readonly except?: RegExp;
  /** Forbidden: project files, or externals such as `node:fs` and `zod`. */
  readonly forbids: (target: string, external: boolean) => boolean;
}

const EVERYTHING = /^/;

/** The rule of a folder that may import only what is listed. */
function only(name: string, from: RegExp, files: RegExp, externals: RegExp = /^$/): Rule {
  return {
    name,
    from,
    forbids: (target, external) => !(external ? externals : files).test(target),
  };
}

/** The rule of a package that only the listed files may import. */
function confined(packages: RegExp, places: RegExp, reason: string): Rule {
  return {
    name: reason,
    from: EVERYTHING,
    except: places,
    forbids: (target, external) => external && packages.test(target),
  };
}

export const RULES: readonly Rule[] = [
  {
    name: "host never imports sdk or keys: the execution plane knows no author and no signer",
    from: /^host\//,
    forbids: (target) => /^(sdk|keys)\//.test(target),
  },
  only("plugins import only #plugin", /^plugins\//, /^sdk\/plugin\/index\.ts$|^plugins\//),
  {
    name: "nobody imports keys: signing code is reached by running `sign`",
    from: EVERYTHING,
    except: /^(keys|test)\//,
    forbids: (target) => target.startsWith("keys/"),
  },
  {
    name: "nobody imports a cli.ts: it builds the real clock, disk and network",
    from: EVERYTHING,
    forbids: (target) => /(^|\/)cli\.ts$/.test(target),
  },
  {
    name: "nobody outside test imports test",
    from: EVERYTHING,
    except: /^test\//,
    forbids: (target) => target.startsWith("test/"),
  },
  {
    name: "an import names its module: a computed one could name anything",
    from: /^(host|sdk|keys|plugins)\//,
    // The launcher's argument is one of three file names of ours, the cell loads its own realm files.
    except: /^host\/launch\.js$/,
    forbids: (target) => target === "computed",
  },
  only(
    "keys import only the shared vocabulary, the verifier and the renderer",
    /^keys\/.*\.ts$/,
    /^keys\/|^host\/(contract|kernel|trust|terminal|workspace)\/|^host\/ports\.ts$/,
    /^(zod|tweetnacl|node:(crypto|fs|fs\/promises|path|tty|readline|util|process|os|sqlite|child_process))$/,
  ),
  confined(
    /^node:sqlite$/,
    /^(keys\/witness\/journal-rows\.ts|test\/)/,
    "node:sqlite only where the witness reads a journal",
  ),
  only("contract imports only zod", /^host\/contract\//, /^host\/contract\//, /^zod$/),
  {
    ...only(
      "kernel imports only contract",
      /^host\/kernel\//,
      /^host\/(kernel|contract)\//,
      /^node:crypto$/,
    ),
  },
  {
    name: "node:crypto in the kernel only in digest.ts",
    from: /^host\/kernel\//,
    except: /^host\/kernel\/digest\.ts$/,
    forbids: (target) => target === "node:crypto",
  },
  only(
    "terminal is pure: contract, kernel and the table package",
    /^host\/terminal\//,
    /^host\/(terminal|kernel|contract)\//,
    /^(cli-table3|node:util)$/,
  ),
  only(
    "sim is pure: the same fills in back-test and paper",
    /^host\/sim\//,
    /^host\/(sim|kernel|contract)\//,
  ),
  only(
    "trust imports contract and kernel: it takes bytes and numbers, never ports",
    /^host\/trust\//,
    /^host\/(trust|kernel|contract)\//,
    /^(zod|tweetnacl|node:(crypto|buffer))$/,
  ),
  {
    name: "adapters do not know the runner, the commands or the screen",
    from: /^host\/(cell|venue|feed|journal|workspace|system)\//,
    forbids: (target) => /^host\/(run|commands|terminal)\//.test(target),
  },
  {
    name: "the runner does not know its adapters: ports are passed in",
    from: /^host\/run\//,
    forbids: (target) => /^host\/(commands|terminal|venue|feed|system)\//.test(target),
  },
  {
    name: "the sdk never trades: no runner, no venue, no commands of the host",
    from: /^sdk\//,
    except: /^sdk\/sdk\.js$/,
    // Instruments are facts: tick and lot of a pair, which a plugin's context needs.
    forbids: (target) =>
      /^host\/(run|commands|venue|trust)\//.test(target) &&
      !/^host\/venue\/(instruments|rules)\.ts$/.test(target),
  },
  only(
    "#plugin is what a bundle contains: it imports only itself and shapes",
    /^sdk\/plugin\//,
    /^(sdk\/plugin|host\/contract)\//,
  ),
  confined(/^isolated-vm$/, /^host\/cell\/cell\.js$/, "isolated-vm only in host/cell/cell.js"),
  confined(
    /^better-sqlite3$/,
    /^host\/(journal|venue\/paper)\/|^test\//,
    "better-sqlite3 only in the journal and the paper venue's store",
  ),
  confined(/^esbuild$/, /^(sdk\/build|test)\//, "esbuild only in sdk/build"),
  confined(
    /^(assemblyscript|binaryen)(\/|$)/,
    /^sdk\/build\/assembly-child\.ts$/,
    "assemblyscript, which is optional, only in sdk/build/assembly-child.ts",
  ),
  confined(/^typescript$/, /^sdk\/build\//, "typescript only in sdk/build"),
  confined(
    /^(openai|@anthropic-ai\/.*)$/,
    /^sdk\/research\/llm\//,
    "model clients only in sdk/research/llm",
  ),
  confined(
    /^ccxt$/,
    /^(host\/venue\/ccxt|sdk\/data)\//,
    "ccxt only in host/venue/ccxt and sdk/data",
  ),
  confined(
    /^cli-table3$/,
    /^host\/terminal\/table\.ts$/,
    "cli-table3 only in host/terminal/table.ts",
  ),
  confined(/^smol-toml$/, /^(host\/workspace|test)\//, "smol-toml only in host/workspace"),
  confined(/^tweetnacl$/, /^(host\/trust|keys|test)\//, "tweetnacl only in host/trust and keys"),
  confined(
    /^(vitest|vitest\/.*|fast-check|oxc-parser|trading-signals)$/,
    /^test\//,
    "test tools only in test",
  ),
  confined(
    /^node:child_process$/,
    /^(host\/(cell|launch\.js)|sdk|test|config)(\/|$)|^keys\/witness\/command-runner\.ts$/,
    "only the cell, the launcher, the sdk and the witness's command start processes",
  ),
];

/** Sentences, one per edge that breaks a rule. */
export function violations(edges: readonly Edge[], rules: readonly Rule[] = RULES): string[] {
  return edges.flatMap((edge) => {
    const external = "external" in edge.target;
    const target = "external" in edge.target ? edge.target.external : edge.target.file;
    return rules
      .filter((rule) => rule.from.test(edge.from) && !rule.except?.test(edge.from))
      .filter((rule) => rule.forbids(target, external))
      .map((rule) => `${edge.from}:${edge.line} imports ${target} (${edge.form}): ${rule.name}`);
  });
}

const WITNESS_COMMAND = "keys/witness/command-runner.ts";

/** What signing code must not reach through any number of steps. */
export const UNREACHABLE_FROM_KEYS =
  /^(ccxt|esbuild|assemblyscript|isolated-vm|better-sqlite3|node:(child_process|net|http|https|http2|tls|dgram|dns|vm|worker_threads|inspector))$/;

/**
 * Every external that is reached from the given files, with one path that leads there.
 *
 * The launchers (keys/sign.js, host/launch.js) are not followed: they start the pinned engine and end before any key
 * is read, and starting it needs node:child_process.
 */
export function reached(edges: readonly Edge[], starts: readonly string[]): Map<string, string> {
  const byFile = Map.groupBy(edges, (edge) => edge.from);
  const paths = new Map(starts.map((start) => [start, start]));
  const externals = new Map<string, string>();
  for (const [file, path] of paths) {
    for (const { target } of byFile.get(file) ?? []) {
      // The witness starts the command that a person named (decision B3); it hands over signed bytes and no key.
      if (file === WITNESS_COMMAND) continue;
      if ("external" in target) externals.set(target.external, `${path} → ${target.external}`);
      else if (!paths.has(target.file)) paths.set(target.file, `${path} → ${target.file}`);
    }
  }
  return externals;
}
