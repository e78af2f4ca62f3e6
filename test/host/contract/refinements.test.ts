/** Rules that a type cannot say: what two fields must be to each other, and which texts are a name. */
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { approval } from "#host/contract/approval.ts";
import { candle } from "#host/contract/candles.ts";
import { hostConfig, riskPolicy } from "#host/contract/config.ts";
import { envelope } from "#host/contract/envelope.ts";
import { inputs } from "#host/contract/inputs.ts";
import { journalEntry } from "#host/contract/journal.ts";
import { overlay, OVERLAY_MS_MAX } from "#host/contract/overlay.ts";
import {
  accountAlias,
  decimalText,
  e8Text,
  instant,
  instrumentId,
  lineText,
  pair,
  pluginId,
  sha256,
  slotId,
} from "#host/contract/primitives.ts";
import { accepts } from "#test/kit/schema-walk.ts";
import { goldenLines } from "./shapes.ts";

function golden(file: string): Record<string, unknown> {
  return JSON.parse(goldenLines(file)[0] ?? "") as Record<string, unknown>;
}

const DIGEST = "c".repeat(64);
const paper = golden("approval.json");
const live = golden("approval-live.json");
const [member] = paper["members"] as readonly object[];
const [liveMember] = live["members"] as readonly object[];
const bar = golden("candle.jsonl");
const brake = golden("overlay.jsonl");
const issuedAt = Number(brake["issuedAt"]);
const policy = golden("risk.json");
const entry = golden("journal-entry.jsonl");
const [aDrawdown] = policy["drawdown"] as readonly object[];

describe.for<
  [
    shape: string,
    schema: z.ZodType,
    example: object,
    rows: readonly (readonly [string, object, boolean])[],
  ]
>([
  [
    "an approval",
    approval,
    paper,
    [
      ["of paper without conformance and evidence", {}, true],
      ["for another environment than its slot", { environment: "live" }, false],
      ["for a slot of another environment", { slot: "live.main.BTCUSDT" }, false],
      ["that ends when it begins", { expires: paper["notBefore"] }, false],
      ["that ends before it begins", { expires: "2026-11-19T23:59:59.999Z" }, false],
      ["that lasts one millisecond", { expires: "2026-11-20T00:00:00.001Z" }, true],
      ["with two members and a single combiner", { members: [member, member] }, false],
      ["of another combiner", { combiner: { kind: "vote" } }, false],
    ],
  ],
  [
    "a live approval",
    approval,
    live,
    [
      ["with conformance and evidence", {}, true],
      ["without evidence", { evidenceSha256: null }, false],
      ["without conformance", { members: [{ ...liveMember, conformanceSha256: null }] }, false],
    ],
  ],
  [
    "a candle",
    candle,
    bar,
    [
      ["whose low is its open", { low: bar["open"], close: bar["open"] }, true],
      ["whose low is above its open", { low: Number(bar["open"]) + 0.1 }, false],
      ["whose high is below its close", { high: Number(bar["close"]) - 0.1 }, false],
      ["with a price of zero", { low: 0 }, false],
      ["with a negative volume", { volume: -1 }, false],
      ["with a volume that is not a number", { volume: Number.NaN }, false],
      ["with endless open interest", { oi: Number.POSITIVE_INFINITY }, false],
      ["at a fraction of a millisecond", { ts: 0.5 }, false],
    ],
  ],
  [
    "an overlay",
    overlay,
    brake,
    [
      ["of exactly a week", { expires: issuedAt + OVERLAY_MS_MAX }, true],
      ["of a week and a millisecond", { expires: issuedAt + OVERLAY_MS_MAX + 1 }, false],
      ["that is over when it begins", { expires: issuedAt }, false],
      ["of size 1", { effect: { kind: "sizeMultiplier", value: "1" } }, true],
      [
        "that makes positions larger",
        { effect: { kind: "sizeMultiplier", value: "1.00000001" } },
        false,
      ],
      ["of an effect that allows", { effect: { kind: "allowEntries" } }, false],
      ["without a reason", { reason: "" }, false],
    ],
  ],
  [
    "a risk policy",
    riskPolicy,
    policy,
    [
      [
        "that makes entries larger after a loss",
        { drawdown: [{ ...aDrawdown, size_multiplier: 1.5 }] },
        false,
      ],
      ["without a pair", { pairs: [] }, false],
      ["with a negative limit", { daily_loss_pct_max: -5 }, false],
      ["with a limit of nine places", { daily_loss_pct_max: 0.123_456_789 }, false],
      ["with an endless limit", { daily_loss_pct_max: Number.POSITIVE_INFINITY }, false],
    ],
  ],
  [
    "a host configuration",
    hostConfig,
    golden("host-least.json"),
    [
      [
        "with a live account",
        { accounts: { main: { venue: "bybit", environment: "live" } } },
        false,
      ],
      ["with an account whose name is a path", { accounts: { "../x": {} } }, false],
    ],
  ],
  [
    "a journal entry",
    journalEntry,
    entry,
    [["of a kind that no release writes", { kind: "wish" }, false]],
  ],
])("%s", ([, schema, example, rows]) => {
  it.for(rows)("%s", ([, change, accepted]) => {
    expect(accepts(schema, { ...example, ...change })).toBe(accepted);
  });
});

