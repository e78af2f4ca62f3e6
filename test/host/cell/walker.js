// Walks everything that code in a realm can reach and says what no table permits. Its text is run in a pristine realm
// and, as a plugin, in a locked one; so it uses nothing but what both have.

/**
 * @typedef {{ permits: Record<string, readonly string[]>, refused: readonly string[],
 *   hidden: Record<string, () => any>, locked: boolean }} Tables - `permits`: object path -> permitted names. `refused`:
 *   full names, each an accessor in a locked realm. `hidden`: paths that only syntax reaches. `locked`: whether
 *   everything must be frozen too.
 */

/**
 * @param {Tables} tables
 * @returns {string[]} What is there and should not be; empty when all is well.
 */
export function walk(tables) {
  const known = findObjects(tables);
  /** @type {string[]} */
  const found = Object.keys(tables.permits)
    .filter((path) => ![...known.values()].includes(path))
    .map((path) => `${path} is not there`);
  for (const [object, path] of known) {
    for (const key of Reflect.ownKeys(object))
      found.push(...walkMember(object, path, key, tables, known));
    found.push(...walkObject(object, path, tables, known));
  }
  for (const [what, value] of Object.entries(bySyntax()))
    found.push(...walkChain(what, value, known));
  return found;
}

/**
 * @param {Tables} tables
 * @returns {Map<any, string>} Every object of the table that is there -> its path.
 */
function findObjects({ permits, hidden }) {
  /** @type {Map<any, string>} */
  const known = new Map([[globalThis, "globalThis"]]);
  for (const path of Object.keys(permits)) {
    const dot = path.lastIndexOf(".");
    const name = path.slice(dot + 1);
    const above = path.slice(0, dot);
    const holder = dot < 0 ? globalThis : [...known].find(([, each]) => each === above)?.[0];
    const key = name.startsWith("@@") ? Reflect.get(Symbol, name.slice(2)) : name;
    const object = hidden[path]?.() ?? holder?.[key];
    if (object !== undefined && object !== null) known.set(object, path);
  }
  return known;
}

/**
 * @param {any} object
 * @param {string} path
 * @param {string | symbol} key
 * @param {Tables} tables
 * @param {Map<any, string>} known
 * @returns {string[]}
 */
function walkMember(object, path, key, { permits, refused, locked }, known) {
  const name = nameOf(key);
  const full = path === "globalThis" ? name : `${path}.${name}`;
  const member = Reflect.getOwnPropertyDescriptor(object, key) ?? {};
  if (refused.includes(full)) {
    return locked && member.get === undefined ? [`${full} is refused and has a value`] : [];
  }
  const always = typeof object === "function" && (name === "length" || name === "name");
  if (!always && permits[path]?.includes(name) !== true) return [`${full} has no permit`];
  return [member.value, member.get, member.set]
    .filter((value) => isObject(value) && !known.has(value))
    .flatMap((value) => [
      ...(isBareFunction(value) ? [] : [`${full} has properties without a permit`]),
      ...walkObject(value, full, { locked }, known),
    ]);
}

/**
 * @param {any} object
 * @param {string} path
 * @param {{ locked: boolean }} tables
 * @param {Map<any, string>} known
 * @returns {string[]}
 */
function walkObject(object, path, { locked }, known) {
  const proto = Object.getPrototypeOf(object);
  return [
    ...(locked && !Object.isFrozen(object) ? [`${path} is not frozen`] : []),
    ...(proto === null || known.has(proto) ? [] : [`${path} has a prototype without a permit`]),
  ];
}

/**
 * @param {string} what
 * @param {any} value
 * @param {Map<any, string>} known
 * @returns {string[]}
 */
function walkChain(what, value, known) {
  let proto = Object.getPrototypeOf(value);
  // A generator's object has a prototype of its own, made with the function and the plugin's to change.
  if (what.endsWith("generator object")) proto = Object.getPrototypeOf(proto);
  const found = [];
  for (; proto !== null; proto = Object.getPrototypeOf(proto)) {
    if (!known.has(proto)) found.push(`${what} leads to an object without a permit`);
  }
  return found;
}

/**
 * Every own property of every object of the table, as "path name".
 *
 * @param {Tables} tables
 */
export function list(tables) {
  return [...findObjects(tables)].flatMap(([object, path]) =>
    Reflect.ownKeys(object).map((key) => `${path} ${nameOf(key)}`),
  );
}

/** @param {string | symbol} key */
function nameOf(key) {
  return typeof key === "string" ? key : `@@${String(key.description).replace("Symbol.", "")}`;
}

/** @param {unknown} value */
function isObject(value) {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** @param {any} value - With nothing on it that could hold more. */
function isBareFunction(value) {
  return (
    typeof value === "function" &&
    Reflect.ownKeys(value).every((key) => key === "length" || key === "name")
  );
}

/** @param {() => void} code @returns {any} */
function thrownBy(code) {
  try {
    code();
  } catch (error) {
    return error;
  }
  return null;
}

/** One of everything that syntax makes, without naming a global. */
function bySyntax() {
  const generator = function* () {};
  const asyncGenerator = async function* () {};
  const match = /(?<a>.)/d.exec("a");
  return {
    array: [],
    object: {},
    arrow: () => {},
    class: class {},
    generator,
    "generator object": generator(),
    async: async () => {},
    promise: (async () => {})(),
    "async generator": asyncGenerator,
    "async generator object": asyncGenerator(),
    expression: /a/,
    match,
    groups: { ...match?.groups },
    indices: match?.indices,
    "array iterator": [].values(),
    "string iterator": ""[Symbol.iterator](),
    "match iterator": "a".matchAll(/a/g),
    "map iterator": new Map().entries(),
    "set iterator": new Set().entries(),
    "iterator helper": [].values().map((x) => x),
    template: ((/** @type {TemplateStringsArray} */ parts) => parts)`x`,
    arguments: (function () {
      return arguments;
    })(),
    "type error": thrownBy(() => Reflect.get(/** @type {any} */ (null), "x")),
    "range error": thrownBy(() => "x".repeat(-1)),
    "boxed number": Object(1),
    "boxed text": Object(""),
    "boxed big integer": Object(1n),
    "boxed symbol": Object(Symbol("x")),
  };
}
