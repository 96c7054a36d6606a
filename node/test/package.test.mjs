// The package as Node loads it: both module systems, worker threads, and a native module that cannot end the process.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

import * as esm from "rollwise";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

test("both module systems give the same things", () => {
  const cjs = createRequire(import.meta.url)("rollwise");
  assert.deepEqual(Object.keys(cjs).sort(), Object.keys(esm).sort());
  assert.equal(cjs.Engine, esm.Engine);
  assert.equal(new cjs.Engine().gates().length, 6);
});

test("everything that is declared is there, and everything that is there is declared", () => {
  const declared = readFileSync(here("../index.d.ts"), "utf8").matchAll(/^export (?:class|function) (\w+)/gm);
  assert.deepEqual([...declared].map(([, name]) => name).sort(), Object.keys(esm).sort());
});

test("every type can be written by its name", () => {
  const documents = readFileSync(here("../types.d.ts"), "utf8").split("interface Documents {")[1];
  const names = [...documents.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name);
  assert.ok(names.length > 40);
  for (const name of names) {
    // No type is a whole number, so a refusal of the number shows that the type is known.
    assert.throws(() => esm.toJson(name, 7), { code: "wrong_type", field: "" }, name);
  }
});

test("worker threads decide as the main thread does", async () => {
  const code = `
    const { parentPort } = require("node:worker_threads");
    const { Engine } = require("rollwise");
    parentPort.postMessage(new Engine().scoreConfidence({ safety: 1, canaryHealth: 0.5 }));
  `;
  const answer = () => new Promise((resolve, reject) => {
    new Worker(code, { eval: true }).once("message", resolve).once("error", reject);
  });
  const want = new esm.Engine().scoreConfidence({ safety: 1, canaryHealth: 0.5 });
  for (const got of await Promise.all([answer(), answer(), answer()])) {
    assert.deepEqual(got, want);
  }
});

test("every export of the native module catches panics", () => {
  const sources = here("../../bindings/node/src");
  let exports = 0;
  for (const file of readdirSync(sources)) {
    const lines = readFileSync(`${sources}/${file}`, "utf8").split("\n");
    for (const [i, line] of lines.entries()) {
      if (!/#\[napi\b/.test(line)) {
        continue;
      }
      // Of the items that follow an attribute, functions run code; structs and impl blocks do not.
      const item = lines.slice(i + 1).find((next) => !/^\s*(#\[|\/\/)/.test(next));
      if (/\bfn\b/.test(item)) {
        exports += 1;
        assert.match(line, /catch_unwind/, `${file}:${i + 1}`);
      }
    }
  }
  assert.ok(exports > 25, `${exports} exports`);
});

test("the example takes a release to its end", () => {
  const out = execFileSync(process.execPath, [here("../examples/host.mjs")], { encoding: "utf8" });
  assert.match(out, /verified/);
  assert.match(out, /replayed: the same rollout\n$/);
});

test("the controller goes back to the version that was well", () => {
  const out = execFileSync(process.execPath, [here("../examples/rollback_controller.mjs")], { encoding: "utf8" });
  assert.match(out, /^after 330 s: latency_p99, confidence 0.9\nback to 2.3.9, immediate, without a person\n/);
  assert.match(out, /verified: 2.3.9 has 100 % of the traffic\n$/);
});

test("the examples of the README print what they say", () => {
  const examples = [...readFileSync(here("../README.md"), "utf8").matchAll(/```js\n(.*?)```/gs)];
  assert.equal(examples.length, 3);
  const code = examples.map(([, example]) => example).join("\n");
  const said = [...code.matchAll(/^.*\/\/ (.*)$/gm)].map(([, text]) => text.replaceAll('"', ""));
  const options = { cwd: here(".."), encoding: "utf8" };
  assert.equal(execFileSync(process.execPath, ["--input-type=module", "-e", code], options), `${said.join("\n")}\n`);
});
