/**
 * The review as one page: a file that needs nothing else, runs nothing, and may be read on another machine.
 *
 * The policy in its head forbids everything but its own style: even if a text of a plugin became markup, it could load,
 * send and run nothing.
 */
import { printable } from "#host/terminal/escape.ts";
import { html, NOTHING, type Markup } from "./markup.ts";
import {
  diffTable,
  evidenceTables,
  limitTables,
  noteLines,
  signatureTable,
  verdictTable,
} from "./page-parts.ts";
import { PAGE_STYLE } from "./page-style.ts";
import type { Review } from "./review.ts";
import {
  conformanceNotes,
  evidenceNotes,
  headline,
  literalNotes,
  provenanceNotes,
  SECTIONS,
  sourceNotes,
  whatPairs,
  type SectionId,
} from "./sections.ts";

/** @param preparedAt - When the page was made: an instant as text. */
export function renderReviewPage(review: Review, preparedAt: string): string {
  const title = `Review: ${review.id} version ${review.version} for ${review.slot}`;
  const { tone, text } = headline(review);
  const sections = SECTIONS.map(
    ([id, name], index) =>
      html` <section id="${id}">
        <h2>${index + 1}. ${name}</h2>
        ${BODIES[id](review)}
      </section>`,
  );
  const links = SECTIONS.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`);
  // The style is ours, and stands in the template as text would: it has no sign that is escaped.
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <style>
          ${PAGE_STYLE}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <p class="faint">
            Prepared at ${preparedAt}. A page can be forged: what counts is what sign shows where
            you sign.
          </p>
          <p class="banner ${tone}">${printable(text, 2_000)}</p>
          <nav aria-label="Sections">
            <ol>
              ${links}
            </ol>
          </nav>
        </header>
        <main>${sections}</main>
      </body>
    </html> `;
  return `${page.toString().trimEnd()}\n`;
}

const BODIES: Readonly<Record<SectionId, (review: Review) => Markup>> = {
  what: (review) =>
    html`<dl>
      ${whatPairs(review).map(
        ([name, value]) =>
          html`<dt>${name}</dt><dd${digestClass(value)}>${printable(value)}</dd>
`,
      )}
    </dl>`,
  source: (review) =>
    html`${noteLines(sourceNotes(review))} ${literals(review)} ${review.source.files.map(diffTable)}`,
  limits: limitTables,
  conformance: (review) => html`${noteLines(conformanceNotes(review))} ${verdictTable(review)}`,
  evidence: (review) => html`${noteLines(evidenceNotes(review))} ${evidenceTables(review)}`,
  provenance: (review) => html`${noteLines(provenanceNotes(review))} ${signatureTable(review)}`,
  position: (review) =>
    html`<ul>
      ${review.position.map((line) => html`<li>${line}</li>`)}
    </ul>`,
  confirm: ({ confirmation }) =>
    html`<p>Before the passphrase, sign asks for the strategy's id and version. Type:</p>
      <p class="type">${confirmation}</p>`,
};

function digestClass(value: string): Markup {
  return /^[0-9a-f]{64}$/.test(value) ? html` class="digest"` : NOTHING;
}

function literals({ source }: Review): Markup {
  const notes = literalNotes(source.files);
  if (notes.length === 0) return NOTHING;
  return html`<h3>Large numbers, tables and long texts</h3>
    ${noteLines(notes)}`;
}
