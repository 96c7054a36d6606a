"""The examples of the package and of its README run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("arguments", "end"),
    [([], "verified with 100 % of the traffic"), (["0.02"], "rolled_back with 0 % of the traffic")],
)
def test_the_host_drives_a_rollout_to_its_end(arguments: list[str], end: str) -> None:
    command = [sys.executable, str(ROOT / "examples" / "host.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == end


def test_the_controller_goes_back_to_the_version_that_was_well() -> None:
    command = [sys.executable, str(ROOT / "examples" / "rollback_controller.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("after 330 s: latency_p99 fired: 2400 against 1000\nROLL BACK from 2.4.0 to 2.3.9")
    assert done.stdout.splitlines()[-1] == "verified: 2.3.9 has 100 % of the traffic"


@pytest.mark.parametrize(("readme", "count", "printed"), [
    (ROOT / "README.md", 5, "build 9f8d111d-1763690400"),
    (ROOT.parent / "README.md", 1, ""),
])
def test_the_examples_of_the_readmes_run(
    readme: Path, count: int, printed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    examples = re.findall(r"```python\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL)
    assert len(examples) == count
    exec(compile("\n".join(examples), str(readme), "exec"), {})
    assert printed in capsys.readouterr().out
