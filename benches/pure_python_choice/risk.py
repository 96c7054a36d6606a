"""How risky a deployment is: the weighted mean of the levels of all factors, or what the worst known one makes alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .words import CRITICALITIES, Reason, Situation, below, criticality_level, overall_rate

FACTORS = {  # weight in the mean, risk alone at the highest level
    "prediction": (3, 1.0),
    "tests": (2, 0.8),
    "change_kind": (2, 0.5),
    "criticality": (2, 0.35),
    "error_budget": (2, 0.6),
    "history": (2, 0.6),
    "reversibility": (1, 0.5),
    "findings": (1, 0.8),
    "size": (1, 0.4),
    "review": (1, 0.4),
    "environment": (1, 0.2),
    "application": (1, 0.25),
    "time": (1, 0.3),
}
TOTAL_WEIGHT = sum(weight for weight, _ in FACTORS.values())
UNKNOWN_LEVEL = 0.5
IMPACTS = ((0.6, "critical"), (0.35, "high"), (0.15, "medium"))
RECOMMENDATIONS = (
    (0.7, "refuse_promotion", "fail"),
    (0.5, "require_approval", "inconclusive"),
    (0.3, "proceed_with_caution", "warn"),
)
REQUIRED_CONFIDENCE = 0.85

KIND_LEVELS = {"schema_migration": 0.8, "breaking_api": 0.8, "major": 0.7, "hotfix": 0.5, "dependency": 0.4}
REVERSIBILITY_LEVELS = {"full": 0.0, "until": 0.5, "never": 1.0}
ENVIRONMENT_LEVELS = {"dev": 0.0, "staging": 0.4, "production": 1.0}
APPLICATION_LEVELS = {"microservice": 0.2, "worker": 0.4, "monolith": 0.6, "stateful": 1.0}

Seen = tuple[float, float] | None
"""What was observed, in the unit of the factor, and how risky that is; none when it is not known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FactorRisk:
    factor: str
    value: float | None
    level: float
    impact: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Risk:
    verdict: str
    score: float
    recommendation: str
    confidence: float
    factors: list[FactorRisk]
    unknown: list[str]
    reasons: list[Reason]


def assess_risk(now: datetime, situation: Situation) -> Risk:
    total, known, worst = 0.0, 0, 0.0
    rows, unknown = [], []
    for factor, seen in observed(now, situation).items():
        weight, most = FACTORS[factor]
        value, level = seen or (None, UNKNOWN_LEVEL)
        alone = most * level
        total += weight * level
        if seen is None:
            unknown.append(factor)
        else:
            known += weight
            worst = max(worst, alone)
        row = FactorRisk(factor=factor, value=value, level=round(level, 9), impact=impact(alone))
        rows.append((alone, row))
    rows.sort(key=lambda row: -row[0])
    factors = [row for _, row in rows]
    score, confidence = round(max(total / TOTAL_WEIGHT, worst), 9), round(known / TOTAL_WEIGHT, 9)
    verdict, recommendation, reasons = recommend(score, confidence)
    for row in factors:
        if row.impact != "low":
            code = "factor_unknown" if row.value is None else "raises_risk"
            reasons.append(Reason(code=code, subject=row.factor, observed=row.value))
    return Risk(
        verdict=verdict,
        score=score,
        recommendation=recommendation,
        confidence=confidence,
        factors=factors,
        unknown=unknown,
        reasons=reasons,
    )


def impact(alone: float) -> str:
    return next((name for least, name in IMPACTS if not below(alone, least)), "low")


def recommend(score: float, confidence: float) -> tuple[str, str, list[Reason]]:
    verdict, recommendation = "pass", "proceed"
    reason = Reason(code="risk_within", subject="risk", observed=score, limit=RECOMMENDATIONS[-1][0])
    for limit, word, worse in RECOMMENDATIONS:
        if below(limit, score):
            verdict, recommendation = worse, word
            reason = Reason(code="risk_above", subject="risk", observed=score, limit=limit)
            break
    reasons = [reason]
    if below(confidence, REQUIRED_CONFIDENCE):
        limit = REQUIRED_CONFIDENCE
        reasons.append(Reason(code="too_little_known", subject="risk", observed=confidence, limit=limit))
        if recommendation == "proceed":
            verdict, recommendation = "warn", "proceed_with_caution"
    return verdict, recommendation, reasons


