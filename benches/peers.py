"""What the measuring scripts share: building the peers, running the Rust programs, timing and the table.

All figures are the best of many rounds, and the peers take turns, so that a slow moment of the machine meets all of
them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
VENV = ROOT / "target" / "venv-bench"
PYTHON = VENV / "bin" / "python"
START = datetime(2025, 11, 21, 2, tzinfo=UTC)
"""The moment that the Rust programs call 0."""


def set_up(script: str, requirements: str | None = None) -> None:
    """Builds the peers in release form, and goes on with the script in an environment that has the package.

    `requirements` names a file with further packages that the script needs.
    """
    if Path(sys.prefix) == VENV:
        return
    run(sys.executable, "-m", "venv", VENV)
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "maturin==1.16.0", *(["--requirement", requirements] if requirements else []))
    os.environ["PATH"] = f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"
    run(*pip, "--no-build-isolation", "--no-deps", "--force-reinstall", "./python")
    run("cargo", "build", "--quiet", "--locked", "--release", "-p", "rollwise-benches")
    os.execv(PYTHON, [str(PYTHON), script, *sys.argv[1:]])


def run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT)


def from_rust(program: str, *arguments: str) -> str:
    """What one of the Rust programs prints."""
    command = [str(TARGET / "release" / program), *arguments]
    return subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout


def best(rounds: int, repeats: int, work: Callable[[], object]) -> float:
    """Microseconds a call, the least over the repeats of the mean over the rounds."""

    def once() -> float:
        start = time.perf_counter()
        for _ in range(rounds):
            work()
        return (time.perf_counter() - start) / rounds * 1e6

    return min(once() for _ in range(repeats))


def table(title: str, rows: list[tuple[str, float]]) -> None:
    """Prints microseconds, and how many times faster than the first row each one is."""
    print(f"{title:44}{'µs':>10}{'times faster':>15}")
    baseline = rows[0][1]
    for name, figure in rows:
        print(f"{name:44}{figure:10.2f}{baseline / figure:15.1f}")
