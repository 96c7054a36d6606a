#!/usr/bin/env bash
# Builds all three packages and runs every test. Needs cargo, python3 (3.11 or newer) and node (20 or newer); everything
# else it installs itself, with pinned versions, into target/ and node/node_modules.
set -euo pipefail
cd "$(dirname "$0")/.."

title() { printf '\n== %s\n' "$1"; }

for tool in cargo python3 node npm; do
  command -v "$tool" >/dev/null || { echo "needs $tool, which is not installed" >&2; exit 2; }
done

title "Rust: core, behaviour, guides, generated files"
cargo test --locked --quiet

title "Rust: corpus"
mkdir -p target/corpus
cargo run --locked --quiet --profile test --bin corpus -- --results target/corpus/rust.txt tests/corpus

title "Python: package, tests, types"
python3 -m venv target/venv
PATH="$PWD/target/venv/bin:$PATH"
pip install --quiet --disable-pip-version-check --requirement python/requirements-dev.txt
pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --force-reinstall ./python
(
  cd python
  python -m pytest -q
  python -m mypy
  python -m pyright --pythonpath "$(command -v python)"
  python -m mypy.stubtest rollwise._rollwise
)

title "Node: package, tests, types"
(
  cd node
  npm ci --no-audit --no-fund --loglevel=error
  npx tsc --project test
  node --test test/*.test.mjs
)

title "The same bytes in all three languages"
for language in python node; do
  cmp target/corpus/rust.txt "target/corpus/$language.txt"
done
echo "$(wc -l <target/corpus/rust.txt) answers, byte for byte the same"
