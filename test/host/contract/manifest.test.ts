/** What a manifest's kind and module let it say, and what its parameters and limits must be to each other. */
import { describe, expect, it } from "vitest";
import { isStrategyManifest, pluginManifest } from "#host/contract/manifest.ts";
import { accepts } from "#test/kit/schema-walk.ts";
import { goldenLines } from "./shapes.ts";

function golden(file: string): Record<string, unknown> {
  return JSON.parse(goldenLines(file)[0] ?? "") as Record<string, unknown>;
}

const manifest = golden("manifest.json");
const risk = manifest["risk"] as object;
const signal = golden("manifest-signal.json");
const wasm = golden("manifest-wasm.json");

type Rows = readonly (readonly [name: string, change: object, accepted: boolean])[];

describe.for<[name: string, example: object, rows: Rows]>([
  [
    "a manifest",
    manifest,
    [
      [
        "with its defaults at their bounds",
        { params: { a: { default: 2, min: 2, max: 2 } } },
        true,
      ],
      [
        "with a default under its minimum",
        { params: { a: { default: 1, min: 2, max: 3 } } },
        false,
      ],
      [
        "with a default that is no choice",
        { params: { a: { default: 4, choices: [1, 2] } } },
        false,
      ],
      ["with a group of no parameters", { params: { a: {} } }, false],
      [
        "with a range in the wrong order",
        { risk: { ...risk, tp_pct: { default: 1, min: 2, max: 3 } } },
        false,
      ],
      [
        "that asks for more leverage than any venue gives",
        { risk: { ...risk, leverage: 101 } },
        false,
      ],
      ["without stop-loss", { risk: { ...risk, sl_pct: 0 } }, false],
      ["whose id is a path", { id: "../ema" }, false],
      ["of version 0", { version: 0 }, false],
      ["of another api", { api: 2 }, false],
      ["with 5001 bars of lookback", { lookback: 5_001 }, false],
    ],
  ],
  [
    "a strategy",
    golden("manifest-least.json"),
    [
      ["with its limits", {}, true],
      ["without a table of limits", { risk: undefined }, false],
      ["in js with reasons of its own", { rationales: ["up"] }, false],
    ],
  ],
  ...(["signal", "factor"] as const).map((kind): [string, object, Rows] => [
    `a ${kind}`,
    { ...signal, kind },
    [
      ["that is heard and does not trade", {}, true],
      ["in wasm", { module: "wasm" }, true],
      ["with limits", { risk }, false],
      ["that says how it enters", { entry: { type: "market" } }, false],
      ["that says how it leaves", { exit: {} }, false],
      ["in wasm with reasons", { module: "wasm", rationales: ["up"] }, false],
    ],
  ]),
  [
    "a strategy in wasm",
    wasm,
    [
      ["with 64 reasons", { rationales: Array.from({ length: 64 }, () => "up") }, true],
      ["with 65 reasons", { rationales: Array.from({ length: 65 }, () => "up") }, false],
      ["without reasons", { rationales: undefined }, false],
      ["with no reason in its list", { rationales: [] }, false],
      ["with a reason of two lines", { rationales: ["up\nand away"] }, false],
      ["that reads another series", { inputs: { daily: { lookback: 7 } } }, false],
      ["with assets", { assets: manifest["assets"] }, false],
      ["with a text to choose", { params: { a: { default: 1, choices: [1, "x"] } } }, false],
      ["with a text in a group", { params: { g: { a: { default: "x", choices: ["x"] } } } }, false],
      ["with a parameter called default", { params: { default: { default: true } } }, true],
    ],
  ],
])("%s", ([, example, rows]) => {
  it.for(rows)("%s", ([, change, accepted]) => {
    expect(accepts(pluginManifest, { ...example, ...change })).toBe(accepted);
  });
});

it("a parameter called __proto__ reaches nobody", () => {
  const params: unknown = JSON.parse('{"a":{"default":true},"__proto__":{"default":1}}');
  expect(Object.keys(pluginManifest.parse({ ...manifest, params }).params)).toEqual(["a"]);
});

it("a strategy that says nothing of entries and exits has the ordinary ones; the others have none", () => {
  const { entry: _entry, exit: _exit, ...least } = golden("manifest-least.json");
  const read = pluginManifest.parse(least);
  expect([read.entry, read.exit]).toEqual([
    { type: "market" },
    { when: "always", min_hold_bars: 0 },
  ]);
  expect(isStrategyManifest(read)).toBe(true);
  const other = pluginManifest.parse(signal);
  expect(["entry" in other, "exit" in other, isStrategyManifest(other)]).toEqual([
    false,
    false,
    false,
  ]);
});
