/** @import { Callback } from "./types.ts" */
/** @import { Reading } from "./nodes.js" */
import { describeHostile } from "./faults.js";
import { isFiniteNumber, plainFields, plainList } from "./hostile.js";
import { INDICATOR_KINDS, PERIOD_MAX } from "./kinds.js";
import { addNode, DEPTH_MAX, fail, FAILED } from "./nodes.js";

/** Decision A7: descriptor objects of one plugin; column names and numbers are free. */
const DESCRIPTORS_MAX = 64;
/** Columns a series has. */
const SCAN_SOURCES_MAX = 8;
/** Enough for a small filter's state; more is a model, and models are assets. */
const SCAN_STATE_MAX = 16;

/**
 * Reads one source: a column's name, { input, column }, or a descriptor and everything below it.
 *
 * @param {Reading} reading
 * @param {unknown} value
 * @param {string} where - For the author: "indicators.fast".
 * @param {number} level - Descriptors above this one, plus one.
 * @returns {number} Its node, or −1 with reading.fault set.
 */
export function readDescriptor(reading, value, where, level) {
  if (typeof value === "string") return columnNode(reading, where, null, value);
  if (typeof value !== "object" || value === null) {
    return fail(
      reading,
      "indicator_source_invalid",
      `${where}: ${describeHostile(value)} is not a source`,
    );
  }
  const known = reading.byObject.get(value);
  if (known === FAILED)
    return fail(reading, "indicator_cycle", `${where}: a descriptor contains itself`);
  if (known !== undefined) return known;
  if (level > DEPTH_MAX)
    return fail(reading, "indicator_too_deep", `${where}: nested deeper than ${DEPTH_MAX}`);
  if (reading.byObject.size >= DESCRIPTORS_MAX) {
    return fail(
      reading,
      "indicator_too_many",
      `${where}: more than ${DESCRIPTORS_MAX} descriptors`,
    );
  }
  const fields = plainFields(value);
  if (fields === null)
    return fail(reading, "indicator_not_plain", `${where}: a descriptor is not plain data`);
  reading.byObject.set(value, FAILED);
  const node = readFields(reading, fields, where, level);
  reading.byObject.set(value, node);
  return node;
}

/**
 * @param {Reading} reading
 * @param {ReadonlyMap<string, unknown>} fields
 * @param {string} where
 * @param {number} level
 */
function readFields(reading, fields, where, level) {
  const kind = fields.get("kind");
  if (!fields.has("kind") || kind === "column") {
    if (!hasExactly(fields, ["input", "column"]))
      return fieldsWrong(reading, where, "column", ["input", "column"]);
    return columnNode(reading, where, fields.get("input"), fields.get("column"));
  }
  if (kind === "rolling") return rollingNode(reading, fields, where, level);
  if (kind === "scan") return scanNode(reading, fields, where, level);
  if (typeof kind !== "string" || !INDICATOR_KINDS.has(kind)) {
    return fail(
      reading,
      "indicator_kind_unknown",
      `${where}: no indicator is called ${describeHostile(kind)}`,
    );
  }
  return builtInNode(reading, kind, fields, where, level);
}

/**
 * @param {Reading} reading
 * @param {string} kind
 * @param {ReadonlyMap<string, unknown>} fields
 * @param {string} where
 * @param {number} level
 */
function builtInNode(reading, kind, fields, where, level) {
  const shape = INDICATOR_KINDS.get(kind);
  if (shape === undefined) return FAILED;
  const { sources = [], operands = [] } = shape;
  const names = [...sources, ...operands, ...Object.keys(shape.periods ?? {})];
  if (!hasExactly(fields, names)) return fieldsWrong(reading, where, kind, names);
  const periods = readPeriods(reading, kind, shape.periods ?? {}, fields, where);
  if (periods === null) return FAILED;
  const inputs = [
    ...sources.map((name) => readDescriptor(reading, fields.get(name), where, level + 1)),
    ...operands.map((name) => operandNode(reading, fields.get(name), where, level)),
  ];
  return addNode(reading, where, { kind, inputs, periods }, shape.extraBars(...periods));
}

/**
 * @param {Reading} reading
 * @param {string} kind
 * @param {Readonly<Record<string, number>>} minima
 * @param {ReadonlyMap<string, unknown>} fields
 * @param {string} where
 */
function readPeriods(reading, kind, minima, fields, where) {
  const periods = [];
  let above = 0;
  for (const [name, minimum] of Object.entries(minima)) {
    const period = fields.get(name);
    const least = Math.max(minimum, above + 1);
    if (!isPeriod(period, least)) {
      const fact = `${where}: ${kind}'s ${name} was ${describeHostile(period)}, not a whole number from ${least} to ${PERIOD_MAX}`;
      fail(reading, "indicator_period_invalid", fact);
      return null;
    }
    periods.push(period);
    above = period;
  }
  return periods;
}

