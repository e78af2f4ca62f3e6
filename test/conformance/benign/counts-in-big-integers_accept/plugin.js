export function entrySignal({ close }) {
  let product = 1n;
  for (const x of close.slice(-8)) product *= BigInt(Math.round(x * 1e6));
  const folded = BigInt.asUintN(32, product ^ (product >> 32n));
  return folded % 5n === 0n ? { side: "Sell", rationale: folded.toString(16) } : null;
}
