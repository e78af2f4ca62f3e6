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
    const proxy = recording(Object.freeze(copy), () => {
      first ??= `undeclared_read:${what}`;
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
 * @param {object} frozen
 * @param {() => void} note - Called when a name is asked for that is not there.
 */
function recording(frozen, note) {
  /** @type {object} */
  const proxy = new RecordingProxy(frozen, {
    get(target, key, receiver) {
      // A column that the manifest does not ask for is there to throw, and is not enumerable.
      const own = Reflect.getOwnPropertyDescriptor(target, key);
      if (own === undefined ? !isKnown(key) : own.get !== undefined && !own.enumerable) note();
      return Reflect.get(target, key, receiver === proxy ? target : receiver);
    },
    has(target, key) {
      if (!Object.hasOwn(target, key) && !isKnown(key)) note();
      return Reflect.has(target, key);
    },
    getOwnPropertyDescriptor(target, key) {
      if (!Object.hasOwn(target, key) && !isKnown(key)) note();
      return Reflect.getOwnPropertyDescriptor(target, key);
    },
    // To write is to fail, as on any frozen object; without this it would look like a read.
    set(target, key, value, receiver) {
      return Reflect.set(target, key, value, receiver === proxy ? target : receiver);
    },
  });
  return proxy;
}

/**
 * Symbols, the names that every object has and `toJSON` are read by the engine itself, in a template or by JSON; they
 * are the same for every object, so no plugin learns anything from them.
 *
 * @param {string | symbol} key
 */
function isKnown(key) {
  return typeof key === "symbol" || key === "toJSON" || key in Object.prototype;
}
