/** The few statistics that tests of data need. */

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean of (value − mean)^power. */
export function centralMoment(values: readonly number[], power: number): number {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** power));
}

export function deviation(values: readonly number[]): number {
  return Math.sqrt(centralMoment(values, 2));
}

/** 3 for a normal distribution. */
export function kurtosis(values: readonly number[]): number {
  return centralMoment(values, 4) / centralMoment(values, 2) ** 2;
}

export function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  const products = a.map((value, i) => (value - meanA) * ((b[i] ?? meanB) - meanB));
  return mean(products) / (deviation(a) * deviation(b));
}

export function autocorrelation(values: readonly number[], lag: number): number {
  return correlation(values.slice(lag), values.slice(0, -lag));
}

export function logReturns(prices: readonly number[]): readonly number[] {
  return prices.slice(1).map((price, i) => Math.log(price / (prices[i] ?? price)));
}
