import { describe, expect, it } from "vitest";
import { validateIndicators } from "#host/cell/realm/indicators/validate.js";
import * as plugin from "#plugin";
import { limits, refusalOf } from "./kit.ts";

const nest = (depth: number) => {
  let descriptor: unknown = "close";
  for (let i = 0; i < depth; i++) descriptor = { kind: "abs", source: descriptor };
  return { a: descriptor };
};
const averages = (count: number): Record<string, unknown> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`n${i}`, plugin.sma("close", i + 1)]),
  );
const pairs = (count: number): object =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`n${i}`, plugin.abs(plugin.sma("close", i + 1))]),
  );
const names = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`n${i}`, "close"]));
const cycle = () => {
  const descriptor: { kind: string; source: unknown } = { kind: "abs", source: "close" };
  descriptor.source = { kind: "neg", source: descriptor };
  return { a: descriptor };
};
const doubling = () => {
  // 15 objects, 32,768 paths: counting paths would take for ever.
  let descriptor: unknown = "close";
  for (let i = 0; i < 15; i++) descriptor = { kind: "add", left: descriptor, right: descriptor };
  return { a: descriptor };
};
const trap = (handler: ProxyHandler<object>) => new Proxy({ ...plugin.sma("close", 3) }, handler);
const bomb = () => {
  throw new Error("ran code of the plugin");
};
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return { a: proxy };
};
class Descriptors {
  readonly close = "close";
}
const spy = { toString: bomb, toJSON: bomb, [Symbol.toPrimitive]: bomb };
const getter = Object.defineProperty({}, "close", { get: () => "close", enumerable: true });
const getPeriod = Object.defineProperty({ ...plugin.sma("close", 3) }, "period", { get: () => 3 });
const proto = Object.defineProperty({}, "__proto__", { value: "close", enumerable: true });

describe("the record is refused unless it is plain", () => {
  it.for<[attack: string, record: unknown, code: string | null]>([
    ["an honest record", { fast: plugin.ema("close", 12) }, null],
    ["an empty record", {}, null],
    ["a column by its bare name", { c: "close" }, null],
    ["a group", { m: plugin.macd("close") }, null],
    ["a record without prototype", Object.assign(Object.create(null), { c: "close" }), null],
    ["nothing", undefined, "indicators_not_a_record"],
    ["a number", 7, "indicators_not_a_record"],
    ["a function", () => ({}), "indicators_not_a_record"],
    ["an array", [plugin.sma("close", 3)], "indicators_not_a_record"],
    ["an instance of a class", new Descriptors(), "indicators_not_a_record"],
    ["a promise", Promise.resolve({}), "indicators_not_a_record"],
    ["a getter", getter, "indicators_not_a_record"],
    ["a symbol as a name", { [Symbol("c")]: "close" }, "indicators_not_a_record"],
    ["a trap that throws", new Proxy({}, { ownKeys: bomb }), "indicators_not_a_record"],
    ["300 names", names(300), "indicators_not_a_record"],
    ["a name with a dot", { "a.b": "close" }, "indicator_name_invalid"],
    ["a name that clears the screen", { "\u001b[2J": "close" }, "indicator_name_invalid"],
    ["a name that reaches the prototype", proto, "indicator_name_invalid"],
    ["a name of 33 letters", { ["a".repeat(33)]: "close" }, "indicator_name_invalid"],
    ["a group in a group", { a: { b: { c: "close" } } }, "indicator_fields_wrong"],
  ])("%s", ([, record, code]) => {
    expect(refusalOf(record)?.code ?? null).toBe(code);
  });
});

