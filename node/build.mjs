// Builds the native module from the checkout and puts it beside the package: `node build.mjs [--dev]`.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, renameSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const manifest = here("../bindings/node/Cargo.toml");
const target = here("rollwise.node");

if (!existsSync(manifest)) {
  console.error("rollwise: the Rust sources are not here; install from a checkout of the whole repository");
  process.exit(1);
}
const profile = process.argv.includes("--dev") ? "dev" : "release";
const cargo = spawnSync(
  "cargo",
  ["build", "--manifest-path", manifest, "--profile", profile, "--message-format=json-render-diagnostics"],
  { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1 << 28 },
);
if (cargo.error) {
  console.error(`rollwise: cargo could not be started, which building needs: ${cargo.error.message}`);
  process.exit(1);
}
if (cargo.status !== 0) {
  process.exit(cargo.status ?? 1);
}
const messages = cargo.stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line));
const built = messages.find(({ reason, target }) => reason === "compiler-artifact" && target.name === "rollwise_node");
const library = built.filenames.find((name) => /\.(so|dylib|dll)$/.test(name));
// A running process may have the old module mapped, so it is replaced and not overwritten.
copyFileSync(library, `${target}.new`);
renameSync(`${target}.new`, target);
