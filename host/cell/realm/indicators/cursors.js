/** @import { Cursor, Cursors, PlanRoot } from "./types.ts" */
/** @import { IndicatorFaultCode } from "./faults.js" */

/**
 * What the plugin holds: one frozen cursor for each name, `.at(-1)` being the bar that is decided. A cursor has no
 * data of its own and cannot see past that bar.
 *
 * @param {readonly PlanRoot[]} roots
 * @param {readonly ((back: number) => number)[]} readers - `readers[i]` reads `roots[i]`.
 * @param {(code: IndicatorFaultCode, fact: string) => never} refuse
 * @returns {Cursors}
 */
export function makeCursors(roots, readers, refuse) {
  /** @type {Record<string, Cursor | Record<string, Cursor>>} */
  const top = Object.create(null);
  for (const [index, root] of roots.entries()) {
    const read = readers[index];
    if (read === undefined) throw new Error("every root has a reader");
    const [name = "", member] = root.path;
    const cursor = makeCursor(root, read, refuse);
    if (member === undefined) top[name] = cursor;
    else groupOf(top, name)[member] = cursor;
  }
  for (const entry of Object.values(top)) Object.freeze(entry);
  return Object.freeze(top);
}

/**
 * @param {PlanRoot} root
 * @param {(back: number) => number} read
 * @param {(code: IndicatorFaultCode, fact: string) => never} refuse
 * @returns {Cursor}
 */
function makeCursor(root, read, refuse) {
  const name = root.path.join(".");
  /** @param {unknown} offset */
  const at = (offset) => {
    // The type first: any operator would run an object's valueOf, which is plugin code.
    if (typeof offset !== "number" || !Number.isInteger(offset) || offset >= 0) {
      const found = typeof offset === "number" ? String(offset) : `a ${typeof offset}`;
      return refuse(
        "indicator_offset_invalid",
        `${name}.at() was given ${found}, not -1 or a lower whole number`,
      );
    }
    return read(-offset);
  };
  return Object.freeze({ at: Object.freeze(at) });
}

/**
 * @param {Record<string, Cursor | Record<string, Cursor>>} top
 * @param {string} name
 */
function groupOf(top, name) {
  const group = /** @type {Record<string, Cursor>} */ (top[name] ?? Object.create(null));
  top[name] = group;
  return group;
}
