import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { hostConfig, riskPolicy } from "#host/contract/config.ts";
import { pluginManifest } from "#host/contract/manifest.ts";
import { HOST_TOML, RISK_TOML } from "#host/workspace/templates.ts";
import { parseToml } from "#host/workspace/toml.ts";
import { goldenText } from "#test/host/contract/shapes.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "golden", "mistakes");
const MANIFEST = goldenText("manifest.toml");

/** What a mistake does to a good file, and the one line that its author reads. */
interface Mistake {
  readonly name: string;
  readonly from: string | RegExp;
  readonly to: string;
  readonly says: string;
}

function mistakesIn(file: string): readonly Mistake[] {
  return readFileSync(join(FOLDER, file), "utf8")
    .trimEnd()
    .split("\n\n")
    .map((block) => {
      const [name = "", from = "", to = "", says = ""] = block
        .split("\n")
        .map((line, index) => (index === 0 ? line : line.slice(8)));
      const pattern = /^\/(.*)\/$/.exec(from)?.[1];
      return {
        name,
        from: pattern === undefined ? String(JSON.parse(from)) : new RegExp(pattern),
        to: String(JSON.parse(to)),
        says,
      };
    });
}

function refusalOf(text: string, schema: z.ZodType, { from, to }: Pick<Mistake, "from" | "to">) {
  const broken = text.replace(from, to);
  expect(broken).not.toBe(text);
  return parseToml(broken, "x.toml", schema);
}

/** A key that is not there is a code of its own: nothing is wrong with what is there. */
function refusalThatSays(says: string): object {
  const code = /^\d+: missing key /.test(says) ? "config_missing" : "config_invalid";
  const detail = { file: "x.toml", line: Number(says.split(":")[0]) };
  return { ok: false, refusal: { code, message: `x.toml:${says}`, detail } };
}

describe.for<[file: string, text: string, schema: z.ZodType]>([
  ["risk.txt", RISK_TOML, riskPolicy],
  ["host.txt", HOST_TOML, hostConfig],
  ["manifest.txt", MANIFEST, pluginManifest],
])("%s", ([file, text, schema]) => {
  it("is about a good file", () => {
    expect(parseToml(text, "x.toml", schema).ok).toBe(true);
  });

  it.for(mistakesIn(file).map((mistake) => [mistake.name, mistake] as const))(
    "%s",
    ([, mistake]) => {
      expect(refusalOf(text, schema, mistake)).toEqual(refusalThatSays(mistake.says));
    },
  );
});

describe("a line is the right one", () => {
  it("in the second table of the second element of a list", () => {
    const lines = HOST_TOML.split("\n").length - 1;
    const says =
      `${lines + 33}: instruments.1.riskTiers.1.leverageMax was "x", ` +
      "expected a plain decimal without sign, unit or trailing zeros, such as 12 or 0.25";
    expect(refusalOf(HOST_TOML, hostConfig, { from: /$/, to: instruments() })).toEqual(
      refusalThatSays(says),
    );
  });

  it("in a file whose lines end as on Windows", () => {
    const text = MANIFEST.replaceAll("\n", "\r\n");
    expect(parseToml(text, "x.toml", pluginManifest).ok).toBe(true);
    expect(refusalOf(text, pluginManifest, { from: "sl_pct = 0.8", to: "sl_pct = 80" })).toEqual(
      refusalThatSays("46: risk.sl_pct was 80, expected at most 50"),
    );
  });
});

it("a value of any length is shown in part", () => {
  const long = refusalOf(MANIFEST, pluginManifest, { from: '"5m"', to: `"${"m".repeat(5_000)}"` });
  expect(long.ok ? "" : long.refusal.message).toMatch(/^x\.toml:8: timeframe was "m{59}…, exp/);
});

/** Two instruments, the second with two tiers of which the last has its mistake in line 33. */
function instruments(): string {
  const one = (id: string): string =>
    `[[instruments]]\nid = "${id}"\nvenueSymbol = "${id}"\nkind = "spot"\ntickE8 = "1"\nlotE8 = "1"\n` +
    'minQuantityE8 = "1"\nmaxMarketQuantityE8 = "9"\nminNotionalE8 = "1"\ncontractMultiplier = 1\n' +
    'settle = "USDT"\nfundingIntervalMin = 480\nvalidFrom = "2026-01-01T00:00:00.000Z"\n';
  const tier = (leverage: string): string =>
    `[[instruments.riskTiers]]\nnotionalMaxE8 = "5"\nleverageMax = "${leverage}"\nmaintenancePct = "1"\n`;
  return one("AAUSDT") + one("BBUSDT") + tier("5") + tier("x");
}
