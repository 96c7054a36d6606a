"use strict";

// Columns with one entry for each deployment, given as arrays or typed arrays.

const { isDate, isTypedArray } = require("node:util/types");

const { refusal } = require("./errors.js");

/** Numbers as a Float64Array. Whether they are in range is up to the core. */
function toNumbers(name, values) {
  if (values instanceof Float64Array) {
    return values;
  }
  return Float64Array.from(list(name, values), (value, i) => {
    if (typeof value !== "number") {
      throw refusal("input", { code: "wrong_type", field: `${name}[${i}]`, value: given(value), allowed: "a number" });
    }
    return value;
  });
}

/** Numbers, truths and dates as a Float64Array; null, undefined and NaN are missing. */
function toGaps(name, values) {
  return values instanceof Float64Array ? values : Float64Array.from(list(name, values), toNumber(name));
}

/** Numbers as a Float64Array, or texts as an array of texts and nulls; the first known value says which. */
function toColumn(name, values) {
  const known = Array.isArray(values) ? values.find((value) => value !== null && value !== undefined) : undefined;
  if (typeof known !== "string") {
    return toGaps(name, values);
  }
  return Array.from(values, (value, i) => {
    if (value !== null && value !== undefined && typeof value !== "string") {
      throw refusal("input", { code: "wrong_type", field: `${name}[${i}]`, value: given(value), allowed: "a text" });
    }
    return value ?? null;
  });
}

/** Outcomes as a Uint8Array of 0 and 1. */
function toOutcomes(name, values) {
  return Uint8Array.from(list(name, values), (value, i) => {
    if (value !== true && value !== false && value !== 1 && value !== 0) {
      const [field, allowed] = [`${name}[${i}]`, "true or 1 for success, false or 0 for failure"];
      const code = typeof value === "number" ? "out_of_range" : "wrong_type";
      throw refusal("input", { code, field, value: given(value), allowed });
    }
    return Number(value);
  });
}

function list(name, values) {
  if (!Array.isArray(values) && !isTypedArray(values)) {
    throw refusal("input", { code: "wrong_type", field: name, value: given(values), allowed: "an array" });
  }
  return values;
}

function given(value) {
  return value === null || typeof value === "number" ? String(value) : typeof value;
}

/**
 * Rows as columns, filled into the native ones. A column of numbers is a typed array or an array of numbers, truths and
 * dates, one of words an array of texts; null, undefined and NaN are missing.
 */
function fillColumns(make, columns) {
  if (columns === null || typeof columns !== "object" || Array.isArray(columns) || isTypedArray(columns)) {
    const allowed = "an object of columns";
    throw refusal("input", { code: "wrong_type", field: "columns", value: given(columns), allowed });
  }
  const entries = Object.entries(columns).map(([name, values]) => [name, list(name, values)]);
  const native = make(entries.length === 0 ? 0 : entries[0][1].length);
  for (const [name, values] of entries) {
    if (!isTypedArray(values) && values.some((value) => typeof value === "string")) {
      native.words(name, ...toWords(name, values));
    } else {
      native.numbers(name, toGaps(name, values));
    }
  }
  return native;
}

const MISSING = 0xffffffff;

/** Words by their places in the list of those that there are. */
function toWords(name, values) {
  const places = new Map();
  const codes = Uint32Array.from(values, (value, i) => {
    if (value === null || value === undefined) {
      return MISSING;
    }
    if (typeof value !== "string") {
      const field = `${name}[${i}]`;
      throw refusal("input", { code: "wrong_type", field, value: given(value), allowed: "a text, as others of the column" });
    }
    return places.get(value) ?? places.set(value, places.size).size - 1;
  });
  return [codes, [...places.keys()]];
}

/** A number of a column; dates as seconds since 1970. */
function toNumber(name) {
  return (value, i) => {
    if (typeof value === "number") {
      return value;
    }
    if (value === null || value === undefined) {
      return NaN;
    }
    if (typeof value === "boolean") {
      return Number(value);
    }
    if (isDate(value)) {
      return value.getTime() / 1000;
    }
    const allowed = "a number, a truth or a date";
    throw refusal("input", { code: "wrong_type", field: `${name}[${i}]`, value: given(value), allowed });
  };
}

module.exports = { fillColumns, toColumn, toNumbers, toOutcomes };
