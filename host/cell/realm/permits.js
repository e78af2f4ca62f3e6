// The whole policy of the realm in one place: every property that code in a cell can reach (decision E4).
//
// An allowlist. Lockdown deletes what is not in PERMITS, whatever it is, so that a member a new engine brings is gone
// before a plugin runs. A test fails when the engine has a reachable property that no table knows.

/** @returns {never} */
const throwOnPurpose = () => {
  throw new Error("on purpose");
};

/** Paths of objects that no global names, and how to reach them by syntax. @type {Record<string, () => any>} */
export const HIDDEN = {
  "Function.prototype": () => Object.getPrototypeOf(() => {}),
  "Promise.prototype": () => Object.getPrototypeOf((async () => {})()),
  "SuppressedError.prototype": () => {
    try {
      using held = { [Symbol.dispose]: throwOnPurpose };
      return held && throwOnPurpose();
    } catch (suppressed) {
      return Object.getPrototypeOf(suppressed);
    }
  },
  "%GlobalPrototype%": () => Object.getPrototypeOf(globalThis),
  "%GeneratorFunction%": () => Object.getPrototypeOf(function* () {}),
  "%AsyncFunction%": () => Object.getPrototypeOf(async () => {}),
  "%AsyncGeneratorFunction%": () => Object.getPrototypeOf(async function* () {}),
  "%AsyncIteratorPrototype%": () =>
    Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}.prototype)),
  "%TypedArray%": () => Object.getPrototypeOf(Int8Array),
  "%ArrayIteratorPrototype%": () => Object.getPrototypeOf([].values()),
  "%StringIteratorPrototype%": () => Object.getPrototypeOf(""[Symbol.iterator]()),
  "%MapIteratorPrototype%": () => Object.getPrototypeOf(new Map().entries()),
  "%SetIteratorPrototype%": () => Object.getPrototypeOf(new Set().entries()),
  "%RegExpStringIteratorPrototype%": () => Object.getPrototypeOf("".matchAll(/a/g)),
  "%IteratorHelperPrototype%": () => Object.getPrototypeOf([].values().map((x) => x)),
  "%WrapForValidIteratorPrototype%": () =>
    Object.getPrototypeOf(Iterator.from({ next: () => ({ done: true, value: undefined }) })),
  "%ThrowTypeError%": () =>
    Object.getOwnPropertyDescriptor(
      (function () {
        return arguments;
      })(),
      "callee",
    )?.get,
};

/**
 * Object paths, and indented below each its permitted own properties; `@@x` is Symbol.x. `length` and `name` of
 * functions always stay.
 *
 * Order matters twice. An object stands above those that hold it, because it is frozen when it has been cut; a wrong
 * order ends the load. And members stand in the engine's order, which only makes the comparison fast. It is one text
 * because this runs before every decision, and a text is the cheapest table there is.
 */
