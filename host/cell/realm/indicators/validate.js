/** @import { IndicatorLimits, Validation } from "./types.ts" */
/** @import { Reading } from "./nodes.js" */
import { readDescriptor } from "./descriptors.js";
import { describeHostile, indicatorFault } from "./faults.js";
import { isPlainName, plainFields } from "./hostile.js";
import { lookbackOf, startReading } from "./nodes.js";

/** Names, groups included. More than any strategy reads, few enough to print. */
const NAMES_MAX = 64;

/**
 * Checks what a plugin's `indicators(params)` returned and copies it into a plan's nodes.
 *
 * The value is hostile: it may be a proxy, hold accessors, contain itself or be endless. Nothing of it is kept but
 * the functions of rolling() and scan(), which are plugin code by nature.
 *
 * @param {unknown} answer - What indicators(params) returned.
 * @param {IndicatorLimits} limits - From the signed manifest.
 * @returns {Validation} The copy, or the first fault with a sentence that says what to change.
 */
export function validateIndicators(answer, limits) {
  const fields = plainFields(answer);
  if (fields === null) {
    const fact = `indicators() returned ${describeHostile(answer)} that is not a plain record of descriptors`;
    return { ok: false, fault: indicatorFault("indicators_not_a_record", fact) };
  }
  const reading = startReading(limits);
  for (const [name, value] of fields) {
    if (!readRoot(reading, [name], value)) break;
  }
  if (reading.fault !== null) return { ok: false, fault: reading.fault };
  return { ok: true, value: { nodes: reading.nodes, roots: reading.roots } };
}

/**
 * @param {Reading} reading
 * @param {readonly string[]} path
 * @param {unknown} value
 * @returns {boolean} False after a fault.
 */
function readRoot(reading, path, value) {
  const where = `indicators.${path.join(".")}`;
  const group = path.length === 1 ? groupFields(value) : null;
  if (!path.every(isPlainName)) {
    const name = describeHostile(path.at(-1));
    reading.fault = indicatorFault(
      "indicator_name_invalid",
      `indicator name ${name} is not a plain identifier`,
    );
    return false;
  }
  if (group !== null) {
    for (const [name, member] of group)
      if (!readRoot(reading, [...path, name], member)) return false;
    return true;
  }
  if (reading.roots.length >= NAMES_MAX) {
    reading.fault = indicatorFault("indicator_too_many", `${where}: more than ${NAMES_MAX} names`);
    return false;
  }
  const node = readDescriptor(reading, value, where, 1);
  const found = reading.nodes[node];
  if (found === undefined) return false;
  const depth = lookbackOf(reading.limits, found.series) + 2 - found.warmUpBars;
  reading.roots.push({ path, node, depth });
  return true;
}

/**
 * A group is a plain object that is not a descriptor: { line, signal, histogram } of macd(), say.
 *
 * @param {unknown} value
 */
function groupFields(value) {
  const fields = plainFields(value);
  return fields === null || fields.has("kind") || fields.has("column") ? null : fields;
}
