/** @import { Cursor, Cursors, PlanRoot } from "./types.ts" */
/** @import { IndicatorFaultCode } from "./faults.js" */

/**
 * What the plugin holds: one frozen cursor for each name, `.at(-1)` being the bar that is decided. A cursor has no
 * data of its own and cannot see past that bar.
 *
 * @param {readonly PlanRoot[]} roots
 * @param {(index: number, back: number) => number} value
 * @param {(code: IndicatorFaultCode, fact: string) => never} refuse
 * @returns {Cursors}
 */
export function makeCursors(roots, value, refuse) {
  /** @type {Record<string, Cursor | Record<string, Cursor>>} */
  const top = Object.create(null);
  for (const [index, root] of roots.entries()) {
    const [name = "", member] = root.path;
    const cursor = makeCursor(index, root.path.join("."), value, refuse);
    if (member === undefined) top[name] = cursor;
    else groupOf(top, name)[member] = cursor;
  }
  for (const entry of Object.values(top)) Object.freeze(entry);
  return Object.freeze(top);
}

/**
 * @param {number} index
 * @param {string} name
 * @param {(index: number, back: number) => number} value
 * @param {(code: IndicatorFaultCode, fact: string) => never} refuse
 * @returns {Cursor}
 */
function makeCursor(index, name, value, refuse) {
  /** @param {unknown} offset */
  const at = (offset) => {
    if (typeof offset !== "number" || !Number.isInteger(offset) || offset >= 0) {
      const found = typeof offset === "number" ? String(offset) : `a ${typeof offset}`;
      return refuse(
        "indicator_offset_invalid",
        `${name}.at() was given ${found}, not -1 or a lower whole number`,
      );
    }
    return value(index, -offset);
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
