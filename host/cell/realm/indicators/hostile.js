/**
 * Reads values that plugin code made. Nothing here trusts them: no property is read twice, no accessor is run, no
 * `toString` is called, and a trap that throws answers "not plain". What the callers keep are our own copies.
 */

/** A descriptor has five fields at most, a record of indicators 64 names; nothing honest comes near. */
const FIELDS_MAX = 256;

/**
 * @param {unknown} value
 * @returns {ReadonlyMap<string, unknown> | null} Own fields of a plain object; null when it is anything else.
 */
export function plainFields(value) {
  if (typeof value !== "object" || value === null) return null;
  try {
    const prototype = Reflect.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return null;
    return ownValues(value, Reflect.ownKeys(value));
  } catch {
    return null; // a proxy's trap threw: whatever it is, it is not plain data
  }
}

/**
 * @param {unknown} value
 * @param {number} lengthMax
 * @returns {readonly unknown[] | null} Elements of a dense plain array of 1 … lengthMax; null when it is not one.
 */
export function plainList(value, lengthMax) {
  try {
    if (!Array.isArray(value)) return null;
    const length = Reflect.getOwnPropertyDescriptor(value, "length")?.value;
    if (typeof length !== "number" || length < 1 || length > lengthMax) return null;
    const keys = [];
    for (let i = 0; i < length; i++) keys.push(String(i));
    const values = ownValues(value, keys);
    return values === null ? null : [...values.values()];
  } catch {
    return null; // as above
  }
}

/**
 * @param {object} value
 * @param {readonly (string | symbol)[]} keys
 */
function ownValues(value, keys) {
  if (keys.length > FIELDS_MAX) return null;
  /** @type {Map<string, unknown>} */
  const values = new Map();
  for (const key of keys) {
    const property = Reflect.getOwnPropertyDescriptor(value, key);
    if (typeof key !== "string" || property === undefined || !Object.hasOwn(property, "value"))
      return null;
    values.set(key, property.value);
  }
  return values;
}

/**
 * @param {unknown} value
 * @returns {value is number}
 */
export function isFiniteNumber(value) {
  return typeof value === "number" && value - value === 0;
}

/**
 * A name that can be written after a dot: a letter first, then letters, digits and underscores, 32 at most.
 *
 * @param {string} name
 */
export function isPlainName(name) {
  return /^[A-Za-z][A-Za-z0-9_]{0,31}$/.test(name);
}
