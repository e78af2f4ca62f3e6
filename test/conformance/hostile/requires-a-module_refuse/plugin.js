export function entrySignal(candles, params, context) {
  return require("node:child_process").execSync("id");
}
