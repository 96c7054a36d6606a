"use strict";

// Columns with one entry for each deployment, given as arrays or typed arrays.

const { isTypedArray } = require("node:util/types");

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

module.exports = { toNumbers, toOutcomes };
