"use strict";

// Between objects with camelCase properties and dates, and stored JSON with snake_case keys and RFC 3339. Only fields
// that the core has are renamed; keys that users choose, such as names of metrics, are never touched.

const { isDate, isTypedArray } = require("node:util/types");

const { refusal } = require("./errors.js");
const fields = require("./fields.js");

/** A cycle or a mistake: no document of the core is nearly as deep. */
const DEEPEST = 100;

const STRUCTS = new Map(Object.entries(fields.structs).map(([name, table]) => [name, struct(table)]));
const ENUMS = new Map(Object.entries(fields.enums).map(([name, { tag, variants }]) => [name, {
  tag,
  variants: new Map(Object.entries(variants).map(([kind, table]) => [kind, struct(table)])),
}]));
const PLAIN = struct({});

/** The fields of a struct by their names in JSON, and by the names of their properties. */
function struct(table) {
  const rows = Object.entries(table).map(([property, [key, type]]) => ({ property, key, type }));
  return {
    byKey: new Map(rows.map((row) => [row.key, row])),
    byProperty: new Map(rows.map((row) => [row.property, row])),
  };
}

/** The JSON text of a document, which may also be given as that text. */
function toText(family, name, type, value) {
  return typeof value === "string" ? value : new Writer(family, name).document(type, value);
}

/** JSON Lines of records, which may also be given as that text. */
function toLines(records) {
  if (typeof records === "string") {
    return records;
  }
  if (!Array.isArray(records)) {
    const value = records === null ? "null" : typeof records;
    throw refusal("input", { code: "wrong_type", field: "records", value, allowed: "records, or JSON Lines" });
  }
  return records.map((record, i) => argument(`records[${i}]`, "Record", record)).join("\n");
}

/** The JSON text of a plain argument, such as a moment or a word. */
function argument(name, type, value) {
  return new Writer("input", name).document(type, value);
}

/** The object of JSON text that the core wrote. */
function fromText(type, text) {
  return read(type, JSON.parse(text));
}

class Writer {
  constructor(family, name) {
    this.family = family;
    this.path = name === "" ? [] : [name];
  }

  document(type, value) {
    if (value === undefined) {
      this.refuse("wrong_type", "undefined", "a value");
    }
    return this.value(type, value);
  }

  value(type, value) {
    switch (typeof value) {
      case "string":
      case "boolean":
        return JSON.stringify(value);
      case "number":
        if (!Number.isFinite(value)) {
          this.refuse("not_finite", String(value), "a finite number");
        }
        return JSON.stringify(value);
      case "object":
        return value === null ? "null" : this.container(type, value);
      default:
        return this.refuse("wrong_type", typeof value, "what JSON can hold");
    }
  }

  container(type, value) {
    if (this.path.length > DEEPEST) {
      this.refuse("wrong_type", "a cycle", "a document without cycles");
    }
    if (isDate(value)) {
      return this.date(type, value);
    }
    if (Array.isArray(value) || isTypedArray(value)) {
      return this.list(type, value);
    }
    const kind = Object.prototype.toString.call(value).slice(8, -1);
    if (kind !== "Object") {
      this.refuse("wrong_type", kind, "a plain object");
    }
    if (type?.[0] === "map") {
      return this.object(Object.keys(value), (key) => ({ key, type: type[1] }), value);
    }
    return this.fields(type, value);
  }

  date(type, value) {
    if (type !== "date") {
      this.refuse("wrong_type", "Date", "dates only in fields that hold dates");
    }
    if (Number.isNaN(value.getTime())) {
      this.refuse("out_of_range", "Invalid Date", "a valid date");
    }
    // Milliseconds only where there are some, as the core writes them.
    return JSON.stringify(value).replace(".000Z", "Z");
  }

  list(type, values) {
    if (type !== undefined && type[0] !== "list") {
      this.refuse("wrong_type", "a list", "one value");
    }
    if (isTypedArray(values) && typeof values[0] === "number" && values.every(Number.isFinite)) {
      return `[${values.join(",")}]`;
    }
    // A loop, because map leaves the holes of an array out.
    const parts = [];
    for (let i = 0; i < values.length; i++) {
      this.path.push(i);
      parts.push(this.value(type?.[1], values[i]));
      this.path.pop();
    }
    return `[${parts.join(",")}]`;
  }

  fields(type, value) {
    const choice = ENUMS.get(type);
    if (choice === undefined) {
      return this.object(Object.keys(value), rowsOf(STRUCTS.get(type)), value);
    }
    const { tag, variants } = choice;
    // The core reads an object whose tag stands first without a detour.
    const keys = Object.keys(value).filter((key) => key !== tag);
    if (Object.hasOwn(value, tag)) {
      keys.unshift(tag);
    }
    return this.object(keys, rowsOf(variants.get(value[tag])), value);
  }

  /** `rowOf` gives the key in JSON and the type of a property's value. */
  object(properties, rowOf, value) {
    let text = "";
    for (const property of properties) {
      const part = value[property];
      if (part === undefined) {
        continue;
      }
      const { key, type } = rowOf(property);
      this.path.push(key);
      text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${this.value(type, part)}`;
      this.path.pop();
    }
    return `{${text}}`;
  }

  refuse(code, value, allowed) {
    throw refusal(this.family, { code, field: joined(this.path), value, allowed });
  }
}

/** Unknown properties keep their names, so that the core refuses them by name. */
function rowsOf({ byKey, byProperty } = PLAIN) {
  return (property) => byProperty.get(property) ?? byKey.get(property) ?? { key: property, type: undefined };
}

function joined(path) {
  return path.reduce((text, part) => {
    if (typeof part === "number") {
      return `${text}[${part}]`;
    }
    return text === "" ? part : `${text}.${part}`;
  }, "");
}

function read(type, value) {
  if (type === undefined) {
    return value;
  }
  if (type === "date") {
    return new Date(value);
  }
  if (type[0] === "list") {
    return value.map((part) => read(type[1], part));
  }
  const object = {};
  if (type[0] === "map") {
    for (const key of Object.keys(value)) {
      define(object, key, read(type[1], value[key]));
    }
    return object;
  }
  const choice = ENUMS.get(type);
  const { byKey } = choice === undefined ? STRUCTS.get(type) : choice.variants.get(value[choice.tag]);
  for (const key of Object.keys(value)) {
    const row = byKey.get(key);
    if (row === undefined) {
      object[key] = value[key];
    } else {
      object[row.property] = read(row.type, value[key]);
    }
  }
  return object;
}

/** Sets a property under a name that a user chose, which may be one that assignment gives a meaning to. */
function define(object, key, value) {
  if (key === "__proto__") {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    object[key] = value;
  }
}

module.exports = { argument, fromText, toLines, toText };
