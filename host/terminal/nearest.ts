/**
 * Finds the word a person probably meant.
 *
 * @returns The closest of `words` within two edits; null when none is that close.
 */
export function nearest(typed: string, words: readonly string[]): string | null {
  let best: string | null = null;
  let bestEdits = 3;
  for (const word of words) {
    const edits = editDistance(typed, word);
    // A short word is two edits away from almost anything.
    if (edits < bestEdits && edits < word.length) {
      best = word;
      bestEdits = edits;
    }
  }
  return best;
}

/** Letters to insert, remove or replace, or neighbours to swap (optimal string alignment). */
export function editDistance(from: string, to: string): number {
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let edits = Math.min(
        cell(above, column) + 1,
        cell(line, column - 1) + 1,
        cell(above, column - 1) + (same ? 0 : 1),
      );
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && swapped) edits = Math.min(edits, cell(before, column - 2) + 1);
      line.push(edits);
    }
    before = above;
    above = line;
  }
  return cell(above, to.length);
}

function cell(line: readonly number[], column: number): number {
  return line[column] ?? Number.POSITIVE_INFINITY;
}
