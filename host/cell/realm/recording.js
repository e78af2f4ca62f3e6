// Params, context and candles that notice what is asked of them: for the conformance suite, never for a decision.
//
// A plugin that asks whether `params.live` is there, or `context.account`, behaves as told when it is not, and is found
// out here all the same. What is there is answered as without recording.

/** Taken before lockdown removes it: no plugin code has run yet. */
const RecordingProxy = Proxy;

/**
 * Remembers the first name that was not there. `wrap` records a frozen object and the objects in it; `take` says
 * `undeclared_read:<what>` or null, and forgets.
 *
 * @typedef {{ wrap: <T extends object>(what: "params" | "context" | "candles", object: T) => T,
 *   take: () => string | null }} Recorder
 */

/** For every cell but the suite's. @type {Recorder} */
const SILENT = { wrap: (_, object) => object, take: () => null };

/**
 * @param {boolean} records
 * @returns {Recorder}
 */
export function makeRecorder(records) {
  if (!records) return SILENT;
  /** @type {string | null} */
  let first = null;
  const wrapped = new WeakSet();

  /** @param {string} what @param {object} target @param {string | symbol} key */
  const note = (what, target, key) => {
    if (first === null && isUndeclared(target, key)) first = `undeclared_read:${what}`;
  };
  /** @param {string} what @param {any} object @returns {any} */
  const wrap = (what, object) => {
    if (wrapped.has(object)) return object;
    // A frozen object must answer with what it holds, so the copy holds recording objects.
    const copy = Object.create(Object.getPrototypeOf(object));
    for (const key of Reflect.ownKeys(object)) {
      const property = Reflect.getOwnPropertyDescriptor(object, key) ?? {};
      const { value } = property;
      const inside = typeof value === "object" && value !== null;
      Object.defineProperty(
        copy,
        key,
        inside ? { ...property, value: wrap(what, value) } : property,
      );
    }
    const proxy = new RecordingProxy(Object.freeze(copy), {
      get(target, key) {
        note(what, target, key);
        return Reflect.get(target, key);
      },
      has(target, key) {
        note(what, target, key);
        return Reflect.has(target, key);
      },
      getOwnPropertyDescriptor(target, key) {
        note(what, target, key);
        return Reflect.getOwnPropertyDescriptor(target, key);
      },
    });
    wrapped.add(proxy);
    return proxy;
  };
  return {
    wrap,
    take() {
      const found = first;
      first = null;
      return found;
    },
  };
}

/**
 * Symbols, the names that every object has and `toJSON` are read by the engine itself, in a template or by JSON; they
 * are the same for every object, so no plugin learns anything from them. A column that the manifest does not ask for
 * is there to throw, and is not enumerable.
 *
 * @param {object} target
 * @param {string | symbol} key
 */
function isUndeclared(target, key) {
  if (typeof key === "symbol" || key === "toJSON") return false;
  const own = Reflect.getOwnPropertyDescriptor(target, key);
  return own === undefined ? !(key in Object.prototype) : own.enumerable === false;
}
