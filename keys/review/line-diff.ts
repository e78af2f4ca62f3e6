/**
 * Which lines went and which came: the shortest edit script, within bounds.
 *
 * Source: Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), figure 2, with the trace kept.
 */

/** Indices from 0; null on the side where the line is not. */
export type Edit =
  | { readonly kind: "same"; readonly before: number; readonly after: number }
  | { readonly kind: "removed"; readonly before: number; readonly after: null }
  | { readonly kind: "added"; readonly before: null; readonly after: number };

/**
 * More edits than these are a new text, and are shown as one: the trace grows with their square (9 MB here), and a
 * hostile pair of files must not take minutes.
 */
const EDITS_MAX = 1_500;

/** @returns Every line of both texts once, in order; removed lines before the added ones of the same place. */
export function diffLines(before: readonly string[], after: readonly string[]): readonly Edit[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const middle = shortestEdits(
    before.slice(head, before.length - tail),
    after.slice(head, after.length - tail),
  );
  const edits: Edit[] = [];
  for (let i = 0; i < head; i += 1) edits.push({ kind: "same", before: i, after: i });
  for (const edit of middle) edits.push(moved(edit, head));
  for (let i = tail; i > 0; i -= 1) {
    edits.push({ kind: "same", before: before.length - i, after: after.length - i });
  }
  return edits;
}

function moved(edit: Edit, by: number): Edit {
  switch (edit.kind) {
    case "same":
      return { kind: "same", before: edit.before + by, after: edit.after + by };
    case "removed":
      return { ...edit, before: edit.before + by };
    case "added":
      return { ...edit, after: edit.after + by };
  }
}

function shortestEdits(before: readonly string[], after: readonly string[]): readonly Edit[] {
  const trace = traceOf(before, after);
  return trace === null ? replaced(before.length, after.length) : walkBack(trace, before, after);
}

function replaced(before: number, after: number): readonly Edit[] {
  return [
    ...Array.from({ length: before }, (_, i) => ({
      kind: "removed" as const,
      before: i,
      after: null,
    })),
    ...Array.from({ length: after }, (_, i) => ({
      kind: "added" as const,
      before: null,
      after: i,
    })),
  ];
}

/** For each number of edits how far each diagonal got; diagonal k of step d is at `d + k`. null: too many edits. */
function traceOf(before: readonly string[], after: readonly string[]): Int32Array[] | null {
  const trace: Int32Array[] = [];
  const limit = Math.min(EDITS_MAX, before.length + after.length);
  for (let d = 0; d <= limit; d += 1) {
    const reached = new Int32Array(2 * d + 1);
    for (let k = -d; k <= d; k += 2) {
      let x = startOf(trace.at(-1), d, k);
      while (x < before.length && x - k < after.length && before[x] === after[x - k]) x += 1;
      reached[d + k] = x;
      if (x >= before.length && x - k >= after.length) return [...trace, reached];
    }
    trace.push(reached);
  }
  return null;
}

function startOf(last: Int32Array | undefined, d: number, k: number): number {
  if (d === 0) return 0;
  return comesFromAbove(last, d, k) ? at(last, d, k + 1) : at(last, d, k - 1) + 1;
}

/** Whether the best path to diagonal k of step d ends with an added line. */
function comesFromAbove(last: Int32Array | undefined, d: number, k: number): boolean {
  return k === -d || (k !== d && at(last, d, k - 1) < at(last, d, k + 1));
}

/** How far diagonal k had got one step before step d. */
function at(last: Int32Array | undefined, d: number, k: number): number {
  return last?.[d - 1 + k] ?? -1;
}

function walkBack(
  trace: readonly Int32Array[],
  before: readonly string[],
  after: readonly string[],
): readonly Edit[] {
  const edits: Edit[] = [];
  let x = before.length;
  let y = after.length;
  for (let d = trace.length - 1; d >= 0; d -= 1) {
    const k = x - y;
    const above = comesFromAbove(trace[d - 1], d, k);
    const fromX = d === 0 ? 0 : at(trace[d - 1], d, above ? k + 1 : k - 1);
    // The step's one edit comes first, then the lines that are the same.
    const sameFromX = d === 0 || above ? fromX : fromX + 1;
    while (x > sameFromX) {
      x -= 1;
      y -= 1;
      edits.push({ kind: "same", before: x, after: y });
    }
    if (d === 0) break;
    if (above) edits.push({ kind: "added", before: null, after: (y -= 1) });
    else edits.push({ kind: "removed", before: (x -= 1), after: null });
  }
  return removedFirst(edits.reverse());
}

/** Inside one run of edits all removed lines come before all added ones, as people expect. */
function removedFirst(edits: readonly Edit[]): readonly Edit[] {
  const ordered: Edit[] = [];
  let added: Edit[] = [];
  for (const edit of edits) {
    if (edit.kind === "added") {
      added.push(edit);
      continue;
    }
    if (edit.kind === "same") {
      ordered.push(...added);
      added = [];
    }
    ordered.push(edit);
  }
  return [...ordered, ...added];
}
