/** The review on a terminal: plain lines, as wide as the screen, colours only where they repeat a word. */
import { printable } from "#host/terminal/escape.ts";
import { renderTable } from "#host/terminal/table.ts";
import { isoInstant } from "#host/kernel/instant.ts";
import type { Review } from "./review.ts";
import {
  amount,
  conformanceNotes,
  decisionNote,
  evidenceNotes,
  fileTitle,
  headline,
  literalNotes,
  provenanceNotes,
  SECTIONS,
  sourceNotes,
  unchanged,
  VERDICT_TONES,
  whatPairs,
  type Note,
  type SectionId,
  type Tone,
} from "./sections.ts";
import type { ReviewedFile, SourceLine } from "./source-diff.ts";

export interface Screen {
  readonly width: number;
  readonly colour: boolean;
}

/** Where nobody says how wide the screen is. */
export const SCREEN_DEFAULT: Screen = { width: 100, colour: false };
const WIDTH_MIN = 40;
/** Differing decisions on a screen; the page and --json have all. */
const DECISIONS_SHOWN = 20;

export function renderReviewText(review: Review, screen: Screen): string {
  const pen = penOf({ ...screen, width: Math.max(WIDTH_MIN, screen.width) });
  const body: Readonly<Record<SectionId, () => readonly string[]>> = {
    what: () => pairs(whatPairs(review), pen),
    source: () => [
      ...notes(sourceNotes(review), pen),
      ...notes(literalNotes(review.source.files), pen),
      ...review.source.files.flatMap((file) => fileLines(file, pen)),
    ],
    limits: () => limitLines(review, pen),
    conformance: () => [...notes(conformanceNotes(review), pen), ...verdictLines(review, pen)],
    evidence: () => evidenceLines(review, pen),
    provenance: () => [...notes(provenanceNotes(review), pen), ...signatureLines(review, pen)],
    position: () => review.position.flatMap((line) => wrapped(`- ${line}`, pen.width, "  ")),
    confirm: () => wrapped(`type: ${review.confirmation}`, pen.width, ""),
  };
  const parts = SECTIONS.map(([id, title], index) => {
    return [pen.strong(`${index + 1}. ${title}`), ...body[id]()].join("\n");
  });
  return [notes([headline(review)], pen).join("\n"), ...parts].join("\n\n");
}

interface Pen {
  readonly width: number;
  readonly strong: (text: string) => string;
  readonly toned: (tone: Tone, text: string) => string;
  readonly inverse: (text: string) => string;
}

const TONES: Readonly<Record<Tone, number>> = { plain: 39, good: 32, warning: 33, bad: 31 };

function penOf({ width, colour }: Screen): Pen {
  const ansi = (on: number, off: number) => (text: string) =>
    colour ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return {
    width,
    strong: ansi(1, 22),
    toned: (tone, text) => (tone === "plain" ? text : ansi(TONES[tone], 39)(text)),
    inverse: ansi(7, 27),
  };
}

function notes(all: readonly Note[], pen: Pen): readonly string[] {
  return all.flatMap(({ tone, text }) =>
    wrapped(printable(text, 2_000), pen.width, "  ").map((line) => pen.toned(tone, line)),
  );
}

function pairs(rows: readonly (readonly [string, string])[], pen: Pen): readonly string[] {
  const column = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.flatMap(([name, value]) =>
    wrapped(name.padEnd(column) + printable(value), pen.width, " ".repeat(column)),
  );
}

/** Breaks at blanks where there are any, else inside the word: a digest or a long line must stay whole to the eye. */
function wrapped(text: string, width: number, indent: string): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const blank = rest.lastIndexOf(" ", width);
    const cut = blank > indent.length && rest.slice(0, blank).trim() !== "" ? blank : width;
    lines.push(rest.slice(0, cut));
    rest = indent + rest.slice(cut).trimStart();
  }
  return [...lines, rest];
}

function fileLines(file: ReviewedFile, pen: Pen): readonly string[] {
  const title = pen.strong(printable(fileTitle(file)));
  return ["", title, ...file.lines.flatMap((line) => sourceLine(line, pen))];
}

const SIGNS = { same: " ", removed: "-", added: "+" } as const;
const LINE_TONES = { same: "plain", removed: "bad", added: "good" } as const;
const GUTTER = 14;

function sourceLine(line: SourceLine, pen: Pen): readonly string[] {
  if (line.kind === "gap") return [`${" ".repeat(GUTTER - 2)}⋮ ${unchanged(line.lines)}`];
  const number = (at: number | null): string => String(at ?? "").padStart(5);
  const gutter = `${number(line.before)} ${number(line.after)} ${SIGNS[line.kind]} `;
  const room = Math.max(20, pen.width - GUTTER);
  const rows: string[] = [];
  let row = "";
  let used = 0;
  for (const { text, mark, changed } of line.parts) {
    // Tabs have no width of their own: four columns each, so that a wrapped line stays where it is.
    for (const piece of pieces(text.replaceAll("\t", "    "), room, used)) {
      if (used + piece.length > room && used > 0) {
        rows.push(row);
        row = "";
        used = 0;
      }
      const loud = mark === "plain" ? changed : true;
      row += loud ? pen.inverse(piece) : pen.toned(LINE_TONES[line.kind], piece);
      used += piece.length;
    }
  }
  return [...rows, row].map((each, index) => (index === 0 ? gutter : " ".repeat(GUTTER)) + each);
}

