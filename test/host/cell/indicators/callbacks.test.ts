import { describe, expect, it } from "vitest";
import * as plugin from "#plugin";
import { columns, planOf, valuesOf } from "./kit.ts";

const bars = columns([1, 2, 4, 8, 16, 32]);

describe("rolling", () => {
  it("is given the last n values, oldest first", () => {
    const seen: number[][] = [];
    valuesOf(
      plugin.rolling("close", 3, (window) => void seen.push([...window])),
      bars,
    );
    expect(seen).toEqual([
      [1, 2, 4],
      [2, 4, 8],
      [4, 8, 16],
      [8, 16, 32],
    ]);
  });

  it("is given a private copy whose buffer ends with it", () => {
    const buffers: ArrayBufferLike[] = [];
    const spoil = (window: Float64Array) => {
      buffers.push(window.buffer);
      return window.fill(1_000)[0];
    };
    valuesOf(plugin.rolling("close", 2, spoil), bars);
    expect(buffers.map((buffer) => buffer.byteLength)).toEqual([16, 16, 16, 16, 16]);
    expect(new Set(buffers).size).toBe(5);
    expect(valuesOf(plugin.col("close"), bars)).toEqual([1, 2, 4, 8, 16, 32]);
  });

  it("runs on no bar later than the one decided, and on none that nobody reads", () => {
    const newest: number[] = [];
    const plan = planOf({ it: plugin.rolling("close", 2, (w) => (newest.push(w[1] ?? 0), 0)) });
    plan.open(bars, {});
    plan.advance(3);
    plan.value(0, 1);
    expect(newest).toEqual([8]);
    plan.advance(4);
    plan.value(0, 1);
    plan.value(0, 2);
    expect(newest).toEqual([8, 16]);
  });

  it("has no value where its source has none, and is not called", () => {
    let calls = 0;
    const source = plugin.div(1, plugin.sub("close", 4));
    const values = valuesOf(
      plugin.rolling(source, 2, (w) => (calls++, w[1])),
      bars,
    );
    expect(values.map(Number.isNaN)).toEqual([true, false, true, true, false, false]);
    expect(calls).toBe(3);
  });

  it("under another indicator runs bar by bar, never ahead", () => {
    let latest = 0;
    const source = plugin.rolling("close", 1, (w) => (latest = w[0] ?? 0));
    const plan = planOf({ it: plugin.sma(source, 2) });
    plan.open(bars, {});
    for (let end = 0; end < bars.length; end++) {
      plan.advance(end);
      plan.value(0, 1);
      expect(latest).toBe(2 ** end);
    }
  });
});

describe("scan", () => {
  it("with a number: the answer is the next state, null leaves it", () => {
    const sum = plugin.scan(0, (state, x) => (x === 4 ? null : state + x), "close");
    expect(valuesOf(sum, bars)).toEqual([1, 3, Number.NaN, 11, 27, 59]);
  });

  it("with a list: it is changed in place and the answer is the value", () => {
    const difference = plugin.scan(
      [0, 0],
      (state, x) => {
        state[0] = state[1];
        state[1] = x;
        return state[1] - state[0];
      },
      "close",
    );
    expect(valuesOf(difference, bars)).toEqual([1, 1, 2, 4, 8, 16]);
  });

  it("takes several sources of a bar together and passes over a bar without one", () => {
    const calls: number[][] = [];
    const gap = plugin.div("close", plugin.sub("close", 4));
    valuesOf(
      plugin.scan(0, (_s, ...x) => (calls.push(x), 0), "close", gap),
      columns([2, 4, 8]),
    );
    expect(calls).toEqual([
      [2, -1],
      [8, 2],
    ]);
  });

  it("starts again at every anchor", () => {
    const plan = planOf({ it: plugin.scan(0, (sum, x) => sum + x, "close") });
    for (const last of [63, 63]) {
      plan.open(bars, {});
      plan.advance(5);
      expect(plan.value(0, 1)).toBe(last);
    }
  });

  it("gives each call a copy: a state kept from before changes nothing", () => {
    const kept: number[][] = [];
    const values = valuesOf(
      plugin.scan(
        [0],
        (state, x) => {
          for (const old of kept) old[0] = 99;
          kept.push(state);
          state[0] += x;
          return state[0];
        },
        "close",
      ),
      bars,
    );
    expect(values).toEqual([1, 3, 7, 15, 31, 63]);
  });
});

