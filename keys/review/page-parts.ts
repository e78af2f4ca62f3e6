/** The tables of the page. */
import { isoInstant } from "#host/kernel/instant.ts";
import { printable } from "#host/terminal/escape.ts";
import type { VerdictRow } from "./evidence.ts";
import { html, NOTHING, type Markup } from "./markup.ts";
import type { Review } from "./review.ts";
import {
  amount,
  decisionNote,
  fileTitle,
  unchanged,
  VERDICT_TONES,
  type Note,
} from "./sections.ts";
import type { ReviewedFile, SourceLine, SourceText } from "./source-diff.ts";

export function noteLines(notes: readonly Note[]): readonly Markup[] {
  return notes.map(({ tone, text }) => html`<p class="${tone}">${printable(text, 2_000)}</p> `);
}

interface Cell {
  readonly of: string | number | Markup;
  readonly as?: string;
}

function table(
  caption: string,
  titles: readonly Cell[],
  rows: readonly (readonly Cell[])[],
): Markup {
  const head = titles.map(({ of, as = "" }) => html`<th scope="col" class="${as}">${of}</th>`);
  const body = rows.map(
    (row) =>
      html`<tr>
        ${row.map(({ of, as = "" }) => html`<td class="${as}">${of}</td>`)}
      </tr> `,
  );
  return html`<div class="scroll">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
}

const SIGNS = { same: " ", removed: "−", added: "+" } as const;

export function diffTable(file: ReviewedFile): Markup {
  const title = html`<h3>${printable(fileTitle(file))}</h3>`;
  if (file.lines.length === 0) return title;
  return html`${title}
    <table class="diff">
      <caption>
        old line, new line, source
      </caption>
      <colgroup>
        <col class="at" />
        <col class="at" />
        <col class="sign" />
        <col />
      </colgroup>
      <tbody>
        ${file.lines.map(diffRow)}
      </tbody>
    </table>`;
}

function diffRow(line: SourceLine): Markup {
  if (line.kind === "gap") {
    return html`<tr class="gap">
      <td colspan="4">⋮ ${unchanged(line.lines)}</td>
    </tr> `;
  }
  const { kind, before, after, parts } = line;
  return html`<tr class="${kind}">
    <td class="at">${before ?? ""}</td>
    <td class="at">${after ?? ""}</td>
    <td class="sign">${SIGNS[kind]}</td>
    <td class="line">${parts.map(span)}</td>
  </tr> `;
}

const MARKS = {
  plain: "",
  invisible: "invisible",
  foreign: "foreign",
  number: "number-mark",
} as const;

function span({ text, mark, changed }: SourceText): Markup {
  const classes = [MARKS[mark], changed ? "changed" : ""].filter((each) => each !== "").join(" ");
  return classes === "" ? html`${text}` : html`<span class="${classes}">${text}</span>`;
}

const DIRECTIONS = {
  same: { word: "", tone: "" },
  wider: { word: "WIDER", tone: "bad" },
  tighter: { word: "tighter", tone: "good" },
  other: { word: "changed", tone: "warning" },
} as const;

export function limitTables({ params, risk, active }: Review): Markup {
  const titles = [{ of: "active" }, { of: "proposed" }];
  const first =
    params.length === 0
      ? html`<p>The strategy has no parameters.</p>`
      : table(
          "Parameters",
          [{ of: "parameter" }, ...titles],
          params.map(({ name, active: old, proposed, changed }) => [
            { of: printable(name) },
            { of: printable(old ?? "-") },
            proposedCell(printable(proposed ?? "-"), DIRECTIONS[changed ? "other" : "same"]),
          ]),
        );
  const rows = risk.map(({ name, active: old, proposed, direction }) => {
    return [{ of: name }, { of: old ?? "-" }, proposedCell(proposed, DIRECTIONS[direction])];
  });
  const note =
    active === null ? html`<p>Nothing is active: there is nothing to be wider than.</p>` : NOTHING;
  return html`${first} ${table("Risk envelope", [{ of: "limit" }, ...titles], rows)} ${note}`;
}

/** The word stands beside its number: on a narrow screen a column of its own would be out of sight. */
function proposedCell(text: string, { word, tone }: { word: string; tone: string }): Cell {
  return { of: word === "" ? text : html`${text} <b>${word}</b>`, as: tone };
}

export function verdictTable({ conformance }: Review): Markup {
  if (conformance.verdicts.length === 0) return NOTHING;
  return table(
    "Verdicts: what failed first, then what is nearest to its limit",
    [{ of: "verdict" }, { of: "rule, and what was found" }, { of: "used of allowed" }],
    conformance.verdicts.map(verdictCells),
  );
}

function verdictCells(row: VerdictRow): readonly Cell[] {
  const { rule, verdict, message, remedy } = row;
  const help =
    verdict === "fail" && remedy !== "" ? html`<br />Remedy: ${printable(remedy, 2_000)}` : NOTHING;
  return [
    { of: verdict, as: VERDICT_TONES[verdict] },
    { of: html`<b>${rule}</b>: ${printable(message, 2_000)}${help}`, as: "message" },
    { of: margin(row), as: "margin" },
  ];
}

/** Above this share of a limit the next change may not fit. */
const NEAR_PCT = 90;

/** The bar repeats a number that stands beside it: colour alone says nothing. */
function margin({ used, allowed, usedPct, verdict }: VerdictRow): Markup {
  if (used === null) return html`-`;
  if (allowed === null) return html`${amount(used)}`;
  const both = html`${amount(used)} of ${amount(allowed)}`;
  if (usedPct === null) return both;
  const near = usedPct >= NEAR_PCT ? "warning" : "good";
  const tone = verdict === "pass" ? near : VERDICT_TONES[verdict];
  const share = `${usedPct.toFixed(0)}\u{a0}%`;
  const width = Math.min(100, usedPct).toFixed(1);
  return html`${both}, ${share}<svg
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      role="img"
      aria-label="${share} of the limit"
    >
      <rect class="track" width="100" height="8" />
      <rect class="fill-${tone}" width="${width}" height="8" />
    </svg>`;
}

export function evidenceTables(review: Review): Markup {
  const { evidence, id, version } = review;
  if (evidence.results.length === 0) return NOTHING;
  const results = table(
    "Both on the same data; percent of the starting equity",
    [
      { of: "" },
      { of: `${id} version ${version}`, as: "number" },
      { of: evidence.against ?? "nothing", as: "number" },
    ],
    evidence.results.map(({ name, candidate, against }) => [
      { of: name },
      { of: candidate, as: "number" },
      { of: against ?? "-", as: "number" },
    ]),
  );
  const note = decisionNote(review);
  return html`${results} ${note === null ? NOTHING : noteLines([note])} ${decisionTable(review)}`;
}

function decisionTable({ evidence }: Review): Markup {
  const { decisions } = evidence;
  if (decisions === null || decisions.listed.length === 0) return NOTHING;
  const more = decisions.differing - decisions.listed.length;
  return table(
    more > 0
      ? `Differing decisions, the last ${decisions.listed.length}`
      : "Differing decisions, oldest first",
    [{ of: "bar opens" }, { of: "proposed answers" }, { of: "active answers" }],
    decisions.listed.map(({ ts, candidate, against }) => [
      { of: isoInstant(ts).replace(":00.000Z", "Z"), as: "nowrap" },
      { of: printable(candidate), as: "answer" },
      { of: printable(against), as: "answer" },
    ]),
  );
}

export function signatureTable({ provenance }: Review): Markup {
  const { signed, others } = provenance;
  if (signed.length + others.length === 0) return NOTHING;
  const rows = [
    ...signed.map(({ owner, keyid, standing, counts }) => [
      { of: printable(owner ?? "-") },
      { of: html`<code>${keyid.slice(0, 16)}…</code>` },
      { of: standing, as: counts ? "good" : "bad" },
    ]),
    ...others.map(({ owner, keyid }) => [
      { of: printable(owner) },
      { of: html`<code>${keyid.slice(0, 16)}…</code>` },
      { of: "may sign" },
    ]),
  ];
  return table("Releasers", [{ of: "who" }, { of: "key" }, { of: "signature" }], rows);
}