describe("a descriptor is refused unless it is plain", () => {
  it.for<[attack: string, descriptor: unknown, code: string]>([
    ["a getter", getPeriod, "indicator_not_plain"],
    ["a trap that throws", trap({ getOwnPropertyDescriptor: bomb }), "indicator_not_plain"],
    ["a trap that lies", trap({ getPrototypeOf: () => Map.prototype }), "indicator_not_plain"],
    ["a revoked proxy", revoked().a, "indicator_not_plain"],
    ["an array", ["close"], "indicator_not_plain"],
    ["a Float64Array", new Float64Array(8), "indicator_not_plain"],
    ["a boxed string", Object("close"), "indicator_not_plain"],
    ["a date", new Date(0), "indicator_not_plain"],
    ["300 fields", { kind: "sma", ...averages(300) }, "indicator_not_plain"],
    ["a kind of Object.prototype", { kind: "constructor" }, "indicator_kind_unknown"],
    ["a kind that would name itself", { kind: spy }, "indicator_kind_unknown"],
    ["a period that would count", plugin.sma("close", spy as never), "indicator_period_invalid"],
    ["an input that would name itself", { input: spy, column: "close" }, "indicator_input_unknown"],
    [
      "a column that would name itself",
      { input: null, column: spy },
      "indicator_column_not_declared",
    ],
    ["a field too many", { ...plugin.sma("close", 3), peek: 1 }, "indicator_fields_wrong"],
  ])("%s", ([, descriptor, code]) => {
    expect(refusalOf({ a: descriptor })?.code ?? null).toBe(code);
  });

  it("never answers with what the plugin wrote at length", () => {
    expect(refusalOf({ a: { kind: "x".repeat(1_000_000) } })?.message.length).toBeLessThan(120);
  });
});

describe("size", () => {
  it.for<[attack: string, record: unknown, code: string | null]>([
    ["a descriptor that contains itself", cycle(), "indicator_cycle"],
    ["16 levels", nest(15), null],
    ["17 levels", nest(16), "indicator_too_deep"],
    ["100,000 levels", nest(100_000), "indicator_too_deep"],
    ["shared parts that are endless as a tree", doubling(), null],
    ["64 descriptors", averages(64), null],
    ["65 descriptors", averages(65), "indicator_too_many"],
    [
      "65 descriptors under 33 names",
      { ...pairs(32), last: plugin.sma("close", 99) },
      "indicator_too_many",
    ],
    ["64 descriptors under 32 names", pairs(32), null],
    ["65 names of one column", names(65), "indicator_too_many"],
  ])("%s", ([, record, code]) => {
    expect(refusalOf(record)?.code ?? null).toBe(code);
  });

  it("counts depth through parts that were read before", () => {
    const shared = nest(15).a;
    expect(refusalOf({ a: shared, b: plugin.abs(shared as never) })?.code).toBe(
      "indicator_too_deep",
    );
  });
});

describe("what passes is a copy", () => {
  const nodesOf = (record: unknown) => {
    const validation = validateIndicators(record, limits());
    if (!validation.ok) throw new Error(validation.fault.message);
    return validation.value.nodes;
  };

  it("keeps nothing that the plugin can change afterwards", () => {
    const descriptor = { kind: "sma", source: "close", period: 3 };
    const record: { a: unknown } = { a: descriptor };
    const nodes = nodesOf(record);
    const before = JSON.stringify(nodes);
    descriptor.period = 4_000;
    descriptor.source = "oi";
    record.a = cycle();
    expect(JSON.stringify(nodes)).toBe(before);
  });

  it("asks a proxy once for each field, so that it cannot answer twice", () => {
    const asked: (string | symbol)[] = [];
    const shifty = trap({
      getOwnPropertyDescriptor: (target, key) => {
        asked.push(key);
        return Reflect.getOwnPropertyDescriptor(target, key);
      },
    });
    // The group test reads the same object before: it decides nothing but "has a kind".
    expect(nodesOf({ m: { a: shifty } }).at(-1)?.periods).toEqual([3]);
    expect(asked.filter((key) => key === "period").length).toBe(1);
  });

  it("computes equal descriptors once", () => {
    const nodes = nodesOf({
      a: plugin.ema("close", 9),
      b: plugin.ema(plugin.col("close"), 9),
      m: plugin.bollinger("close", 9),
    });
    expect(nodes.map((node) => node.kind).toSorted()).toEqual([
      "add",
      "column",
      "ema",
      "mul",
      "number",
      "sma",
      "stddev",
      "sub",
    ]);
  });

  it("keeps different functions apart, and one function used twice together", () => {
    const last = (window: Float64Array) => window.at(-1);
    const again = (window: Float64Array) => window.at(-1);
    const nodes = nodesOf({
      a: plugin.rolling("close", 3, last),
      b: plugin.rolling("close", 3, last),
      c: plugin.rolling("close", 3, again),
    });
    expect(nodes.filter((node) => node.kind === "rolling").length).toBe(2);
  });
});
