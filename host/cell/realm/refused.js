// Names that authors reach for by habit and that the realm does not have. Reading one throws a DeterminismError with a
// way out, because "is not a function" repairs nothing.

/** Reasons, each a way out, and indented below them the names. A name without a dot is a global. */
const REFUSED = `
there is no clock: time comes from candles.ts
 Date Temporal performance
there is no chance: derive it from the bar
 Math.random crypto
text and numbers have no locale here
 Intl Object.prototype.toLocaleString Array.prototype.toLocaleString Number.prototype.toLocaleString
 BigInt.prototype.toLocaleString %TypedArray%.prototype.toLocaleString String.prototype.localeCompare
 String.prototype.normalize String.prototype.toLocaleLowerCase String.prototype.toLocaleUpperCase
lifetimes of memory are not visible
 WeakRef FinalizationRegistry
code is not made from text
 eval Function Function.prototype.constructor %GeneratorFunction%.constructor
 %AsyncFunction%.constructor %AsyncGeneratorFunction%.constructor WebAssembly
an answer is plain data, and so is all it is made from
 Proxy
a plugin answers at once: nothing runs later
 Promise Promise.prototype.constructor Promise.prototype.then Promise.prototype.catch
 Promise.prototype.finally Array.fromAsync setTimeout setInterval setImmediate queueMicrotask
there is no outside: data comes from candles and context.inputs
 fetch XMLHttpRequest WebSocket
there is nobody to read it: say it in the rationale
 console
memory is not shared between views: copy with slice()
 ArrayBuffer SharedArrayBuffer Atomics DataView %TypedArray%.prototype.buffer BigInt64Array
 BigUint64Array Float16Array structuredClone
symbols are not shared: keep one in a constant
 Symbol.for Symbol.keyFor
no match is kept aside: use what exec() or match() returned
 RegExp.$1 RegExp.$2 RegExp.$3 RegExp.$4 RegExp.$5 RegExp.$6 RegExp.$7 RegExp.$8 RegExp.$9
`;

/** @returns {Map<string, string>} Name -> why it is not there, and what to do instead. */
export function readRefused() {
  /** @type {Map<string, string>} */
  const refused = new Map();
  let reason = "";
  for (const line of REFUSED.split("\n")) {
    if (!line.startsWith(" ")) reason = line;
    else for (const name of line.slice(1).split(" ")) refused.set(name, reason);
  }
  return refused;
}
