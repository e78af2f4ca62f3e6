import { describe, expect, it } from "vitest";
import type { Approval } from "#host/contract/approval.ts";
import type { RefusalCode } from "#host/contract/codes.ts";
import { type SignedPlugin } from "#host/trust/verified-plugin.ts";
import { codeOf, member, PLUGIN, risk, signed, signedWith } from "#test/kit/question.ts";
import {
  aManifestText,
  aSignalManifestText,
  anApproval,
  aPlugin,
  flipped,
  seal,
  sha256,
  sourceFiles,
  utf8,
  type TestPlugin,
} from "#test/kit/signer.ts";

describe("3 contents", () => {
  const twin = aPlugin({ id: "rsi-revert" });
  const whole = signed();
  it.for<[string, SignedPlugin, RefusalCode]>([
    [
      "another plugin's bundle (mix-and-match)",
      { ...whole, bundle: utf8(twin.bundle) },
      "bundle_digest_differs",
    ],
    [
      "another plugin's manifest (mix-and-match)",
      { ...whole, manifest: utf8(twin.manifest) },
      "manifest_digest_differs",
    ],
    [
      "another plugin's source (mix-and-match)",
      { ...whole, source: sourceFiles(twin) },
      "source_digest_differs",
    ],
    [
      "a file more",
      { ...whole, source: [...whole.source, { path: "x.ts", bytes: utf8("") }] },
      "source_digest_differs",
    ],
    ["a file less", { ...whole, source: whole.source.slice(1) }, "source_digest_differs"],
    [
      "a file under another name",
      { ...whole, source: whole.source.map((file) => ({ ...file, path: `a/${file.path}` })) },
      "source_digest_differs",
    ],
  ])("%s", ([, files, code]) => {
    expect(codeOf(files)).toBe(code);
  });

  it("one byte of the bundle, wherever it is", () => {
    for (let at = 0; at < whole.bundle.length; at += 1) {
      expect(codeOf({ ...whole, bundle: flipped(whole.bundle, at) })).toBe("bundle_digest_differs");
    }
  });

  const judge = (plugin: TestPlugin, change: Partial<Approval> = {}): RefusalCode | "" =>
    codeOf(signedWith(seal("approval", anApproval(plugin, change)), plugin));
  const manifest = (from: string | RegExp, to: string): TestPlugin =>
    aPlugin({ manifest: aManifestText().replace(from, to) });

  it.for<[string, TestPlugin, RefusalCode]>([
    [
      "a bundle with a byte order mark",
      aPlugin({ bundle: "\u{feff}export {};" }),
      "bundle_not_text",
    ],
    ["a manifest that is not TOML", aPlugin({ manifest: "id = " }), "config_invalid"],
    [
      "a manifest with an unknown key",
      manifest("api = 1", "api = 1\nlive = true"),
      "config_invalid",
    ],
    ["a manifest of another plugin", manifest('"ema-cross"', '"rsi-revert"'), "manifest_differs"],
    ["a manifest of another version", manifest("version = 1", "version = 2"), "manifest_differs"],
    ["a plugin of kind signal", aPlugin({ manifest: aSignalManifestText() }), "kind_not_tradable"],
    ["a signal with limits", manifest('"strategy"', '"signal"'), "config_invalid"],
    ["a strategy without limits", manifest(/\[risk\][^]*/, ""), "config_missing"],
    [
      "a manifest for other pairs",
      manifest('"BTCUSDT", "ETHUSDT"', '"SOLUSDT"'),
      "instrument_not_in_manifest",
    ],
    ["a manifest for another timeframe", manifest('"5m"', '"15m"'), "timeframe_differs"],
    [
      "an asset that was not signed",
      manifest(
        "[risk]",
        `[[assets]]
name = "weights"
file = "weights.bin"
sha256 = "${sha256("w")}"
type = "f32"
shape = [4]

[risk]`,
      ),
      "manifest_differs",
    ],
  ])("%s", ([, plugin, code]) => {
    expect(judge(plugin)).toBe(code);
  });

  it.for<[string, Partial<Approval>, RefusalCode | ""]>([
    ["two instruments of the manifest", { instruments: ["BTCUSDT", "ETHUSDT"] }, ""],
    ["spot of a pair of the manifest", { instruments: ["BTCUSDT.spot"] }, ""],
    ["an instrument more", { instruments: ["BTCUSDT", "SOLUSDT"] }, "instrument_not_in_manifest"],
    [
      "an option on a pair",
      { instruments: ["BTC-27NOV26-90000-C.option"] },
      "instrument_not_in_manifest",
    ],
    ["another timeframe", { timeframe: "1h" }, "timeframe_differs"],
    [
      "a parameter below its bounds",
      member({ params: { fast: 1, slow: 21 } }),
      "params_out_of_bounds",
    ],
    [
      "a parameter above its bounds",
      member({ params: { fast: 8, slow: 201 } }),
      "params_out_of_bounds",
    ],
    [
      "a parameter between whole numbers",
      member({ params: { fast: 8.5, slow: 21 } }),
      "params_out_of_bounds",
    ],
    ["a parameter as text", member({ params: { fast: "8", slow: 21 } }), "params_out_of_bounds"],
    ["a parameter left out", member({ params: { fast: 8 } }), "params_out_of_bounds"],
    [
      "a parameter too many",
      member({ params: { fast: 8, slow: 21, turbo: true } }),
      "params_out_of_bounds",
    ],
    ["parameters at their bounds", member({ params: { fast: 2, slow: 200 } }), ""],
    ["more leverage", risk({ leverageMax: "5.00000001" }), "risk_wider_than_manifest"],
    ["less leverage", risk({ leverageMax: "2" }), ""],
    [
      "a wider stop",
      risk({ stopLossPct: { default: "0.8", min: "0.8", max: "0.9" } }),
      "risk_wider_than_manifest",
    ],
    [
      "a nearer stop",
      risk({ stopLossPct: { default: "0.8", min: "0.1", max: "0.8" } }),
      "risk_wider_than_manifest",
    ],
    [
      "a take-profit range inside",
      risk({ takeProfitPct: { default: "1", min: "0.8", max: "2" } }),
      "",
    ],
    [
      "a take-profit outside",
      risk({ takeProfitPct: { default: "1", min: "0.8", max: "3" } }),
      "risk_wider_than_manifest",
    ],
    [
      "a default outside its own range",
      risk({ takeProfitPct: { default: "0.7", min: "0.8", max: "2" } }),
      "risk_wider_than_manifest",
    ],
    ["another trigger", risk({ trigger: "mark" }), "risk_wider_than_manifest"],
    ["a time stop removed", risk({ timeStopBars: null }), "risk_wider_than_manifest"],
    ["a time stop later", risk({ timeStopBars: 289 }), "risk_wider_than_manifest"],
    ["a time stop earlier", risk({ timeStopBars: 12 }), ""],
    ["a notional limit added", risk({ maxNotionalPct: "10" }), ""],
    ["a trailing stop added", risk({ trailingPct: "0.5", breakevenPct: "0.4" }), ""],
  ])("%s", ([, change, code]) => {
    expect(judge(PLUGIN, change)).toBe(code);
  });
});
