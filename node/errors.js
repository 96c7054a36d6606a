"use strict";

/** Something that was refused: nothing has happened, and whatever the call was about is as it was. */
class RollwiseError extends Error {
  constructor({ message, code, field, value, allowed }) {
    super(message);
    this.code = code;
    this.field = field;
    this.value = value;
    this.allowed = allowed;
  }
}
class ConfigError extends RollwiseError {}
class InputError extends RollwiseError {}
class MisuseError extends RollwiseError {}

const FAMILIES = { config: ConfigError, input: InputError, misuse: MisuseError };

for (const of of [RollwiseError, ...Object.values(FAMILIES)]) {
  Object.defineProperty(of.prototype, "name", { value: of.name, writable: true, configurable: true });
}

/** What the core says of a value, for what has to be refused before it can be written as JSON. */
const PHRASES = {
  not_finite: "not a finite number",
  out_of_range: "out of range",
  unknown_field: "unknown field",
  wrong_type: "wrong type",
};

/** The error for a value that never reaches the core, worded as the core words it. */
function refusal(family, { code, field, value, allowed }) {
  const at = field === "" ? "" : `\`${field}\`: `;
  const given = value === undefined ? "" : `: \`${value}\``;
  const message = `${at}${PHRASES[code]}${given}; allowed: ${allowed}`;
  return new FAMILIES[family]({ message, code, field, value, allowed });
}

/** The error for what a call of the native module threw. */
function translate(error) {
  if (error?.code !== "RollwiseRefusal") {
    return error;
  }
  const { family, ...details } = JSON.parse(error.message);
  return new (FAMILIES[family] ?? RollwiseError)(details);
}

module.exports = { RollwiseError, ConfigError, InputError, MisuseError, refusal, translate };
