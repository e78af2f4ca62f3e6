import { CODES, type CodeEntry } from "../contract/codes.ts";
import { refuse, type Refused } from "../kernel/result.ts";
import { nearest } from "../terminal/nearest.ts";
import type { Done, Handler } from "../terminal/run-command.ts";
import { renderTable } from "../terminal/table.ts";

const TABLE: Readonly<Record<string, CodeEntry>> = CODES;

/** `host explain [CODE]`: meaning and remedy of one code, or the list of all. Refusal: code_unknown. */
export const explain: Handler = (args) => {
  const code = args.textOrNull("CODE");
  return Promise.resolve(code === null ? all() : one(code));
};

function one(code: string): Done | Refused {
  const entry = Object.hasOwn(TABLE, code) ? TABLE[code] : undefined;
  if (entry === undefined) {
    const near = nearest(code, Object.keys(TABLE));
    return refuse("code_unknown", `no code is called ${JSON.stringify(code)}`, {
      hint: near === null ? "host explain lists them all" : `did you mean ${near}?`,
    });
  }
  const { is, meaning, remedy } = entry;
  return {
    ok: true,
    text: `${code} (${is})\n  what it means: ${meaning}\n  what to do:    ${remedy}`,
    data: { code, is, meaning, remedy },
  };
}

function all(): Done {
  const rows = Object.entries(TABLE).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const table = renderTable(
    [{ title: "code" }, { title: "is" }, { title: "what it means" }],
    rows.map(([code, entry]) => [code, entry.is, entry.meaning]),
    { colour: false },
  );
  return { ok: true, text: table, data: { codes: TABLE } };
}
