export function entrySignal(candles, params, context) {
  const answer = {};
  for (let i = 0; i < 100_000; i += 1) answer["k" + i] = i;
  return answer;
}
