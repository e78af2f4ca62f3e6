/**
 * What bars of a venue have and a smooth path has not: opens away from the last close, bars that end where they began,
 * long wicks, the same high twice, jumps, and volumes of every size. No plugin can then tell a market of the suite by
 * how tidy it is.
 */
import { prng, type Prng } from "#host/kernel/prng.ts";
import type { PathStep } from "./path.ts";

/** Chances per bar; a step shorter than a bar has its share of them. */
const SHAPES = [
  ["same_close", 0.03],
  ["doji", 0.04],
  ["flat", 0.004],
  ["long_wick", 0.04],
  ["burst", 0.003],
] as const;
type Shape = "plain" | (typeof SHAPES)[number][0];
/** Of a previous high or low that is near, that this one is the same. */
const SAME_EXTREME = 0.12;
/** How the open lies: at the last close, some ticks off, a part of a bar off, more than a bar off. */
const GAPS = { none: 0.3, few: 0.87, part: 0.975 } as const;
const BURST = { least: 0.03, more: 0.05 } as const;
const VOLUME = { sd: 0.6, spike: 0.012, tiny: 0.012, tinyLots: 9 } as const;

export interface Quirk {
  /** Ticks from the last close to the open. */
  readonly gapTicks: number;
  /** The log return instead of the usual one. */
  moved(usual: number): number;
  /** Extremes, as log distances from the last close, instead of the usual ones. */
  reach(up: number, down: number): readonly [up: number, down: number];
  lots(usual: number): number;
  /** Puts the finished bar in shape; `before` is the one before it. */
  finish(step: PathStep, before: PathStep): void;
}

/**
 * @param bars - Length of the step in bars.
 * @param sdTicks - Standard deviation of such a step at this price.
 */
export function quirksOf(seed: string): (bars: number, sdTicks: number) => Quirk {
  const random = prng(seed);
  return (bars, sdTicks) => {
    const shape = shapeOf(random, Math.min(1, bars));
    const gapTicks = shape === "flat" ? 0 : gapOf(random, sdTicks);
    const burst = sign(random) * (BURST.least + BURST.more * random.next());
    const wick = 2 + 5 * random.next();
    const isUpper = random.next() < 0.5;
    const volume = volumeOf(random);
    const isSameExtreme = random.next() < SAME_EXTREME;
    return {
      gapTicks,
      moved(usual) {
        if (shape === "burst") return burst;
        return shape === "same_close" || shape === "flat" ? 0 : usual;
      },
      reach(up, down) {
        if (shape !== "long_wick") return [up, down];
        return isUpper ? [up * wick, down] : [up, down * wick];
      },
      lots: (usual) => Math.max(1, Math.round(shape === "flat" ? 1 : volume(usual))),
      finish(step, before) {
        if (shape === "doji") step.close = step.open;
        if (shape === "flat") step.high = step.low = step.close = step.open;
        else if (isSameExtreme) meet(step, before, isUpper);
      },
    };
  };
}

function shapeOf(random: Prng, share: number): Shape {
  let left = random.next();
  for (const [shape, chance] of SHAPES) {
    left -= chance * share;
    if (left < 0) return shape;
  }
  return "plain";
}

function gapOf(random: Prng, sdTicks: number): number {
  const kind = random.next();
  const size = Math.abs(random.normal());
  const way = sign(random);
  if (kind < GAPS.none) return 0;
  if (kind < GAPS.few) return way * Math.round(1 + Math.min(8, 2.5 * size));
  return way * Math.round(sdTicks * (kind < GAPS.part ? 0.25 : 0.8) * size);
}

/** Most volumes are another's times a few; some are hundreds of times as large, and some next to nothing. */
function volumeOf(random: Prng): (usual: number) => number {
  const kind = random.next();
  const factor = Math.exp(VOLUME.sd * random.normal());
  const size = random.next();
  if (kind < VOLUME.spike) return (usual) => usual * 10 ** (1 + 2 * size);
  if (kind < VOLUME.spike + VOLUME.tiny) return () => 1 + VOLUME.tinyLots * size;
  return (usual) => usual * factor;
}

/** The extreme of the bar before, where this one's body leaves room for it and it is not far. */
function meet(step: PathStep, before: PathStep, isUpper: boolean): void {
  const range = step.high - step.low;
  const [top, bottom] = [Math.max(step.open, step.close), Math.min(step.open, step.close)];
  if (isUpper && before.high >= top && before.high - step.high < range) step.high = before.high;
  if (!isUpper && before.low <= bottom && step.low - before.low < range) step.low = before.low;
}

function sign(random: Prng): number {
  return random.next() < 0.5 ? -1 : 1;
}
