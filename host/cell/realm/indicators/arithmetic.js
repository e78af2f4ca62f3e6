/** @import { Kernel } from "./types.ts" */

// One loop for each: a shared loop that calls its operator costs a call per bar, which the interpreter of the live cell
// feels. Division by zero and overflow are "no value": later nodes must not turn an infinity back into a number.

/** @returns {Kernel} */
export function addKernel() {
  return (out, from, to, a, b) => {
    for (let i = from; i < to; i++)
      out[i] = finiteOrNone((a[i] ?? Number.NaN) + (b[i] ?? Number.NaN));
  };
}

/** @returns {Kernel} */
export function subKernel() {
  return (out, from, to, a, b) => {
    for (let i = from; i < to; i++)
      out[i] = finiteOrNone((a[i] ?? Number.NaN) - (b[i] ?? Number.NaN));
  };
}

/** @returns {Kernel} */
export function mulKernel() {
  return (out, from, to, a, b) => {
    for (let i = from; i < to; i++)
      out[i] = finiteOrNone((a[i] ?? Number.NaN) * (b[i] ?? Number.NaN));
  };
}

/** @returns {Kernel} */
export function divKernel() {
  return (out, from, to, a, b) => {
    for (let i = from; i < to; i++)
      out[i] = finiteOrNone((a[i] ?? Number.NaN) / (b[i] ?? Number.NaN));
  };
}

/** The smaller of two, no value where either has none. @returns {Kernel} */
export function minKernel() {
  return (out, from, to, a, b) => {
    for (let i = from; i < to; i++) out[i] = Math.min(a[i] ?? Number.NaN, b[i] ?? Number.NaN);
  };
}

/** The larger of two, no value where either has none. @returns {Kernel} */
export function maxKernel() {
  return (out, from, to, a, b) => {
    for (let i = from; i < to; i++) out[i] = Math.max(a[i] ?? Number.NaN, b[i] ?? Number.NaN);
  };
}

/** @returns {Kernel} */
export function absKernel() {
  return (out, from, to, a) => {
    for (let i = from; i < to; i++) out[i] = Math.abs(a[i] ?? Number.NaN);
  };
}

/** @returns {Kernel} */
export function negKernel() {
  return (out, from, to, a) => {
    for (let i = from; i < to; i++) out[i] = -(a[i] ?? Number.NaN);
  };
}

/** @param {number} x */
function finiteOrNone(x) {
  return x - x === 0 ? x : Number.NaN;
}
