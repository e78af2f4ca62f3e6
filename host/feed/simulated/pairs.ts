import { prng } from "../../kernel/prng.ts";

/** What one pair looks like beside the others. */
export interface PairTraits {
  /** Price at the start, quote currency per coin. */
  readonly price: number;
  /** How much of the common factor it takes over. */
  readonly beta: number;
  /** Standard deviation of its own part of a minute. */
  readonly ownSd: number;
  /** Turnover of an ordinary minute, quote currency. */
  readonly turnover: number;
}

/** Round figures of the time the simulation begins; they need not be right, only of the right size. */
const KNOWN: { readonly [pair: string]: readonly [price: number, beta: number, turnover: number] } =
  {
    BTCUSDT: [87_500, 1, 6_000_000],
    ETHUSDT: [2_970, 1.2, 4_000_000],
    SOLUSDT: [125, 1.4, 1_500_000],
    XRPUSDT: [1.84, 1.25, 900_000],
    BNBUSDT: [860, 1, 500_000],
    DOGEUSDT: [0.118, 1.5, 600_000],
    ADAUSDT: [0.35, 1.4, 250_000],
    AVAXUSDT: [12.5, 1.5, 200_000],
    LINKUSDT: [12.4, 1.4, 220_000],
    LTCUSDT: [77, 1.1, 150_000],
    TRXUSDT: [0.285, 0.7, 120_000],
    DOTUSDT: [1.8, 1.4, 100_000],
    "1000PEPEUSDT": [0.004, 1.7, 300_000],
    SUIUSDT: [1.4, 1.6, 250_000],
  };

/** Own movement beside the common one: the correlation of two pairs' bars comes out near 0.7. */
const OWN_SD = 0.000_38;

/** Traits of any pair; of an unknown one they follow from its name alone, the same for every seed. */
export function traitsOf(pair: string): PairTraits {
  const known = KNOWN[pair];
  if (known !== undefined) {
    const [price, beta, turnover] = known;
    return { price, beta, turnover, ownSd: OWN_SD * beta };
  }
  const random = prng(`traits ${pair}`);
  const beta = 1 + 0.7 * random.next();
  return {
    // 0.03 … 300, evenly over the four powers of ten.
    price: Math.exp(Math.log(0.03) + random.next() * Math.log(10_000)),
    beta,
    turnover: 50_000 + 200_000 * random.next(),
    ownSd: OWN_SD * beta,
  };
}