describe("what a callback may not do", () => {
  const at = (record: unknown) => {
    const plan = planOf(record);
    plan.open(bars, {});
    plan.advance(4);
    return plan;
  };
  it.for<[attack: string, answer: unknown]>([
    ["NaN", Number.NaN],
    ["infinity", Number.POSITIVE_INFINITY],
    ["text", "12"],
    ["a boolean", true],
    ["a big integer", 12n],
    ["an object with valueOf", { valueOf: () => 12 }],
    ["an array", [12]],
    ["a promise", Promise.resolve(12)],
  ])("answers %s", ([, answer]) => {
    for (const make of [
      () => plugin.rolling("close", 2, () => answer as number),
      () => plugin.scan(0, () => answer as number, "close"),
      () => plugin.scan([0], () => answer as number, "close"),
    ]) {
      const plan = at({ it: make() });
      expect(() => plan.value(0, 1)).toThrow("indicator_answer_invalid");
      expect(plan.fault()?.code).toBe("indicator_answer_invalid");
    }
  });

  it.for<[attack: string, spoil: (state: number[]) => void]>([
    ["leaves NaN in its state", (state) => (state[0] = Number.NaN)],
    ["leaves text in its state", (state) => (state[0] = "1" as never)],
    [
      "leaves an object that counts in its state",
      (state) => (state[0] = { valueOf: () => 1 } as never),
    ],
  ])("%s", ([, spoil]) => {
    const plan = at({ it: plugin.scan([0], (state) => (spoil(state), 0), "close") });
    expect(() => plan.value(0, 1)).toThrow("indicator_state_invalid");
  });

  it.for<[attack: string, spoil: (state: number[]) => void]>([
    [
      "puts an accessor into its state",
      (state) => Object.defineProperty(state, 0, { get: () => 1 }),
    ],
    ["grows its state", (state) => state.push(1)],
    ["shortens its state", (state) => (state.length = 0)],
    ["hangs a property on its state", (state) => Object.assign(state, { memory: 1 })],
  ])("%s: it cannot", ([, spoil]) => {
    const plan = at({ it: plugin.scan([0], (state) => (spoil(state), 0), "close") });
    expect(() => plan.value(0, 1)).toThrow(TypeError);
  });

  it("reads an indicator", () => {
    const holder: { at?: (offset: number) => number } = {};
    const plan = at({ c: "close", it: plugin.rolling("close", 2, () => holder.at?.(-1)) });
    const cursor = plan.cursors.c;
    if (cursor === undefined || typeof cursor.at !== "function") throw new Error("a cursor");
    holder.at = cursor.at;
    expect(() => plan.value(1, 1)).toThrow("indicator_read_in_callback");
    expect(plan.fault()?.code).toBe("indicator_read_in_callback");
    expect(plan.value(0, 1)).toBe(16); // the door is open again afterwards
  });

  it("throws: the error passes through, no value is kept, earlier ones stand", () => {
    const plan = at({
      it: plugin.scan(
        0,
        (sum, x) => {
          if (x === 16) throw new Error("mine");
          return sum + x;
        },
        "close",
      ),
    });
    expect(() => plan.value(0, 1)).toThrow("mine");
    expect(() => plan.value(0, 1)).toThrow("mine");
    expect(plan.value(0, 2)).toBe(15);
  });

  it("finds no receiver and no more arguments than promised", () => {
    const seen: unknown[] = [];
    const spy = function (this: unknown, ...values: unknown[]) {
      seen.push(this, values.length);
      return 0;
    };
    valuesOf(plugin.rolling("close", 6, spy), bars);
    expect(seen).toEqual([undefined, 1]);
  });
});