/** Cuts a text so that the first piece fits what is left of the row and every other one a whole row. */
function pieces(text: string, room: number, used: number): readonly string[] {
  const points = Array.from(text);
  const cut: string[] = [points.slice(0, room - used).join("")];
  for (let from = room - used; from < points.length; from += room) {
    cut.push(points.slice(from, from + room).join(""));
  }
  return cut.filter((piece) => piece !== "");
}

const DIRECTION_WORDS = { same: "", wider: "WIDER", tighter: "tighter", other: "changed" } as const;
const DIRECTION_TONES = { same: "plain", wider: "bad", tighter: "good", other: "warning" } as const;

function limitLines({ params, risk, active }: Review, pen: Pen): readonly string[] {
  const lines: string[] = [];
  if (params.length === 0) lines.push("the strategy has no parameters");
  else {
    const rows = params.map(
      ({ name, active: old, proposed, changed }) =>
        [name, old, proposed, changed ? "changed" : ""] as const,
    );
    lines.push(
      ...table(["parameter", "active", "proposed", ""], rows, pen, (row) =>
        row[3] === "" ? "plain" : "warning",
      ),
    );
  }
  lines.push("");
  const rows = risk.map(
    ({ name, active: old, proposed, direction }) =>
      [name, old, proposed, DIRECTION_WORDS[direction]] as const,
  );
  const toneOf = (_: unknown, index: number): Tone =>
    DIRECTION_TONES[risk[index]?.direction ?? "same"];
  lines.push(...table(["limit", "active", "proposed", ""], rows, pen, toneOf));
  if (active === null) lines.push("nothing is active: there is nothing to be wider than");
  return lines;
}

/** A table whose rows have tones; one line per row, because cells are cut and not wrapped. */
function table<Row extends readonly (string | number | null)[]>(
  titles: readonly string[],
  rows: readonly Row[],
  pen: Pen,
  toneOf: (row: Row, index: number) => Tone = () => "plain",
): readonly string[] {
  const [head = "", ...body] = renderTable(
    titles.map((title) => ({ title })),
    rows,
  ).split("\n");
  return [
    pen.strong(head),
    ...body.map((line, index) => {
      const row = rows[index];
      return row === undefined ? line : pen.toned(toneOf(row, index), line);
    }),
  ];
}

function verdictLines({ conformance }: Review, pen: Pen): readonly string[] {
  return conformance.verdicts.flatMap(
    ({ rule, verdict, message, remedy, used, allowed, usedPct }) => {
      const margin =
        used === null || allowed === null
          ? ""
          : ` (${amount(used)} of ${amount(allowed)}${usedPct === null ? "" : `, ${usedPct.toFixed(0)} %`})`;
      const tone = VERDICT_TONES[verdict];
      const line = `${verdict.padEnd(9)} ${rule}: ${printable(message, 2_000)}${margin}`;
      const help =
        verdict === "fail" && remedy !== ""
          ? [`          remedy: ${printable(remedy, 2_000)}`]
          : [];
      return [line, ...help].flatMap((each) =>
        wrapped(each, pen.width, " ".repeat(10)).map((row) => pen.toned(tone, row)),
      );
    },
  );
}

function evidenceLines(review: Review, pen: Pen): readonly string[] {
  const { evidence, id, version } = review;
  const lines = [...notes(evidenceNotes(review), pen)];
  if (evidence.results.length > 0) {
    const titles = ["", `${id} version ${version}`, evidence.against ?? "nothing"];
    const rows = evidence.results.map(
      ({ name, candidate, against }) => [name, candidate, against] as const,
    );
    lines.push(...table(titles, rows, pen));
  }
  const note = decisionNote(review);
  if (note !== null) lines.push(...notes([note], pen));
  const listed = evidence.decisions?.listed.slice(-DECISIONS_SHOWN) ?? [];
  if (listed.length === 0) return lines;
  const rows = listed.map(
    ({ ts, candidate, against }) => [minuteOf(ts), candidate, against] as const,
  );
  lines.push(...table(["bar opens", "proposed answers", "active answers"], rows, pen));
  const more = (evidence.decisions?.differing ?? 0) - listed.length;
  if (more > 0) lines.push(`… the last ${listed.length}; --json and --html have more`);
  return lines;
}

function minuteOf(ts: number): string {
  return isoInstant(ts).replace(":00.000Z", "Z");
}

function signatureLines({ provenance }: Review, pen: Pen): readonly string[] {
  const { signed, others } = provenance;
  const rows = [
    ...signed.map(
      ({ keyid, owner, standing }) => [owner ?? "-", keyid.slice(0, 16), standing] as const,
    ),
    ...others.map(({ keyid, owner }) => [owner, keyid.slice(0, 16), "may sign"] as const),
  ];
  if (rows.length === 0) return [];
  return table(["who", "key", "signature"], rows, pen, (row) =>
    row[2] === "counts" ? "good" : row[2] === "may sign" ? "plain" : "bad",
  );
}
