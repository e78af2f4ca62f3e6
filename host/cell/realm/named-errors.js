// Errors with a name: what a plugin did that the realm does not allow, said so that an author can repair it.
//
// The answer code of such an error is kept here by identity, never read from the error: a plugin can make an
// object that looks like one, but not one that counts as one.

/** @type {WeakMap<object, string>} error → answer code, with its detail from a closed list. */
const codeOfError = new WeakMap();

/** Something that would let the same input give another answer: a clock, chance, a locale, a lifetime of memory. */
export class DeterminismError extends Error {}
/** A column, input or asset that the manifest does not declare. */
export class DataError extends Error {}
/** A cursor was asked for a bar that it does not hold, or data was asked for at the wrong time. */
export class CursorError extends Error {}
/** A callback of `rolling` or `scan` broke its rules. */
export class IndicatorError extends Error {}

for (const type of [DeterminismError, DataError, CursorError, IndicatorError]) {
  Object.defineProperty(type.prototype, "name", { value: type.name, configurable: true });
}

/**
 * Makes an error that answers `F:<code>` when a plugin lets it escape.
 *
 * @param {typeof DeterminismError} type
 * @param {string} code - Of the closed list in host/contract/cell-faults.ts.
 * @param {string} message - For the author; it never leaves the realm.
 * @returns {Error}
 */
export function namedError(type, code, message) {
  const error = new type(message);
  codeOfError.set(error, code);
  return error;
}

/** Constructors whose name may leave the realm: engine words, none of them the plugin's. */
const NATIVE = [TypeError, RangeError, ReferenceError, SyntaxError, EvalError, URIError, Error];

/**
 * The answer code of whatever a plugin threw. Runs no code of the plugin: it looks at identities only.
 *
 * @param {unknown} thrown
 * @returns {string}
 */
export function codeOfThrown(thrown) {
  if (typeof thrown !== "object" || thrown === null) return "threw:other";
  const own = codeOfError.get(thrown);
  if (own !== undefined) return own;
  for (
    let proto = Object.getPrototypeOf(thrown);
    proto !== null;
    proto = Object.getPrototypeOf(proto)
  ) {
    for (const type of NATIVE) if (proto === type.prototype) return `threw:${type.name}`;
  }
  return "threw:other";
}
