"""Risk and choice of a strategy held against plain Python that shares no code with the core."""

import json
import random
import sys
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import rollwise as rw

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benches"))
peer: Any = import_module("pure_python_choice")
agreement: Any = import_module("agreement")

STRATEGIES = ("rolling", "blue_green", "canary", "recreate", "feature_flag", "ab_test", "dark_launch", "shadow")
KINDS = (
    "schema_migration",
    "breaking_api",
    "configuration",
    "dependency",
    "experiment",
    "hotfix",
    "reliability_fix",
    "security_fix",
    "major",
)
CRITICALITIES = ("low", "medium", "high", "critical")
ENGINE = rw.Engine()


class Dice(random.Random):
    """Makes situations of all sorts, with round numbers, on which limits lie, as often as others."""

    def known(self, **fields: Any) -> dict[str, Any]:
        """Fields of which some are unknown."""
        return {name: value for name, value in fields.items() if self.random() < 0.8}

    def fraction(self) -> float:
        return self.choice((0.0, 1.0, self.randint(0, 20) / 20, self.random()))

    def number(self, most: int) -> float:
        return self.choice((0, most, self.randint(0, most), self.uniform(0, most)))

    def room(self) -> float:
        return self.choice((self.randint(0, 12) / 4, self.uniform(0.5, 3)))

    def flag(self) -> bool:
        return self.random() < 0.5

    def findings(self) -> dict[str, int]:
        return {severity: max(self.randint(-4, 3), 0) for severity in ("critical", "high", "medium")}

    def outcomes(self) -> dict[str, int]:
        return {"succeeded": self.randint(0, 200), "failed": self.randint(0, 20)}

    def kinds(self) -> list[str]:
        """A trial comes alone, since it leaves one strategy only."""
        return ["trial"] if self.random() < 0.03 else self.sample(KINDS, self.choice((0, 1, 1, 2, 3)))

    def reversibility(self) -> dict[str, Any]:
        kind = self.choice(("full", "full", "full", "until", "until", "never"))
        return {"kind": kind, "share": self.randint(0, 100)} if kind == "until" else {"kind": kind}

    def change(self) -> dict[str, Any]:
        people = ("ada", "bob", "eve")
        return {
            "version": "2.4.0",
            "tests": self.known(pass_rate=self.fraction(), coverage=self.fraction()),
            **self.known(
                kinds=self.kinds(),
                files=self.randint(0, 80),
                lines=self.randint(0, 1500),
                reversibility=self.reversibility(),
                flagged=self.flag(),
                code_findings=self.findings(),
                image_findings=self.findings(),
                author=self.choice(people),
                reviewers=self.choices(people, k=self.randint(0, 3)),
            ),
        }

    def service(self) -> dict[str, Any]:
        return {
            "name": "shop",
            **self.known(
                application=self.choice(("microservice", "monolith", "stateful", "worker")),
                criticality=self.choice(CRITICALITIES),
                requests_per_second=self.number(self.choice((1, 100, 5000))),
                user_facing=self.flag(),
                replicas=self.randint(0, self.choice((4, 200))),
                deployments_per_day=self.number(20),
                side_by_side=self.random() < 0.9,
                downtime_allowed=self.random() < 0.3,
            ),
        }

    def compliance(self) -> dict[str, Any]:
        order = self.sample(STRATEGIES, len(STRATEGIES))
        return self.choice(({}, {}, {}, {"forbidden": order[:2]}, {"mandated": order[2:7]}))

    def situation(self) -> dict[str, Any]:
        used = self.sample(STRATEGIES, self.randint(0, 4))
        return {
            "change": self.change(),
            "service": self.service(),
            "target": {
                "environment": self.choice(("dev", "staging", "production", "production")),
                "free": self.known(compute=self.room(), memory=self.room(), network=self.room()),
            },
            "history": [{"strategy": name, "service": self.outcomes(), "others": self.outcomes()} for name in used],
            "compliance": self.compliance(),
            **self.known(
                risk_tolerance=self.fraction(),
                error_budget=1.5 * self.fraction() - 0.25,
                success_probability=self.fraction(),
            ),
        }

    def moment(self) -> datetime:
        return datetime(2026, 11, 16, tzinfo=UTC) + timedelta(minutes=30 * self.randrange(7 * 48))


def disagreements(now: datetime, situation: dict[str, Any]) -> list[str]:
    pairs = (
        (peer.assess_risk(now, situation), ENGINE.assess_risk(now, situation)),
        (peer.choose_strategy(now, situation), ENGINE.choose_strategy(now, situation)),
    )
    found: list[str] = []
    for ours, theirs in pairs:
        found += agreement.differences(agreement.document(ours), json.loads(rw.to_json(theirs)))
    return found


@pytest.mark.parametrize("seed", range(10))
def test_both_decide_the_same(seed: int) -> None:
    dice = Dice(seed)
    for _ in range(200):
        now, situation = dice.moment(), dice.situation()
        assert not disagreements(now, situation), json.dumps([str(now), situation])
