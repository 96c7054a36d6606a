"""The straightforward way: six gates, the confidence score and one step in plain Python.

It decides the same as the core does for one look, gives the same reasons, and chains the same kind of audit record,
written as an engineer would write it for one service: dataclasses, dictionaries, JSON and SHA-256.
"""

from __future__ import annotations

import copy
import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

GATES = [
    {"name": "error_rate", "kind": "ratio", "bound": "below", "limit": 1.1, "slack": 0.001},
    {"name": "latency_p95_ms", "kind": "absolute", "bound": "below", "limit": 500.0},
    {"name": "latency_p99_ms", "kind": "absolute", "bound": "below", "limit": 1000.0},
    {"name": "cpu_saturation", "kind": "absolute", "bound": "below", "limit": 0.8},
    {"name": "memory_saturation", "kind": "absolute", "bound": "below", "limit": 0.9},
    {"name": "request_rate", "kind": "ratio", "bound": "above", "limit": 0.5, "slack": 0.0},
]

WEIGHTS = {
    "safety": 0.30,
    "canary_health": 0.25,
    "blast_radius": 0.15,
    "historical_success": 0.10,
    "change_complexity": 0.10,
    "test_coverage": 0.10,
}
AUTO_PROMOTE_AT, MANUAL_REVIEW_AT = 80.0, 60.0
REQUIRED = ("safety", "canary_health")
ORDER = {"pass": 0, "warn": 1, "inconclusive": 2, "fail": 3}


@dataclass(frozen=True, kw_only=True)
class Check:
    gate: str
    verdict: str
    criticality: str
    counts_as: str
    code: str
    observed: float | None = None
    limit: float | None = None
    baseline: float | None = None
    samples: int | None = None
    margin: float | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    verdict: str
    checks: list[Check]
    unread: list[str]


@dataclass(frozen=True, kw_only=True)
class FactorScore:
    factor: str
    value: float | None
    weight: float
    contribution: float


@dataclass(frozen=True, kw_only=True)
class Confidence:
    score: float | None
    decision: str
    known_share: float
    factors: list[FactorScore]
    reasons: list[dict]
    flip: dict | None


@dataclass
class Rollout:
    id: str
    factors: dict[str, float]
    phase: str = "canary_evaluating"
    at: datetime | None = None
    measuring: tuple[str, datetime] | None = None
    stage: int = 0
    stage_since: datetime | None = None
    failed_checks: int = 0
    inconclusive_since: datetime | None = None
    look_at: datetime | None = None
    sequence: int = 5
    head: str = "0" * 64
    bake: timedelta = field(default=timedelta(hours=24))
    interval: timedelta = field(default=timedelta(seconds=60))
    hold_limit: timedelta = field(default=timedelta(minutes=30))


def level(measurement: dict | None) -> tuple[float | None, int | None, str | None]:
    """A number, its samples, or why there is none."""
    if measurement is None:
        return None, None, "missing"
    kind = measurement["kind"]
    if kind == "value":
        value = measurement["value"]
        if value != value or value in (float("inf"), float("-inf")):
            raise ValueError("value: not a finite number")
        return value, measurement.get("samples"), None
    if kind == "counts":
        events, trials = measurement["events"], measurement["trials"]
        if events > trials or events < 0:
            raise ValueError("events: more events than trials")
        if trials == 0:
            return None, None, "no_traffic"
        return events / trials, trials, None
    return None, None, kind