const PERMITS = `
%GlobalPrototype%
Object
 prototype assign getOwnPropertyDescriptor getOwnPropertyDescriptors getOwnPropertyNames
 getOwnPropertySymbols hasOwn is preventExtensions seal create defineProperties defineProperty
 freeze getPrototypeOf setPrototypeOf isExtensible isFrozen isSealed keys entries fromEntries
 values groupBy
Object.prototype
 constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toString valueOf __proto__
Function.prototype
 apply bind call toString @@hasInstance
%GeneratorFunction%
 prototype @@toStringTag
%GeneratorFunction%.prototype
 constructor next return throw @@toStringTag
%ThrowTypeError%
# Only syntax reaches these. A promise cannot be waited for: a plugin answers at once.
%AsyncFunction%
 @@toStringTag
%AsyncGeneratorFunction%
 prototype @@toStringTag
%AsyncGeneratorFunction%.prototype
 @@toStringTag
%AsyncIteratorPrototype%
 @@asyncIterator
Promise.prototype
 @@toStringTag
SuppressedError.prototype
 message
Array
 prototype isArray from of @@species
Array.prototype
 length constructor at concat copyWithin fill find findIndex findLast findLastIndex lastIndexOf pop
 push reverse shift unshift slice sort splice includes indexOf join keys entries values forEach
 filter flat flatMap map every some reduce reduceRight toReversed toSorted toSpliced with toString
 @@iterator @@unscopables
Array.prototype.@@unscopables
 at copyWithin entries fill find findIndex findLast findLastIndex flat flatMap includes keys
 toReversed toSorted toSpliced values
Iterator
 prototype from
Iterator.prototype
 constructor reduce toArray forEach some every find map filter take drop flatMap @@iterator
 @@toStringTag
%ArrayIteratorPrototype%
 next @@toStringTag
%StringIteratorPrototype%
 next @@toStringTag
%MapIteratorPrototype%
 next @@toStringTag
%SetIteratorPrototype%
 next @@toStringTag
%RegExpStringIteratorPrototype%
 next @@toStringTag
%IteratorHelperPrototype%
 next return @@toStringTag
%WrapForValidIteratorPrototype%
 next return
Number
 prototype isFinite isInteger isNaN isSafeInteger parseFloat parseInt MAX_VALUE MIN_VALUE NaN
 NEGATIVE_INFINITY POSITIVE_INFINITY MAX_SAFE_INTEGER MIN_SAFE_INTEGER EPSILON
Number.prototype
 constructor toExponential toFixed toPrecision toString valueOf
Boolean
 prototype
Boolean.prototype
 constructor toString valueOf
BigInt
 prototype asUintN asIntN
BigInt.prototype
 constructor toString valueOf @@toStringTag
Math
 abs acos acosh asin asinh atan atanh atan2 ceil cbrt expm1 clz32 cos cosh exp floor fround hypot
 imul log log1p log2 log10 max min pow round sign sin sinh sqrt tan tanh trunc E LN10 LN2 LOG10E
 LOG2E PI SQRT1_2 SQRT2 @@toStringTag
String
 prototype fromCharCode fromCodePoint raw
String.prototype
 length constructor at charAt charCodeAt codePointAt concat endsWith includes indexOf isWellFormed
 lastIndexOf match matchAll padEnd padStart repeat replace replaceAll search slice split substr
 substring startsWith toString toWellFormed trim trimStart trimLeft trimEnd trimRight toLowerCase
 toUpperCase valueOf @@iterator
# The well-known symbols cannot be deleted; the protocols behind some of them are gone.
Symbol
 prototype asyncIterator hasInstance isConcatSpreadable iterator match matchAll replace search
 species split toPrimitive toStringTag unscopables dispose asyncDispose
Symbol.prototype
 constructor toString valueOf description @@toStringTag @@toPrimitive
RegExp
 prototype @@species
RegExp.prototype
 constructor exec dotAll flags global hasIndices ignoreCase multiline source sticky unicode
 unicodeSets toString test @@match @@matchAll @@replace @@search @@split
# stackTraceLimit is set to 0: a stack would tell how deep and where it was called from.
Error
 prototype stackTraceLimit
Error.prototype
 constructor name message toString
EvalError
 prototype
EvalError.prototype
 constructor name message
RangeError
 prototype
RangeError.prototype
 constructor name message
ReferenceError
 prototype
ReferenceError.prototype
 constructor name message
SyntaxError
 prototype
SyntaxError.prototype
 constructor name message
TypeError
 prototype
TypeError.prototype
 constructor name message
URIError
 prototype
URIError.prototype
 constructor name message
JSON
 parse stringify @@toStringTag
Reflect
 defineProperty deleteProperty apply construct get getOwnPropertyDescriptor getPrototypeOf has
 isExtensible ownKeys preventExtensions set setPrototypeOf @@toStringTag
Map
 prototype groupBy @@species
Map.prototype
 constructor get set has delete clear entries forEach keys size values @@toStringTag @@iterator
Set
 prototype @@species
Set.prototype
 constructor has add delete difference clear entries forEach intersection isSubsetOf isSupersetOf
 isDisjointFrom size symmetricDifference union values keys @@toStringTag @@iterator
WeakMap
 prototype
WeakMap.prototype
 constructor delete get set has @@toStringTag
WeakSet
 prototype
WeakSet.prototype
 constructor delete has add @@toStringTag
# No buffer: two views of one memory show the bits of a NaN, which differ between engine tiers.
%TypedArray%
 prototype of from @@species
%TypedArray%.prototype
 constructor byteLength length entries keys values at copyWithin every fill filter find findIndex
 findLast findLastIndex forEach includes indexOf join lastIndexOf map reverse reduce reduceRight
 set slice some sort subarray toReversed toSorted with toString @@toStringTag @@iterator
Int8Array
 prototype BYTES_PER_ELEMENT
Int8Array.prototype
 constructor BYTES_PER_ELEMENT
Uint8Array
 prototype BYTES_PER_ELEMENT
Uint8Array.prototype
 constructor BYTES_PER_ELEMENT
Uint8ClampedArray
 prototype BYTES_PER_ELEMENT
Uint8ClampedArray.prototype
 constructor BYTES_PER_ELEMENT
Int16Array
 prototype BYTES_PER_ELEMENT
Int16Array.prototype
 constructor BYTES_PER_ELEMENT
Uint16Array
 prototype BYTES_PER_ELEMENT
Uint16Array.prototype
 constructor BYTES_PER_ELEMENT
Int32Array
 prototype BYTES_PER_ELEMENT
Int32Array.prototype
 constructor BYTES_PER_ELEMENT
Uint32Array
 prototype BYTES_PER_ELEMENT
Uint32Array.prototype
 constructor BYTES_PER_ELEMENT
Float32Array
 prototype BYTES_PER_ELEMENT
Float32Array.prototype
 constructor BYTES_PER_ELEMENT
Float64Array
 prototype BYTES_PER_ELEMENT
Float64Array.prototype
 constructor BYTES_PER_ELEMENT
globalThis
 Object Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol RegExp Error
 EvalError RangeError ReferenceError SyntaxError TypeError URIError globalThis JSON Math Uint8Array
 Int8Array Uint16Array Int16Array Uint32Array Int32Array Uint8ClampedArray Float32Array
 Float64Array Map BigInt Set Iterator WeakMap WeakSet Reflect decodeURI decodeURIComponent
 encodeURI encodeURIComponent isFinite isNaN
`;

/** @returns {Map<string, string[]>} Object path -> permitted names. */
export function readPermits() {
  /** @type {Map<string, string[]>} */
  const permits = new Map();
  /** @type {string[]} */
  let names = [];
  for (const line of PERMITS.split("\n")) {
    if (line.startsWith(" ")) names.push(...line.slice(1).split(" "));
    else if (line !== "" && !line.startsWith("#")) permits.set(line, (names = []));
  }
  return permits;
}
