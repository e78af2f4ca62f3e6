// Cuts the realm down to its permits and freezes what is left. Runs once, before the plugin is compiled.
//
// Fails closed: a property that can be neither kept nor deleted ends the load.

import { DeterminismError, namedError } from "./named-errors.js";
import { HIDDEN, readPermits } from "./permits.js";
import { readRefused } from "./refused.js";

/**
 * Members that old-style code assigns on its own objects (`Sub.prototype.toString = ...`). Frozen as data they would
 * forbid that on every heir too, so they become accessors whose setter defines the heir's own property.
 * Source: SES enablements ("override mistake").
 *
 * @type {Record<string, string[]>}
 */
const ENABLED = {
  "Object.prototype": [
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toString",
    "valueOf",
  ],
  "Function.prototype": ["toString"],
  "Error.prototype": ["constructor", "name", "message", "toString"],
  "EvalError.prototype": ["constructor", "name", "message"],
  "RangeError.prototype": ["constructor", "name", "message"],
  "ReferenceError.prototype": ["constructor", "name", "message"],
  "SyntaxError.prototype": ["constructor", "name", "message"],
  "TypeError.prototype": ["constructor", "name", "message"],
  "URIError.prototype": ["constructor", "name", "message"],
  "Array.prototype": ["constructor", "toString"],
  "Map.prototype": ["constructor"],
  "Set.prototype": ["constructor"],
};

/** Locks the realm this code runs in. */
export function lockdown() {
  // First: what HIDDEN throws to reach an object must not walk the stack.
  Object.defineProperty(Error, "stackTraceLimit", { value: 0, writable: false });
  const permits = readPermits();
  const refused = refusedByPlace();
  const places = findPlaces(permits.keys());
  for (const [path, names] of permits) {
    const object = places.get(path);
    cut(object, path, names);
    for (const name of refused.get(path)?.keys() ?? []) refuseName(object, path, name, refused);
    for (const name of ENABLED[path] ?? []) enable(object, name);
    Object.freeze(object);
  }
}

/**
 * @param {Iterable<string>} paths - A holder stands above its members.
 * @returns {Map<string, any>} Path -> object, found before anything is deleted.
 */
function findPlaces(paths) {
  /** @type {Map<string, any>} */
  const places = new Map();
  for (const path of paths) {
    const dot = path.lastIndexOf(".");
    const name = path.slice(dot + 1);
    const key = name.startsWith("@@") ? Symbol[/** @type {"iterator"} */ (name.slice(2))] : name;
    const holder = dot < 0 ? globalThis : places.get(path.slice(0, dot));
    places.set(path, HIDDEN[path]?.() ?? holder[key]);
  }
  return places;
}

/**
 * Deletes every own property that is not permitted and freezes the functions of those that are.
 *
 * @param {any} object
 * @param {string} path
 * @param {readonly string[]} names - Permitted.
 */
function cut(object, path, names) {
  const permitted = typeof object === "function" ? ["length", "name", ...names] : names;
  let at = 0;
  for (const key of Reflect.ownKeys(object)) {
    const name = typeof key === "string" ? key : nameOfSymbol(key);
    if (name === permitted[at]) at += 1;
    else if (!permitted.includes(name)) {
      if (!Reflect.deleteProperty(object, key)) throw new Error(`cannot delete ${path}.${name}`);
      continue;
    }
    const { value, get, set } = Reflect.getOwnPropertyDescriptor(object, key) ?? {};
    if (typeof value === "function") Object.freeze(value);
    if (get !== undefined) Object.freeze(get);
    if (set !== undefined) Object.freeze(set);
  }
}

/** @param {symbol} key */
function nameOfSymbol(key) {
  return `@@${(key.description ?? "").replace("Symbol.", "")}`;
}

/** @returns {Map<string, Map<string, string>>} Object path -> refused name -> reason. */
function refusedByPlace() {
  /** @type {Map<string, Map<string, string>>} */
  const byPlace = new Map();
  for (const [full, reason] of readRefused()) {
    const dot = full.lastIndexOf(".");
    const place = dot < 0 ? "globalThis" : full.slice(0, dot);
    const names = byPlace.get(place) ?? new Map();
    byPlace.set(place, names.set(full.slice(dot + 1), reason));
  }
  return byPlace;
}

/**
 * @param {any} object
 * @param {string} path
 * @param {string} name
 * @param {ReadonlyMap<string, ReadonlyMap<string, string>>} refused
 */
function refuseName(object, path, name, refused) {
  const full = path === "globalThis" ? name : `${path}.${name}`;
  define(object, name, () => {
    const message = `${full} is not available: ${refused.get(path)?.get(name) ?? ""}`;
    throw namedError(DeterminismError, `threw_determinism:${full}`, message);
  });
}

/**
 * @param {any} object
 * @param {string} name
 */
function enable(object, name) {
  const value = object[name];
  define(object, name, () => value);
}

/**
 * Defines an accessor that an heir can shadow by assignment.
 *
 * @param {any} holder
 * @param {string} name
 * @param {() => unknown} get
 */
function define(holder, name, get) {
  // A method, not a function: a function would bring a prototype object, which anybody could write on.
  const { set } = {
    /** @this {any} @param {unknown} value */
    set(value) {
      if (this === holder) throw new TypeError(`cannot assign to ${name} of a built-in object`);
      const own = { value, writable: true, enumerable: true, configurable: true };
      Object.defineProperty(this, name, own);
    },
  };
  Object.defineProperty(holder, name, { get, set, enumerable: false, configurable: false });
  Object.freeze(get);
  Object.freeze(set);
}