def same(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-12 * max(abs(a), abs(b))


def check(gate: dict, comparison: dict | None) -> Check:
    name = gate["name"]
    answer = {"gate": name, "criticality": "guardrail"}
    observed, samples, cause = level(comparison and comparison.get("canary"))
    if cause:
        return Check(verdict="inconclusive", counts_as="inconclusive", code=cause, **answer)
    limit, baseline = gate["limit"], None
    if gate["kind"] == "ratio":
        baseline, _, cause = level(comparison.get("baseline"))
        if cause:
            return Check(
                verdict="inconclusive", counts_as="inconclusive", code="baseline_unmeasured", observed=observed, **answer
            )
        slack = gate["slack"] if gate["bound"] == "below" else -gate["slack"]
        limit = baseline * gate["limit"] + slack
    equal = baseline is not None and same(observed, baseline)
    if gate["bound"] == "below":
        healthy = observed < limit and not same(observed, limit)
        margin = limit - observed
    else:
        healthy = observed > limit and not same(observed, limit)
        margin = observed - limit
    if equal:
        verdict, code = "pass", "equal_to_baseline"
    elif healthy:
        verdict, code = "pass", "within_limit"
    else:
        verdict, code = "fail", "limit_exceeded"
    return Check(
        verdict=verdict,
        counts_as=verdict,
        code=code,
        observed=observed,
        limit=limit,
        baseline=baseline,
        samples=samples,
        margin=margin,
        **answer,
    )


def evaluate(evidence: dict) -> Report:
    checks = [check(gate, evidence.get(gate["name"])) for gate in GATES]
    unread = [metric for metric in evidence if metric not in {gate["name"] for gate in GATES}]
    return Report(verdict=max((c.counts_as for c in checks), key=ORDER.__getitem__), checks=checks, unread=unread)


def health(report: Report) -> float | None:
    measured = [c for c in report.checks if c.margin is not None]
    return sum({"pass": 1.0, "warn": 0.5}.get(c.verdict, 0.0) for c in measured) / len(measured) if measured else None


def decide(score: float, capped: bool) -> str:
    if score < MANUAL_REVIEW_AT:
        return "rollback"
    return "manual_review" if score < AUTO_PROMOTE_AT or capped else "auto_promote"


def confidence(factors: dict[str, float | None]) -> Confidence:
    total = sum(WEIGHTS.values())
    known = {name: value for name, value in factors.items() if value is not None}
    known_weight = sum(WEIGHTS[name] for name in known)
    parts = [
        FactorScore(
            factor=name,
            value=factors.get(name),
            weight=weight / total,
            contribution=round(100 * known[name] * weight / known_weight, 9) if name in known else 0.0,
        )
        for name, weight in WEIGHTS.items()
    ]
    if not known:
        return Confidence(
            score=None,
            decision="manual_review",
            known_share=0.0,
            factors=parts,
            reasons=[{"code": "nothing_known", "subject": "confidence"}],
            flip=None,
        )
    score = round(100 * sum(value * WEIGHTS[name] for name, value in known.items()) / known_weight, 9)
    if score >= AUTO_PROMOTE_AT:
        code, limit = "score_reached", AUTO_PROMOTE_AT
    else:
        code, limit = "score_below", AUTO_PROMOTE_AT if score >= MANUAL_REVIEW_AT else MANUAL_REVIEW_AT
    reasons = [{"code": code, "subject": "confidence", "observed": score, "limit": limit}]
    missing = [name for name in REQUIRED if name not in known]
    reasons += [{"code": "required_factor_unknown", "subject": name} for name in missing]
    decision = decide(score, bool(missing))
    flip = None
    for threshold in (MANUAL_REVIEW_AT, AUTO_PROMOTE_AT):
        rises = score < threshold
        becomes = decide(threshold if rises else threshold - 1e-9, bool(missing))
        if becomes == decision:
            continue
        for name, value in known.items():
            to = round(value + (threshold - score) * known_weight / (100 * WEIGHTS[name]), 9)
            if not 0 <= to <= 1 or (not rises and to <= 0):
                continue
            if flip is None or abs(to - value) < abs(flip["to"] - flip["from"]):
                flip = {"factor": name, "from": value, "to": to, "decision": becomes}
    return Confidence(
        score=score,
        decision=decision,
        known_share=round(known_weight / total, 9),
        factors=parts,
        reasons=reasons,
        flip=flip,
    )


def step(rollout: Rollout, now: datetime, event: dict) -> tuple[Rollout, dict]:
    """One look: gates, confidence, decision, audit record. The rollout that was given stays as it is."""
    if rollout.at is not None and now < rollout.at:
        raise ValueError(f"now: {now} is before {rollout.at}")
    if event["kind"] != "measured" or rollout.phase != "canary_evaluating":
        raise ValueError(f"{event['kind']}: not expected in {rollout.phase}")
    owner, sequence, _ = event["action"].split("/")
    if owner != rollout.id:
        raise ValueError(f"action: {owner} is another rollout")
    if int(sequence) > rollout.sequence:
        raise ValueError(f"action: {sequence} was never asked for")
    if rollout.measuring is None or event["action"] != rollout.measuring[0]:
        return rollout, {"phase": rollout.phase, "actions": [], "wake_at": rollout.look_at, "record": None}
    rollout = copy.copy(rollout)
    evidence = event["evidence"]["metrics"]
    report = evaluate(evidence)
    scored = confidence({**rollout.factors, "canary_health": health(report)})
    before, reasons, actions = rollout.phase, [], []
    if report.verdict == "fail":
        rollout.failed_checks += 1
        reasons = [
            {"code": c.code, "subject": c.gate, "observed": c.observed, "limit": c.limit}
            for c in report.checks
            if c.verdict == "fail"
        ]
        rollout.phase, actions = "rolling_back", ["roll_back"]
    elif report.verdict == "inconclusive":
        rollout.inconclusive_since = rollout.inconclusive_since or now
        reasons = [{"code": c.code, "subject": c.gate} for c in report.checks if c.verdict == "inconclusive"]
        rollout.phase = "canary_waiting"
    elif now >= rollout.stage_since + rollout.bake:
        rollout.inconclusive_since = None
        reasons = [{"code": "stage_passed", "subject": "5%"}]
        rollout.phase, actions = "canary", ["set_traffic"]
    else:
        rollout.inconclusive_since = None
        reasons = [{"code": "still_baking", "subject": "5%"}]
        rollout.phase = "canary_waiting"
    baked = rollout.stage_since + rollout.bake
    rollout.look_at = min(now + rollout.interval, baked) if baked > now else now + rollout.interval
    rollout.at, rollout.measuring = now, None
    rollout.sequence += 1
    record = {
        "schema_version": 1,
        "rollout": rollout.id,
        "sequence": rollout.sequence,
        "at": now.isoformat(),
        "event": event,
        "from": before,
        "to": rollout.phase,
        "stage": rollout.stage,
        "reasons": reasons,
        "report": asdict(report),
        "confidence": asdict(scored),
        "actions": actions,
        "previous": rollout.head,
    }
    text = json.dumps(record, sort_keys=True, separators=(",", ":"))
    rollout.head = record["hash"] = hashlib.sha256(text.encode()).hexdigest()
    due = [(rollout.look_at, "look_due")]
    if rollout.inconclusive_since is not None:
        due.append((rollout.inconclusive_since + rollout.hold_limit, "hold_limit"))
    at, reason = min(due)
    return rollout, {
        "phase": rollout.phase,
        "actions": actions,
        "wake_at": {"at": at, "reason": reason},
        "record": record,
    }
