/** The one page that an author or a model needs (decision A10). Every list in it is read from the code that enforces it. */
import { ANSWER_FAULTS } from "#host/cell/faults.ts";
import { CELL_LIMITS } from "#host/cell/limits.ts";
import { readPermits } from "#host/cell/realm/permits.js";
import { readRefused } from "#host/cell/realm/refused.js";
import { CODES } from "#host/contract/codes.ts";
import { BUILD_RULES } from "../build/rules.ts";
import { RULES } from "../conformance/rules.ts";
import { SUPPORTED } from "../build/read-manifest.ts";
import { HELPER_CATALOGUE, INDICATOR_CATALOGUE } from "../plugin/catalogue.ts";
import { EXAMPLES } from "./examples.ts";
import { manifestLines, manifestSchema } from "./manifest-lines.ts";
import { exportedNames, typeDeclarations } from "./type-text.ts";

/** Roughly four characters make a token; the page must leave room for the work. */
export const PAGE_TOKENS_MAX = 6_000;

export function contractPage(): string {
  return [
    "# Bulkhead plugin contract, api 1",
    INTRODUCTION,
    section("Kinds", KIND_LINES),
    section('Types (import { … } from "#plugin")', fenced("ts", typeDeclarations())),
    section(
      "manifest.toml (key? is optional; unknown keys are errors)",
      fenced("toml", manifestLines(["assets"]).join("\n")),
      `This version does ${Object.entries(SUPPORTED)
        .map(([key, value]) => `${key} = "${value}"`)
        .join(", ")}. default lies between min and max. Percent means percent of the price.`,
    ),
    section("Indicators", INDICATOR_RULES, ...INDICATOR_CATALOGUE.map(indicatorLine)),
    section("Helpers", ...HELPER_CATALOGUE.map(({ call, meaning }) => `${call}: ${meaning}`)),
    section("Realm", ...realmLines()),
    section(
      "Build rules: `sdk build` refuses with",
      ...Object.entries(BUILD_RULES).map(([rule, { code, line }]) => `${rule} (${code}): ${line}`),
    ),
    section(
      "Conformance rules: `sdk check` refuses what breaks one; the remedy",
      ...RULES.map(({ id, line, remedy }) => `${id}: ${remedy === "" ? line : remedy}`),
    ),
    section("Answer codes of a bar (`sdk signals`), and the remedy", ...faultLines()),
    ...EXAMPLES.map(({ title, files }) => example(title, files)),
  ].join("\n\n");
}

/** The same for programs. */
export function contractData(): Readonly<Record<string, unknown>> {
  return {
    api: 1,
    exports: exportedNames(),
    types: typeDeclarations(),
    manifestSchema: manifestSchema(),
    supported: SUPPORTED,
    indicators: INDICATOR_CATALOGUE,
    helpers: HELPER_CATALOGUE,
    allowed: Object.fromEntries(readPermits()),
    refused: Object.fromEntries(readRefused()),
    rules: Object.entries(BUILD_RULES).map(([rule, { code, line }]) => {
      return { rule, code, line, remedy: CODES[code].remedy };
    }),
    conformance: RULES.map(({ id, line, proves, cannotProve, remedy }) => {
      return { rule: id, line, proves, cannotProve, remedy };
    }),
    answerCodes: Object.fromEntries(ANSWER_FAULTS),
    limits: CELL_LIMITS,
    examples: EXAMPLES,
    page: contractPage(),
  };
}

const INTRODUCTION = `A plugin is a folder plugins/<id>/ with manifest.toml, signal.ts and README.md, or for a trial one .js or .ts file.
Pure: the same bars, params and context give the same answer; nothing is remembered between calls. Only closed bars exist.
Stops, take-profits, trailing and time stops are declared in [risk], not coded. strength only shrinks a position; slPct and
tpPct need a range in the manifest. Return null for no signal, on every path: in plain JavaScript a path without return is answer_missing.
A bar has ${CELL_LIMITS.evaluateMs} ms and ${CELL_LIMITS.heapMb} MB.
sdk new ID [--kind KIND] → sdk build ID → sdk signals ID --data FILE → sdk check ID.`;

const KIND_LINES = `strategy: entrySignal(candles, params, context): EntrySignal | null, asked at every bar's close while flat; if wanted
  exitSignal(candles, params, context, side): boolean, asked while a position is open.
signal: score(candles, params, context): number from -1 to 1, or null. factor: value(candles, params, context): any finite number, or null.
  They trade nothing and are not signed: their manifest has no [entry], [exit] and [risk].
Each may export indicators(params), which returns descriptors that the cell computes: read them as context.indicators.<name>.at(-1).
module = "wasm" (AssemblyScript, assembly/index.ts): ABI 1 exports memory (at most 16 MiB, fixed), alloc(bytes): address, and
  entry_signal(columns, bars, params): 0 none, 1 Buy, 2 Sell, exit_signal(columns, bars, params, side): 1 leave; or score(…), value(…): f64.
  columns: ts open high low close volume funding oi, each f64[bars], back to back; params f64 in manifest order; global reason: index of rationales.`;

const INDICATOR_RULES = `Each takes a source: a column name, { input, column } or another indicator. [k] is the bars until the first value;
an indicator must have one within lookback. Values start at an anchor 1 to 2 lookbacks back, so the same bits come out live and in tests.`;

function indicatorLine({
  call,
  formula,
  warmUpBars,
}: (typeof INDICATOR_CATALOGUE)[number]): string {
  return `${call} [${warmUpBars}]: ${formula}`;
}

function realmLines(): string[] {
  const permits = readPermits();
  const names = (path: string): string =>
    (permits.get(path) ?? [])
      .filter((name) => !/^(?:@@|constructor$|prototype$)/.test(name))
      .join(" ");
  const byReason = Map.groupBy([...readRefused()], ([, reason]) => reason);
  const refused = [...byReason].map(([reason, each]) => {
    const shown = each
      .map(([name]) => name.replace("%TypedArray%", "TypedArray"))
      .filter((name) => !name.startsWith("%"));
    return `${shown.join(" ")}: ${reason}`;
  });
  return [
    `Globals: ${names("globalThis")}`,
    `Math: ${names("Math")}`,
    "Arrays, typed arrays, strings, Map and Set have their ES2024 methods but for these, which throw DeterminismError:",
    ...refused,
  ];
}

function faultLines(): string[] {
  return [...ANSWER_FAULTS].map(([code, { remedy }]) => `${code}: ${remedy}`);
}

function example(title: string, files: Readonly<Record<string, string>>): string {
  const blocks = Object.entries(files).map(([name, text]) =>
    fenced(name.endsWith(".ts") ? "ts" : "toml", text.trim()),
  );
  return section(`Example ${title}`, ...blocks);
}

function section(title: string, ...lines: readonly string[]): string {
  return [`## ${title}`, ...lines].join("\n");
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