/**
 * @param {Reading} reading
 * @param {ReadonlyMap<string, unknown>} fields
 * @param {string} where
 * @param {number} level
 */
function rollingNode(reading, fields, where, level) {
  const names = ["source", "period", "callback"];
  if (!hasExactly(fields, names)) return fieldsWrong(reading, where, "rolling", names);
  const periods = readPeriods(reading, "rolling", { period: 1 }, fields, where);
  if (periods === null) return FAILED;
  const callback = fields.get("callback");
  if (!isCallback(callback)) return callbackWrong(reading, where, "rolling", callback);
  const inputs = [readDescriptor(reading, fields.get("source"), where, level + 1)];
  return addNode(
    reading,
    where,
    { kind: "rolling", inputs, periods, callback },
    (periods[0] ?? 1) - 1,
  );
}

/**
 * @param {Reading} reading
 * @param {ReadonlyMap<string, unknown>} fields
 * @param {string} where
 * @param {number} level
 */
function scanNode(reading, fields, where, level) {
  const names = ["init", "callback", "sources"];
  if (!hasExactly(fields, names)) return fieldsWrong(reading, where, "scan", names);
  const callback = fields.get("callback");
  if (!isCallback(callback)) return callbackWrong(reading, where, "scan", callback);
  const given = fields.get("init");
  const init = isFiniteNumber(given) ? given : plainList(given, SCAN_STATE_MAX);
  if (init === null || (typeof init !== "number" && !init.every(isFiniteNumber))) {
    const fact = `${where}: scan starts from a finite number or a list of 1 to ${SCAN_STATE_MAX} of them`;
    return fail(reading, "indicator_number_invalid", fact);
  }
  const sources = plainList(fields.get("sources"), SCAN_SOURCES_MAX);
  if (sources === null) {
    const fact = `${where}: scan takes a list of 1 to ${SCAN_SOURCES_MAX} sources`;
    return fail(reading, "indicator_source_invalid", fact);
  }
  const inputs = sources.map((source) => readDescriptor(reading, source, where, level + 1));
  return addNode(reading, where, { kind: "scan", inputs, callback, init }, 0);
}

/**
 * @param {Reading} reading
 * @param {unknown} value
 * @param {string} where
 * @param {number} level
 */
function operandNode(reading, value, where, level) {
  if (typeof value !== "number") return readDescriptor(reading, value, where, level + 1);
  if (!isFiniteNumber(value)) {
    return fail(
      reading,
      "indicator_number_invalid",
      `${where}: an operand was ${describeHostile(value)}`,
    );
  }
  return addNode(reading, where, { kind: "number", constant: value === 0 ? 0 : value }, 1);
}

/**
 * @param {Reading} reading
 * @param {string} where
 * @param {unknown} input
 * @param {unknown} column
 */
function columnNode(reading, where, input, column) {
  const series =
    input === null ? reading.limits : reading.limits.inputs.find((one) => one.name === input);
  if (series === undefined) {
    return fail(
      reading,
      "indicator_input_unknown",
      `${where}: no input is called ${describeHostile(input)}`,
    );
  }
  const name = series.columns.find((one) => one === column);
  if (name === undefined) {
    const fact = `${where}: column ${describeHostile(column)} is not among ${series.columns.join(", ")}`;
    return fail(reading, "indicator_column_not_declared", fact);
  }
  const seriesName = typeof input === "string" ? input : null;
  return addNode(reading, where, { kind: "column", column: name, series: seriesName }, 1);
}

/**
 * @param {unknown} value
 * @param {number} least
 * @returns {value is number}
 */
function isPeriod(value, least) {
  return (
    typeof value === "number" && Number.isInteger(value) && value >= least && value <= PERIOD_MAX
  );
}

/**
 * @param {unknown} value
 * @returns {value is Callback}
 */
function isCallback(value) {
  return typeof value === "function";
}

/**
 * @param {ReadonlyMap<string, unknown>} fields
 * @param {readonly string[]} names - Besides kind.
 */
function hasExactly(fields, names) {
  const extra = fields.has("kind") ? 1 : 0;
  return fields.size === names.length + extra && names.every((name) => fields.has(name));
}

/** @param {Reading} reading @param {string} where @param {string} kind @param {unknown} found */
function callbackWrong(reading, where, kind, found) {
  return fail(
    reading,
    "indicator_callback_invalid",
    `${where}: ${kind} was given ${describeHostile(found)}`,
  );
}

/** @param {Reading} reading @param {string} where @param {string} kind @param {readonly string[]} names */
function fieldsWrong(reading, where, kind, names) {
  return fail(
    reading,
    "indicator_fields_wrong",
    `${where}: ${kind} has exactly the fields ${names.join(", ")}`,
  );
}
