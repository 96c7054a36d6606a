// The example of the project's README runs; that of the package is in package.test.mjs.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

test("the example of the project's README prints what it says", () => {
  const readme = readFileSync(here("../../README.md"), "utf8");
  const [, example] = readme.match(/```ts\n(.*?)```/s);
  const command = ["--input-type=module", "--eval", example];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: here(".."), encoding: "utf8" });
  assert.equal(status, 0, stderr);
  assert.equal(stdout.trim(), example.match(/\/\/ (.*)/)[1].trim());
});
