// Liquidation prices that others publish, from a folder of shared data that is not part of this repository.

import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { e8, e8OfNumber, numberOfE8 } from "#host/kernel/e8.ts";
import { initialMarginE8 } from "#host/kernel/liquidation.ts";
import { notionalE8Of } from "#host/kernel/order.ts";
import { UNPROTECTED } from "#host/sim/account.ts";
import { liquidationLevelE8 } from "#host/sim/exit-in-bar.ts";
import { aRule } from "#test/kit/sim.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const DATA = resolve(ROOT, process.env["BULKHEAD_SHARED_DATA"] ?? "../shared/data");
const FILE = join(DATA, "reference-outcomes/freqtrade/liquidation_prices.json");

const row = z.tuple([
  z.boolean(),
  z.string(),
  z.string(),
  z.string(),
  z.number(),
  z.number(),
  z.number(),
  z.number().nullable(),
]);
const file = z.object({
  functions: z.object({
    test_get_liquidation_price: z.object({
      tables: z.array(z.object({ columns: z.array(z.string()), rows: z.array(z.unknown()) })),
    }),
  }),
});
/** The reference takes one tier: maintenance 1 %. */
const RULES = aRule({
  riskTiers: [
    { notionalMaxE8: e8("1000000"), maintenancePctE8: e8("1"), leverageMaxE8: e8("100") },
  ],
});

describe.skipIf(!existsSync(FILE))(`liquidation prices of ${FILE}`, () => {
  const tables = existsSync(FILE)
    ? file.parse(JSON.parse(readFileSync(FILE, "utf8"))).functions.test_get_liquidation_price.tables
    : [];
  // Other venues take maintenance at the liquidation price, or add the closing fee: their rows are other formulas.
  const rows = tables
    .filter((table) => table.columns.includes("expected_liq"))
    .flatMap((table) => table.rows.map((cells) => row.parse(cells)))
    .filter(([, , venue]) => venue === "bybit");

  it("has the rows of both sides", () => {
    expect(rows.length).toBe(8);
  });

  it.for(rows)("short %s of %s %s %s, leverage %d at %d", (cells) => {
    const [isShort, , , , leverage, open, amount, expected] = cells;
    const [quantityE8, entryPriceE8, leverageE8] = [amount, open, leverage].map(e8OfNumber) as [
      bigint,
      bigint,
      bigint,
    ];
    const position = {
      side: isShort ? ("Sell" as const) : ("Buy" as const),
      quantityE8,
      entryPriceE8,
      leverageE8,
      marginE8: initialMarginE8(notionalE8Of(quantityE8, entryPriceE8), leverageE8),
      protection: UNPROTECTED,
    };
    const level = liquidationLevelE8(position, RULES);
    expect(numberOfE8(level ?? 0n)).toBeCloseTo(expected ?? 0, 5);
  });
});
