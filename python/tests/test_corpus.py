"""Runs the corpus that Rust and Node run too.

Every answer is written to a file, one line for each case, so that the three can be compared byte by byte.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import rollwise as rw

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "tests" / "corpus"
FILES = sorted(CORPUS.rglob("*.json"))
CASES = [(path.relative_to(CORPUS).as_posix(), case) for path in FILES for case in json.loads(path.read_text("utf-8"))]


def engine(given: dict[str, Any]) -> rw.Engine:
    return rw.Engine(given.get("policy", {}))


def rolled_out(given: dict[str, Any]) -> Any:
    rollout, first = engine(given).start(given["start"], given["release"], given.get("plan"))
    records = [first.record]
    steps = [stored(first)]
    for event in given.get("events", []):

        def step(event: dict[str, Any] = event) -> Any:
            step = rollout.step(event["at"], event["event"])
            records.extend([step.record] if step.record else [])
            return stored(step)

        steps.append(answered(step))
    kept = [record for record in records if record is not None]
    return {"steps": steps, "rollout": json.loads(rollout.to_json()), "replayed": rw.replay(kept) == rollout}


def gates(given: dict[str, Any]) -> Any:
    judge = engine(given)
    report = judge.evaluate_gates(given["now"], given["evidence"])
    assert judge.evaluate_gates(given["now"], json.dumps(given["evidence"])) == report
    return stored(report)


def asked(question: str) -> Callable[[dict[str, Any]], Any]:
    """A question about a situation, which is given as mapping and as JSON text."""

    def ask(given: dict[str, Any]) -> Any:
        method = getattr(engine(given), question)
        answer = method(given["now"], given["situation"])
        assert method(given["now"], json.dumps(given["situation"])) == answer
        return stored(answer)

    return ask


def kubernetes(given: dict[str, Any]) -> Any:
    fragments = engine(given).kubernetes(given["plan"], given["service"])
    return {"fragments": stored(fragments), "manifests": json.loads(rw.manifests(fragments))}


def evaluation(given: dict[str, Any]) -> Any:
    columns = given["probabilities"], given["succeeded"]
    evaluation = rw.evaluate(*columns, at=given.get("at"), policy=given.get("policy"))
    return {
        "evaluation": stored(evaluation),
        "best_threshold": rw.best_threshold(*columns),
        "report": rw.evaluation_report(evaluation),
        "svg": rw.reliability_svg(evaluation),
    }


def acceptance(given: dict[str, Any]) -> Any:
    columns = given["challenger"], given["succeeded"]
    return stored(rw.compare_models(*columns, champion=given.get("champion"), policy=given.get("policy")))


def drift(given: dict[str, Any]) -> Any:
    references = [rw.input_reference(name, values) for name, values in given["training"].items()]
    scoreboard = scored(given["predictions"]) if "predictions" in given else None
    drift = rw.measure_drift(references, given["columns"], scoreboard=scoreboard, policy=given.get("policy"))
    return {"references": stored(references), "scoreboard": stored(scoreboard), "drift": stored(drift)}


def scored(predictions: dict[str, Any]) -> Any:
    begin = {"half_life": predictions.get("half_life", 200)}
    return rw.keep_score(predictions["probabilities"], predictions["succeeded"], scoreboard=begin)


def retraining(given: dict[str, Any]) -> Any:
    answer = rw.check_retraining(
        given["now"],
        scored(given["predictions"]),
        outcomes_since_training=given["outcomes_since_training"],
        trained_at=given.get("trained_at"),
        drift=given.get("drift"),
        policy=given.get("policy"),
    )
    return stored(answer)


def success(given: dict[str, Any]) -> Any:
    columns, succeeded = given["columns"], given["succeeded"]
    fitted = rw.SuccessModel(given.get("policy")).fit(columns, succeeded)
    model = fitted.without_history()
    probabilities = list(model.replay(columns, succeeded))
    for outcome in given.get("outcomes", []):
        model.record(outcome)
    situation, at = given["situation"], given["at"]
    prediction = model.explain(situation, at, strategy=given.get("strategy"))
    return {
        "fitted": json.loads(fitted.to_json()),
        "probabilities": [float(probability) for probability in probabilities],
        "prediction": stored(prediction),
        "report": rw.prediction_report(prediction),
        "informed": stored(model.inform(situation, at)),
    }


def sequential_test(given: dict[str, Any]) -> Any:
    """The series at once, and look by look from stored states."""
    series = rw.sequential_test(given["test"], given["looks"], state=given.get("state"))
    last = given.get("state")
    for look in given["looks"]:
        last = rw.to_json(rw.sequential_test(given["test"], [look], state=last).state)
    resumed = last is None or json.loads(last) == stored(series.state)
    return {"evidence": stored(series.evidence), "state": stored(series.state), "resumed": resumed}


def merge_sequential(given: dict[str, Any]) -> Any:
    test = given["test"]
    state = rw.sequential_test(test, given["looks"]).state
    other = stored(rw.sequential_test(given.get("other_test", test), given["others"]).state)
    merged = rw.merge_sequential(test, state, other | given.get("changed", {}))
    return {"evidence": stored(merged.evidence), "state": stored(merged.state)}


def judge_canary(given: dict[str, Any]) -> Any:
    """The series at once, and look by look from stored states."""
    series = rw.judge_canary(given["policy"], given["looks"])
    last = None
    for look in given["looks"]:
        judge = rw.CanaryJudge(given["policy"], state=last)
        judge.look(look)
        last = rw.to_json(judge.state)
    shown = given.get("shown", range(len(series.judgements)))
    return {
        "decisions": [judgement.decision for judgement in series.judgements],
        "judgements": [stored(series.judgements[i]) for i in shown],
        "reasons": [rw.explain(reason) for judgement in series.judgements[-1:] for reason in judgement.reasons],
        "state": stored(series.state),
        "resumed": last is None or json.loads(last) == stored(series.state),
    }


def judged(question: str) -> Callable[[dict[str, Any]], Any]:
    """A question about evidence, which is given as mapping and as JSON text."""

    def ask(given: dict[str, Any]) -> Any:
        method = getattr(engine(given), question)
        answer = method(given["now"], given["evidence"])
        assert method(given["now"], json.dumps(given["evidence"])) == answer
        return stored(answer)

    return ask


def lines(records: list[Any]) -> str:
    return "\n".join(json.dumps(record) for record in records)


def kayenta_judged(given: dict[str, Any]) -> Any:
    """A judgement with each of both intervals. Unless a case says otherwise it is as lenient as Kayenta."""

    def judged(interval: str) -> Any:
        policy = {"strict": False, "interval": interval, **given.get("policy", {})}
        judgement = rw.kayenta_judge(given["config"], given["request"], policy=policy)
        assert rw.kayenta_judge(json.dumps(given["config"]), json.dumps(given["request"]), policy=policy) == judgement
        return stored(judgement)

    return {interval: judged(interval) for interval in ("exact", "compatible")}


def kayenta_scheduled(given: dict[str, Any]) -> Any:
    schedule = stored(rw.kayenta_schedule(given["request"]))
    judgements = schedule.pop("judgements")
    return {**schedule, "count": len(judgements), "judgements": judgements[: given.get("first", 0)]}


KINDS: dict[str, Callable[[Any], Any]] = {
    "policy": lambda given: stored(engine(given).policy()),
    "plan": lambda given: stored(engine(given).plan(given["name"])),
    "gates": gates,
    "confidence": lambda given: stored(engine(given).score_confidence(given["factors"])),
    "permits": lambda given: stored(engine(given).permits(given["what"], given["level"])),
    "condition": lambda given: stored(
        engine(given).evaluate_condition(given["now"], given["condition"], given["situation"])
    ),
    "approvals": lambda given: stored(
        engine(given).check_approvals(given["now"], given["situation"], given["votes"], stage=given.get("stage"))
    ),
    "admission": lambda given: stored(engine(given).admit(given["now"], given["request"])),
    "blast_radius": lambda given: stored(engine(given).assess_blast_radius(given["plan"], given["service"])),
    "kubernetes": kubernetes,
    "triggers": judged("evaluate_triggers"),
    "rollback": judged("decide_rollback"),
    "canary_promotion": judged("decide_promotion"),
    "split": lambda given: stored(rw.split(given["share"], given["replicas"], given["surge"])),
    "replica_counts": lambda given: stored(rw.replica_counts(given)),
    "review": lambda given: stored(engine(given).review()),
    "risk": asked("assess_risk"),
    "strategy": asked("choose_strategy"),
    "windows": asked("check_window"),
    "image": lambda given: stored(engine(given).check_image(given["image_tag"], given["commit"])),
    "readiness": lambda given: stored(
        engine(given).check_readiness(given["when"], given["situation"], given["checklist"])
    ),
    "promotion": lambda given: stored(
        engine(given).check_promotion(given["now"], given["situation"], given.get("verified"))
    ),
    "evaluation": evaluation,
    "acceptance": acceptance,
    "drift": drift,
    "retraining": retraining,
    "assess_slo": lambda given: stored(rw.assess_slo(given["now"], given["evidence"], policy=given.get("policy"))),
    "review_slo": lambda given: stored(rw.review_slo(given["policy"], given["error_ratio"])),
    "judge_quality": lambda given: stored(rw.judge_quality(given["evidence"], policy=given.get("policy"))),
    "deliveries": lambda given: stored(rw.deliveries(lines(given))),
    "delivery_figures": lambda given: stored(
        rw.delivery_figures(given["since"], given["until"], given["log"], policy=given.get("policy"))
    ),
    "compare_windows": lambda given: stored(rw.compare_windows(given["windows"], policy=given.get("policy"))),
    "success": success,
    "kayenta_judge": kayenta_judged,
    "kayenta_pairs": lambda given: [
        stored(pair) for pair in rw.kayenta_pairs(given["config"], given["control"], given["experiment"])
    ],
    "kayenta_schedule": kayenta_scheduled,
    "kayenta_conclusion": lambda given: stored(rw.kayenta_conclusion(given["limits"], given["scores"])),
    "sequential_test": sequential_test,
    "merge_sequential": merge_sequential,
    "judge_canary": judge_canary,
    "judge_recording": lambda given: stored(rw.judge_recording(given["policy"], given["recording"])),
    "sequential_interval": lambda given: stored(rw.sequential_interval(given["sequence"], given["looks"])),
    "combine_evidence": lambda given: stored(rw.combine_evidence(given["looks"], policy=given.get("policy"))),
    "estimate_dispersion": lambda given: stored(rw.estimate_dispersion(given["estimate"], given["looks"])),
    "p_value": lambda given: stored([rw.evidence_of_p_value(p) for p in given["p"]]),
    "rollout": rolled_out,
    "load": lambda given: json.loads(rw.Rollout.from_json(json.dumps(given)).to_json()),
    "replay": lambda given: json.loads(rw.replay(lines(given)).to_json()),
    "artifacts": lambda given: stored(rw.artifacts(lines(given))),
}


def stored(value: Any) -> Any:
    return json.loads(rw.to_json(value))


def answered(call: Callable[[], Any]) -> Any:
    """What a call gives, or how it is refused."""
    try:
        return call()
    except rw.RollwiseError as err:
        parts = {"code": err.code, "field": err.field, "value": err.value, "allowed": err.allowed, "message": str(err)}
        return {"error": parts}


def is_a(kind: type, value: Any) -> bool:
    return isinstance(value, kind)


def check(expected: Any, answer: Any, tolerance: dict[str, float] | None = None, place: str = "") -> None:
    """An answer has all that is expected: objects may say more, lists and values may not.

    Numbers are equal, or within the tolerance of a case that comes from elsewhere.
    """
    if is_a(dict, expected):
        assert is_a(dict, answer), place
        for key, want in expected.items():
            check(want, answer.get(key), tolerance, f"{place}/{key}")
    elif is_a(list, expected):
        assert is_a(list, answer), place
        assert len(answer) == len(expected), place
        for i, want in enumerate(expected):
            check(want, answer[i], tolerance, f"{place}/{i}")
    elif tolerance and type(expected) in (int, float):
        assert is_a(int, answer) or is_a(float, answer), place
        assert abs(answer - expected) <= tolerance["abs"] + tolerance["rel"] * abs(expected), place
    else:
        assert answer == expected, place


@pytest.fixture(scope="module")
def answers() -> Any:
    written: list[str] = []
    yield written
    supported = sum(case["kind"] != "not_supported" for _, case in CASES)
    assert len(written) == supported >= 230, f"{len(written)} of {supported} cases were answered"
    results = ROOT / "target" / "corpus" / "python.txt"
    results.parent.mkdir(parents=True, exist_ok=True)
    results.write_text("".join(written), "utf-8")


@pytest.mark.parametrize(("path", "case"), CASES, ids=[f"{path}: {case['name']}" for path, case in CASES])
def test_case(path: str, case: dict[str, Any], answers: list[str]) -> None:
    if case["kind"] == "not_supported":
        pytest.skip(f"not supported: {case['reason']}")
    answer = answered(lambda: KINDS[case["kind"]](case["input"]))
    answers.append(f"{case['name']}\t{rw.to_json(answer)}\n")
    check(case["expected"], answer, case.get("tolerance"))
