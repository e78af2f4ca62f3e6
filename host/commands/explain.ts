import { ANSWER_FAULTS } from "../cell/faults.ts";
import { CODES, type CodeEntry } from "../contract/codes.ts";
import { refuse, type Refused } from "../kernel/result.ts";
import { nearest } from "../terminal/nearest.ts";
import type { Done, Handler } from "../terminal/run-command.ts";
import { renderTable } from "../terminal/table.ts";

interface Explained {
  readonly is: CodeEntry["is"] | "answer of a plugin";
  readonly meaning: string;
  readonly remedy: string;
  /** Of a plugin's answer: the refusal that the host makes of it. */
  readonly leadsTo?: string;
}

const TABLE: ReadonlyMap<string, Explained> = new Map<string, Explained>([
  ...Object.entries(CODES),
  ...[...ANSWER_FAULTS].map(([code, { leads, meaning, remedy }]): [string, Explained] => [
    code,
    { is: "answer of a plugin", meaning, remedy, leadsTo: leads },
  ]),
]);

/** `host explain [CODE]`: meaning and remedy of one code, or the list of all. Refusal: code_unknown. */
export const explain: Handler = (args) => {
  const code = args.textOrNull("CODE");
  return Promise.resolve(code === null ? all() : one(code));
};

/** An answer may be given as the journal has it: `F:threw_column:oi` is about `threw_column`. */
function one(typed: string): Done | Refused {
  const code = /^(?:F:)?([a-z0-9_]+)(?::.*)?$/.exec(typed)?.[1] ?? typed;
  const entry = TABLE.get(code);
  if (entry === undefined) {
    const near = nearest(code, [...TABLE.keys()]);
    return refuse("code_unknown", `no code is called ${JSON.stringify(code)}`, {
      hint: near === null ? "host explain lists them all" : `did you mean ${near}?`,
    });
  }
  const { is, meaning, remedy, leadsTo } = entry;
  const lines = [`${code} (${is})`, `  what it means: ${meaning}`, `  what to do:    ${remedy}`];
  if (leadsTo !== undefined) lines.push(`  refused as:    ${leadsTo}`);
  return { ok: true, text: lines.join("\n"), data: { code, ...entry } };
}

function all(): Done {
  const rows = [...TABLE].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const table = renderTable(
    [{ title: "code" }, { title: "is" }, { title: "what it means" }],
    rows.map(([code, entry]) => [code, entry.is, entry.meaning]),
  );
  return { ok: true, text: table, data: { codes: Object.fromEntries(rows) } };
}
