import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  canonicalJson,
  isJsonObject,
  JSON_DEPTH_MAX,
  parseCanonicalJson,
  parseJsonStrict,
  type Json,
} from "#host/kernel/canonical-json.ts";

function serialised(text: string): string {
  const parsed = parseJsonStrict(text);
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return canonicalJson(parsed.value);
}

/** Doubles by their bits, RFC 8785 appendix B. */
function doubleOf(bits: string): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${bits}`));
  return view.getFloat64(0);
}

describe("RFC 8785", () => {
  it("§3.2.2 and §3.2.4: literals, numbers, strings and order of the sample", () => {
    const input = String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`;
    const canonical = String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`;
    expect(serialised(input)).toBe(canonical);
    expect(serialised(canonical)).toBe(canonical);
  });

  it("§3.2.3: keys sort by UTF-16 code units", () => {
    const input = String.raw`{
      "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis"
    }`;
    const parsed: unknown = JSON.parse(serialised(input));
    expect(Object.values(parsed ?? {})).toEqual([
      // JSON.parse puts the integer-like key first by itself; the text below shows the true order.
      "One",
      "Carriage Return",
      "Control",
      "Latin Small Letter O With Diaeresis",
      "Euro Sign",
      "Emoji: Grinning Face",
      "Hebrew Letter Dalet With Dagesh",
    ]);
    expect(serialised(input).indexOf("\\r")).toBeLessThan(serialised(input).indexOf('"1"'));
  });

  it.for<readonly [bits: string, text: string]>([
    ["0000000000000000", "0"],
    ["0000000000000001", "5e-324"],
    ["8000000000000001", "-5e-324"],
    ["7fefffffffffffff", "1.7976931348623157e+308"],
    ["ffefffffffffffff", "-1.7976931348623157e+308"],
    ["4340000000000000", "9007199254740992"],
    ["c340000000000000", "-9007199254740992"],
    ["4430000000000000", "295147905179352830000"],
    ["44b52d02c7e14af5", "9.999999999999997e+22"],
    ["44b52d02c7e14af6", "1e+23"],
    ["44b52d02c7e14af7", "1.0000000000000001e+23"],
    ["444b1ae4d6e2ef4e", "999999999999999700000"],
    ["444b1ae4d6e2ef4f", "999999999999999900000"],
    ["444b1ae4d6e2ef50", "1e+21"],
    ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
    ["3eb0c6f7a0b5ed8d", "0.000001"],
    ["41b3de4355555553", "333333333.3333332"],
    ["41b3de4355555554", "333333333.33333325"],
    ["41b3de4355555555", "333333333.3333333"],
    ["41b3de4355555556", "333333333.3333334"],
    ["41b3de4355555557", "333333333.33333343"],
    ["becbf647612f3696", "-0.0000033333333333333333"],
    ["43143ff3c1cb0959", "1424953923781206.2"],
  ])("appendix B: %s is %s", ([bits, text]) => {
    expect(canonicalJson(doubleOf(bits))).toBe(text);
  });

  it.for([Number.NaN, Infinity, -Infinity, -0])("has no text for %s", (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});

describe("what is no plain data", () => {
  it.for<readonly [name: string, value: unknown]>([
    ["undefined in an object", { a: undefined }],
    ["undefined in an array", [undefined]],
    ["a hole", Object.assign([], { length: 1 })],
    ["a Date", new Date(0)],
    ["a Map", new Map()],
    [
      "an object of a class",
      new (class Hidden {
        value = 1;
      })(),
    ],
    ["a lone surrogate", "\ud800"],
    ["a lone surrogate in a key", { "\udfff": 1 }],
  ])("%s is a bug, not a text", ([, value]) => {
    expect(() => canonicalJson(value as Json)).toThrow(TypeError);
  });

  it("bigint neither", () => {
    expect(() => canonicalJson(1n as unknown as Json)).toThrow(TypeError);
  });
});

describe("the strict parser", () => {
  it.for<readonly [attack: string, text: string]>([
    ["a duplicate key, of which JSON.parse keeps the last", '{"a":1,"a":2}'],
    ["a duplicate key in two spellings", String.raw`{"a":1,"\u0061":2}`],
    ["a duplicate __proto__", '{"__proto__":1,"__proto__":2}'],
    ["a lone surrogate", String.raw`"\ud800"`],
    ["a reversed pair of surrogates", String.raw`"\udc00\ud800"`],
    ["negative zero", "-0"],
    ["negative zero as a fraction", "-0.0"],
    ["negative zero by underflow", "-1e-400"],
    ["an integer beyond 2^53 − 1", "9007199254740992"],
    ["an integer beyond 2^53 − 1, negative", "-9007199254740993"],
    ["an integer beyond 2^53 − 1, as an exponent", "1e16"],
    ["an integer beyond 2^53 − 1 that nobody would count", "1000000000000000000000000000000"],
    ["a number too large for a double", "1e400"],
    ["nesting that exhausts the stack", "[".repeat(100_000)],
    ["one level too many", `${"[".repeat(JSON_DEPTH_MAX + 1)}0${"]".repeat(JSON_DEPTH_MAX + 1)}`],
    ["nothing", ""],
    ["only space", " \n"],
    ["text after the value", "1 2"],
    ["two values", "{}{}"],
    ["a trailing comma", "[1,]"],
    ["a trailing comma in an object", '{"a":1,}'],
    ["a missing comma", "[1 2]"],
    ["a missing colon", '{"a" 1}'],
    ["a missing value", '{"a":}'],
    ["an unclosed array", "[1"],
    ["an unclosed object", '{"a":1'],
    ["an unclosed string", '"abc'],
    ["a key without quotes", "{a:1}"],
    ["single quotes", "'a'"],
    ["a comment", "/* a */1"],
    ["a byte order mark", "\ufeff1"],
    ["a leading zero", "01"],
    ["a leading plus", "+1"],
    ["a bare point", ".5"],
    ["a number that ends in a point", "1."],
    ["hexadecimal", "0x10"],
    ["NaN", "NaN"],
    ["Infinity", "Infinity"],
    ["undefined", "undefined"],
    ["a word that only begins like true", "truex"],
    ["a raw line feed in a string", '"a\nb"'],
    ["an escape that does not exist", String.raw`"\x41"`],
    ["half an escape", String.raw`"\u00"`],
    ["a space that is not JSON's", "\u00a01"],
  ])("refuses %s", ([, text]) => {
    expect(parseJsonStrict(text)).toMatchObject({ ok: false, refusal: { code: "json_invalid" } });
  });

  it("accepts the deepest nesting that is allowed", () => {
    const deep = `${"[".repeat(JSON_DEPTH_MAX)}0${"]".repeat(JSON_DEPTH_MAX)}`;
    expect(parseJsonStrict(deep).ok).toBe(true);
  });

  it("keeps __proto__ as a key like any other", () => {
    const parsed = parseJsonStrict('{"__proto__":{"polluted":true}}');
    expect(parsed.ok && canonicalJson(parsed.value)).toBe('{"__proto__":{"polluted":true}}');
    expect("polluted" in {}).toBe(false);
  });

  it("gives objects without a prototype", () => {
    const parsed = parseJsonStrict("{}");
    expect(parsed.ok && Object.getPrototypeOf(parsed.value)).toBe(null);
    expect(parsed.ok && isJsonObject(parsed.value)).toBe(true);
  });

  it("reads what JSON.parse reads, wherever it accepts", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const parsed = parseJsonStrict(text);
        fc.pre(parsed.ok);
        expect(JSON.parse(canonicalJson(parsed.value))).toEqual(JSON.parse(text));
      }),
    );
  });

  it("never throws, whatever the text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), brokenJson()), (text) => {
        expect(typeof parseJsonStrict(text).ok).toBe("boolean");
      }),
    );
  });
});

/** JSON with one character taken out or put in. */
function brokenJson(): fc.Arbitrary<string> {
  return fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom("", '"', "{", "}", "[", "]", ",", ":", "\\", "-"))
    .map(([text, at, put]) => {
      const cut = at % (text.length + 1);
      return text.slice(0, cut) + put + text.slice(cut + 1);
    });
}

describe("canonical text", () => {
  it("survives the round trip byte by byte", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const parsed = parseJsonStrict(text);
        fc.pre(parsed.ok);
        const canonical = canonicalJson(parsed.value);
        const again = parseCanonicalJson(canonical);
        expect(again.ok && canonicalJson(again.value)).toBe(canonical);
      }),
    );
  });

  it.for<readonly [attack: string, text: string]>([
    ["space", '{"a": 1}'],
    ["another order of keys", '{"b":1,"a":2}'],
    ["another spelling of a number", "1.0"],
    ["another spelling of a character", String.raw`"\u0041"`],
    ["an escaped slash", String.raw`"\/"`],
    ["upper-case escapes", String.raw`"\u000F"`],
    ["a line feed at the end", "1\n"],
  ])("is the only one accepted: %s", ([, text]) => {
    expect(parseCanonicalJson(text)).toMatchObject({
      ok: false,
      refusal: { code: "json_not_canonical" },
    });
  });

  it("is refused as invalid first when it is no JSON at all", () => {
    expect(parseCanonicalJson("{")).toMatchObject({ ok: false, refusal: { code: "json_invalid" } });
  });
});
