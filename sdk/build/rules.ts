import { CODES, type RefusalCode } from "#host/contract/codes.ts";
import type { Finding, Verdict } from "#host/contract/finding.ts";

/** What `sdk build` checks, in its order: what must hold, and the code that it refuses with. */
export const BUILD_RULES = {
  files: {
    code: "plugin_files_invalid",
    line: "a folder of plain files: manifest.toml, signal.ts, signal.js or assembly/index.ts, other scripts, README.md; no binaries, no symbolic links",
  },
  "source-size": {
    code: "plugin_source_too_large",
    line: "a script has at most 256 KiB, all files 1 MiB",
  },
  text: {
    code: "plugin_text_invalid",
    line: "UTF-8, no invisible or bidirectional characters, no sourceMappingURL",
  },
  manifest: {
    code: "config_invalid",
    line: "manifest.toml fits its schema, id is the folder's name, and this version builds what it asks for",
  },
  syntax: { code: "plugin_syntax_invalid", line: "every script is a module that can be parsed" },
  imports: {
    code: "plugin_import_forbidden",
    line: 'imports name "#plugin" or a script of the same folder ("./name.ts")',
  },
  language: {
    code: "plugin_language_forbidden",
    line: "no import(), require(), import.meta, await, async",
  },
  bundler: { code: "build_not_finished", line: "the bundler ends within 4 s" },
  reproducible: { code: "build_not_reproducible", line: "two builds give the same bytes" },
  assemblyscript: {
    code: "assemblyscript_missing",
    line: 'the optional package is installed where module = "wasm" is built',
  },
  wasm: {
    code: "wasm_module_refused",
    line: "the binary has what ABI 1 needs and nothing else",
  },
  "bundle-size": { code: "bundle_too_large", line: "the bundle has at most 256 KiB" },
  exports: {
    code: "plugin_exports_invalid",
    line: "a strategy exports entrySignal and, if wanted, exitSignal; a signal score; a factor value; each, if wanted, indicators",
  },
  types: {
    code: "plugin_types_invalid",
    line: "the type check passes, where typescript is present",
  },
  globals: {
    code: "plugin_threw",
    line: "names that the realm lacks are reported; using one is a named error at that bar",
  },
  loads: {
    code: "plugin_not_loaded",
    line: "the bundle loads in a real cell and its indicators are valid",
  },
  version: {
    code: "version_signed",
    line: "a version that is signed is built from the same bytes",
  },
} as const satisfies Readonly<Record<string, { code: RefusalCode; line: string }>>;

export type BuildRule = keyof typeof BUILD_RULES;

interface Place {
  readonly file?: string | null;
  readonly line?: number | null;
}
interface Margin {
  readonly used: number;
  readonly allowed: number;
}

/** One answer of one rule. The remedy is the code's, unless the finding knows better. */
export function findingOf(
  rule: BuildRule,
  verdict: Verdict,
  message: string,
  more: Place & Partial<Margin> & { readonly remedy?: string | undefined } = {},
): Finding {
  const { file, line, used, allowed, remedy } = more;
  return {
    rule,
    verdict,
    ...(file === undefined || file === null ? {} : { file }),
    ...(line === undefined || line === null ? {} : { line }),
    message: message.length > 2_000 ? `${message.slice(0, 1_999)}…` : message,
    remedy: verdict === "pass" ? "" : (remedy ?? CODES[BUILD_RULES[rule].code].remedy),
    ...(used === undefined ? {} : { used }),
    ...(allowed === undefined ? {} : { allowed }),
  };
}

/** A limit: passes or fails by its two numbers, and shows both. */
export function limitOf(rule: BuildRule, what: string, { used, allowed }: Margin): Finding {
  const fits = used <= allowed;
  const message = `${what} is ${used} bytes, at most ${allowed}`;
  return findingOf(rule, fits ? "pass" : "fail", message, { used, allowed });
}