it("a manifest has at most four inputs", () => {
  const tables = (count: number): object =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`i${i}`, { lookback: 1 }]));
  expect([accepts(inputs, tables(4)), accepts(inputs, tables(5))]).toEqual([true, false]);
});

describe.for<[name: string, schema: z.ZodType, good: readonly string[], bad: readonly string[]]>([
  ["sha256", sha256, [DIGEST], [DIGEST.toUpperCase(), DIGEST.slice(1), `${DIGEST}\n`, ""]],
  [
    "plugin id",
    pluginId,
    ["ema-cross", "a", "a1-2b"],
    ["-a", "a-", "a--b", "A", "a.b", "a/b", "1a", "a".repeat(49), "é"],
  ],
  [
    "account",
    accountAlias,
    ["main", "a-", "m1"],
    ["Main", "1m", "a".repeat(33), "a.b", "../a", ""],
  ],
  [
    "slot",
    slotId,
    ["paper.main.BTCUSDT", "live.a1.x-1"],
    [
      "demo.main.x",
      "paper.main",
      "paper.main.",
      "paper.Main.x",
      "paper.main.x/y",
      "paper..x",
      "paper.main.x.y",
    ],
  ],
  [
    "instrument",
    instrumentId,
    ["BTCUSDT", "BTCUSDT.spot", "BTC-27NOV26-90000-C.option"],
    ["btcusdt", "BTC/USDT", "BTCUSDT.perp", "B", "BTC-1.spot", ""],
  ],
  ["pair", pair, ["BTCUSDT", "1000PEPEUSDT"], ["BTCUSDT.spot", "btcusdt", "X"]],
  [
    "integer scaled by 10^8",
    e8Text,
    ["0", "-1", "100000000", `1${"0".repeat(27)}`],
    ["-0", "01", "1.5", "+1", " 1", "1e8", `1${"0".repeat(28)}`, ""],
  ],
  [
    "decimal",
    decimalText,
    ["0", "12", "0.25", "0.00000001", "999999999999"],
    ["1.0", ".5", "5.", "-1", "01", "0.000000001", "1e3", "5%", "5x", " 5", "1,5", "１"],
  ],
  [
    "instant",
    instant,
    ["2026-11-20T00:00:00.000Z"],
    [
      "2026-11-20T00:00:00Z",
      "2026-11-20T00:00:00.000+01:00",
      "2026-02-30T00:00:00.000Z",
      "2026-11-20",
      "now",
    ],
  ],
  [
    "line",
    lineText,
    ["a reason", "Grüße, 値", "a".repeat(280)],
    [
      "",
      "two\nlines",
      "\u001b[2J",
      "\u202Ereversed",
      "zero\u200Bwidth",
      "\u{E0041}",
      "\uD800",
      "a".repeat(281),
    ],
  ],
  [
    "base64",
    envelope.shape.payload,
    ["", "YQ==", "YWI=", "YWJj"],
    ["Y", "YQ", "YQ=", "YQ===", "Y Q==", "YQ==\n", "YW-j", "=YQ="],
  ],
])("a %s", ([, schema, good, bad]) => {
  it.for(good.map((text) => [text]))("may be %j", ([text]) => {
    expect(accepts(schema, text)).toBe(true);
  });
  it.for(bad.map((text) => [text]))("is not %j", ([text]) => {
    expect(accepts(schema, text)).toBe(false);
  });
});