def observed(now: datetime, situation: Situation) -> dict[str, Seen]:
    change, service, target = situation["change"], situation["service"], situation["target"]
    return {
        "prediction": prediction(situation),
        "tests": tests(change.get("tests", {})),
        "change_kind": change_kind(change),
        "criticality": criticality(service),
        "error_budget": error_budget(situation),
        "history": history(situation),
        "reversibility": reversibility(change),
        "findings": findings(change),
        "size": size(change),
        "review": review(change),
        "environment": (ENVIRONMENT_LEVELS[target["environment"]],) * 2,
        "application": application(service),
        "time": (0.0, 0.0) if is_good_time(now, target) else (1.0, 1.0),
    }


def prediction(situation: Situation) -> Seen:
    success = situation.get("success_probability")
    return None if success is None else (success, 1 - success)


def tests(tests: dict[str, Any]) -> Seen:
    """Failing tests, or missing coverage where that is worse. Coverage of tests that nobody ran says nothing."""
    pass_rate, coverage = tests.get("pass_rate"), tests.get("coverage")
    if pass_rate is None:
        return None
    failing = (pass_rate, min(10 * (1 - pass_rate), 1.0))
    if coverage is None:
        return failing
    return max(failing, (coverage, (1 - coverage) / 2), key=lambda seen: seen[1])


def change_kind(change: dict[str, Any]) -> Seen:
    kinds = change.get("kinds")
    if kinds is None:
        return None
    level = max((KIND_LEVELS.get(kind, 0.3) for kind in kinds), default=0.1)
    return level, level


def criticality(service: dict[str, Any]) -> Seen:
    criticality = service.get("criticality")
    return None if criticality is None else (CRITICALITIES.index(criticality), criticality_level(criticality))


def error_budget(situation: Situation) -> Seen:
    left = situation.get("error_budget")
    return None if left is None else (left, min(max(1 - left, 0.0), 1.0))


def history(situation: Situation) -> Seen:
    rate = overall_rate(situation.get("history", []))
    return None if rate is None else (rate, min(max((0.95 - rate) / 0.25, 0.0), 1.0))


def reversibility(change: dict[str, Any]) -> Seen:
    reversibility = change.get("reversibility")
    return None if reversibility is None else (REVERSIBILITY_LEVELS[reversibility["kind"]],) * 2


def findings(change: dict[str, Any]) -> Seen:
    """The worst severity, and how many of it. Unknown unless both were analysed, or one of them is bad already."""
    analyses = [change.get("code_findings"), change.get("image_findings")]
    known = [analysis for analysis in analyses if analysis is not None]
    for severity, level in (("critical", 1.0), ("high", 0.7), ("medium", 0.2)):
        count = sum(analysis.get(severity, 0) for analysis in known)
        if count and (severity != "medium" or len(known) == 2):
            return count, level
    return (0, 0.0) if len(known) == 2 else None


def size(change: dict[str, Any]) -> Seen:
    """Lines or files, whichever is larger for its kind."""
    lines, files = change.get("lines"), change.get("files")
    sizes = [(count, count / most) for count, most in ((files, 50), (lines, 1000)) if count is not None]
    value, level = max(sizes, key=lambda seen: seen[1], default=(None, 0.0))
    return None if value is None else (value, min(level, 1.0))


def review(change: dict[str, Any]) -> Seen:
    """Reviewers other than the author."""
    reviewers, author = change.get("reviewers"), change.get("author")
    if reviewers is None or (reviewers and author is None):
        return None
    others = len(set(reviewers) - {author})
    return others, 1 - min(others, 2) / 2


def application(service: dict[str, Any]) -> Seen:
    application = service.get("application")
    return None if application is None else (APPLICATION_LEVELS[application],) * 2


def is_good_time(now: datetime, target: dict[str, Any]) -> bool:
    """Tuesday to Thursday from 08:00 to 12:00 UTC; outside production every time is as good as another."""
    now = now.astimezone(UTC)
    return target["environment"] != "production" or (1 <= now.weekday() <= 3 and 8 <= now.hour < 12)
