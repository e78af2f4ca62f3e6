/**
 * Untrusted text, made safe to print. A plugin's rationale, a manifest's description or a venue's message may try to
 * move the cursor, recolour the screen, reverse the reading order or hide letters. All of it is shown as `\u{…}`.
 */

/**
 * What a reader cannot see or would see wrongly: controls (ANSI begins with one), format and bidirectional characters,
 * invisible fillers and tags, odd spaces, line and paragraph separators, private use, unassigned, lone surrogates.
 */
export const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/u;
/** A backslash that begins our own notation: without this, text could pretend to contain an escape. */
const OWN_NOTATION = /\\(?=u\{)/u;
/** Nearly every text: nothing to look at letter by letter. */
const PLAIN_ASCII = /^[ -[\]-~]*$/;
/** One letter may carry this many combining marks; a hundred of them would paint over the lines above. */
const MARKS_MAX = 4;

/**
 * Renders one line of untrusted text.
 *
 * @param text - Anything, also text that is not well formed.
 * @param lengthMax - Code points of the source that are shown; the rest is counted: `… (+120)`.
 * @returns Text without line breaks or invisible characters.
 */
export function printable(text: string, lengthMax = 500): string {
  if (text.length <= lengthMax && PLAIN_ASCII.test(text)) return text;
  const points = Array.from(text);
  const shown = points.slice(0, lengthMax);
  const hidden = points.length - shown.length;
  return render(shown) + (hidden === 0 ? "" : `… (+${hidden})`);
}

/**
 * Renders many lines of untrusted text, such as source code: line feeds and tabs stay.
 *
 * @param lineLengthMax - Code points shown of each line.
 */
export function printableLines(text: string, lineLengthMax = 2_000): string {
  const line = (each: string): string =>
    each
      .split("\t")
      .map((part) => printable(part, lineLengthMax))
      .join("\t");
  return text.split("\n").map(line).join("\n");
}

function render(points: readonly string[]): string {
  let marks = 0;
  let out = "";
  for (const [index, point] of points.entries()) {
    marks = /\p{M}/u.test(point) ? marks + 1 : 0;
    const notation = OWN_NOTATION.test(points.slice(index, index + 3).join(""));
    out += UNSEEN.test(point) || marks > MARKS_MAX || notation ? escaped(point) : point;
  }
  return out;
}

function escaped(point: string): string {
  return `\\u{${(point.codePointAt(0) ?? 0).toString(16)}}`;
}
