import type { Finding } from "#host/contract/finding.ts";
import { printable } from "#host/terminal/escape.ts";
import { renderTable } from "#host/terminal/table.ts";

/** Findings for people: one line each with both numbers, then what to do about those that failed. */
export function renderFindings(findings: readonly Finding[]): string {
  const table = renderTable(
    [
      { title: "rule" },
      { title: "verdict" },
      { title: "used" },
      { title: "allowed" },
      { title: "where" },
      { title: "what" },
    ],
    findings.map((each) => [
      each.rule,
      each.verdict,
      each.used ?? null,
      each.allowed ?? null,
      placeOf(each),
      each.message,
    ]),
  );
  const open = findings.filter(({ verdict, remedy }) => verdict !== "pass" && remedy !== "");
  const remedies = new Set(open.map(({ rule, remedy }) => `${rule}: ${printable(remedy)}`));
  return [table, ...remedies].join("\n");
}

function placeOf({ file, line }: Finding): string | null {
  if (file === undefined) return null;
  return line === undefined ? file : `${file}:${line}`;
}
