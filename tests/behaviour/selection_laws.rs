//! Laws of the choice of a strategy, its plan and the risk.

use std::sync::LazyLock;

use proptest::prelude::*;
use rollwise::{
    ChangeKind, Count, Engine, Environment, Finite, FlipDirection, Policy, ReasonCode, Reversibility,
    ServiceCriticality, Situation, StageCheck, Strategy as Way, StrategyChoice, StrategyFlip, TrafficShare,
};

use crate::host::at;
use crate::situations::{fraction, number, situations};

fn engine() -> &'static Engine {
    static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(Policy::default()).unwrap());
    &ENGINE
}

fn choose(situation: &Situation) -> StrategyChoice {
    engine().choose_strategy(at(0), situation).unwrap()
}

/// The inputs that are numbers.
const DIALS: [&str; 4] =
    ["risk_tolerance", "service.requests_per_second", "service.deployments_per_day", "target.free"];

/// The situation with one input at another value, from 0 to 1 of its range.
fn turned(situation: &Situation, dial: &str, value: f64) -> Situation {
    let mut turned = situation.clone();
    match dial {
        "risk_tolerance" => turned.risk_tolerance = Some(fraction(value.clamp(0.0, 1.0))),
        "service.requests_per_second" => turned.service.requests_per_second = Some(number(value)),
        "service.deployments_per_day" => turned.service.deployments_per_day = Some(number(value)),
        _ => {
            turned.target.free.compute = Some(number(value));
            (turned.target.free.memory, turned.target.free.network) = (None, None);
        }
    }
    turned
}

fn range(dial: &str) -> f64 {
    match dial {
        "risk_tolerance" => 1.0,
        "service.requests_per_second" => 2000.0,
        "service.deployments_per_day" => 20.0,
        _ => 1.5,
    }
}

fn score(choice: &StrategyChoice, strategy: Way) -> Option<f64> {
    choice.ranked.iter().find(|ranked| ranked.strategy == strategy).map(|ranked| ranked.score.get())
}

/// How a series of numbers moves: whether it rises somewhere, and whether it falls somewhere.
fn moves(series: &[f64]) -> (bool, bool) {
    let steps = series.windows(2).map(|pair| pair[1] - pair[0]);
    steps.fold((false, false), |(up, down), step| (up || step > 1e-7, down || step < -1e-7))
}

/// The situation that a flip speaks of: the input at or just beyond its value.
fn flipped(situation: &Situation, flip: &StrategyFlip) -> Situation {
    let mut turned_situation = situation.clone();
    let word = flip.word.as_deref().unwrap_or_default();
    let json = |text: &str| format!("\"{text}\"");
    match (&*flip.input, flip.direction, flip.value) {
        (dial, direction, Some(value)) => {
            let nudge = 2e-6 * value.abs().max(1.0);
            let value = match direction {
                FlipDirection::Above => value + nudge,
                FlipDirection::Below => (value - nudge).max(0.0),
                _ => value,
            };
            return turned(situation, dial, value);
        }
        ("service.criticality", ..) => {
            turned_situation.service.criticality = Some(serde_json::from_str(&json(word)).unwrap());
        }
        ("service.application", ..) => {
            turned_situation.service.application = Some(serde_json::from_str(&json(word)).unwrap());
        }
        ("target.environment", ..) => {
            turned_situation.target.environment = serde_json::from_str(&json(word)).unwrap();
        }
        ("change.reversibility", ..) => {
            let kind = format!("{{\"kind\": \"{word}\"}}");
            turned_situation.change.reversibility = Some(serde_json::from_str(&kind).unwrap());
        }
        ("change.kinds", direction, _) => {
            let kind: ChangeKind = serde_json::from_str(&json(word)).unwrap();
            let mut kinds = situation.change.kinds.clone().unwrap_or_default();
            kinds.retain(|other| *other != kind);
            if direction == FlipDirection::With {
                kinds.push(kind);
            }
            turned_situation.change.kinds = Some(kinds);
        }
        ("service.user_facing", ..) => turned_situation.service.user_facing = Some(word == "true"),
        ("service.side_by_side", ..) => turned_situation.service.side_by_side = Some(word == "true"),
        ("service.downtime_allowed", ..) => turned_situation.service.downtime_allowed = Some(word == "true"),
        ("change.flagged", ..) => turned_situation.change.flagged = Some(word == "true"),
        (other, ..) => panic!("no input `{other}`"),
    }
    turned_situation
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_strategy_is_ranked_or_excluded_and_the_parts_make_the_score(situation in situations()) {
        let choice = choose(&situation);
        prop_assert_eq!(choice.ranked.len() + choice.excluded.len(), Way::ALL.len());
        prop_assert!(choice.excluded.iter().all(|excluded| !excluded.reasons.is_empty()));
        prop_assert_eq!(choice.winner, choice.ranked.first().map(|ranked| ranked.strategy));
        prop_assert_eq!(choice.plan.is_some(), choice.winner.is_some());
        for ranked in &choice.ranked {
            let sum: f64 = ranked.parts.iter().map(|part| part.points.get()).sum();
            prop_assert!((sum - ranked.score.get()).abs() < 1e-7);
        }
        prop_assert!(choice.ranked.windows(2).all(|pair| pair[0].score >= pair[1].score));
    }

    #[test]
    fn scores_move_in_one_direction_and_places_change_once(situation in situations(), dial in 0..DIALS.len()) {
        let dial = DIALS[dial];
        let choices: Vec<StrategyChoice> =
            (0..=30).map(|i| choose(&turned(&situation, dial, range(dial) * f64::from(i) / 30.0))).collect();
        for a in Way::ALL {
            // Capacity excludes some at its lower end; what can be used is compared.
            let of = |way| choices.iter().filter_map(move |choice| score(choice, way));
            let series: Vec<f64> = of(a).collect();
            prop_assert!(moves(&series) != (true, true), "{:?} goes up and down with {}: {:?}", a, dial, series);
            for b in Way::ALL {
                let ahead = choices.iter().filter_map(|c| Some(score(c, a)? - score(c, b)?)).filter(|d| d.abs() > 1e-7);
                let signs: Vec<bool> = ahead.map(|difference| difference > 0.0).collect();
                let changes = signs.windows(2).filter(|pair| pair[0] != pair[1]).count();
                prop_assert!(changes <= 1, "{:?} and {:?} change places {} times with {}", a, b, changes, dial);
            }
        }
    }

    #[test]
    fn traffic_speaks_for_the_canary_and_tolerance_never_for_safety(situation in situations()) {
        let along = |dial, strategy| -> Vec<f64> {
            let values = (0..=20).map(|i| turned(&situation, dial, range(dial) * f64::from(i) / 20.0));
            values.filter_map(|situation| score(&choose(&situation), strategy)).collect()
        };
        prop_assert!(!moves(&along("service.requests_per_second", Way::Canary)).1);
        prop_assert!(!moves(&along("risk_tolerance", Way::Canary)).0);
        prop_assert!(!moves(&along("risk_tolerance", Way::Recreate)).1);
        prop_assert!(!moves(&along("target.free", Way::BlueGreen)).1);
        prop_assert!(!moves(&along("service.deployments_per_day", Way::Rolling)).1);
    }

    #[test]
    fn flips_are_true(situation in situations()) {
        let choice = choose(&situation);
        for flip in &choice.flips {
            prop_assert_ne!(flip.winner, choice.winner);
            prop_assert_eq!(choose(&flipped(&situation, flip)).winner, flip.winner, "{:?}", flip);
        }
    }

    #[test]
    fn no_flip_of_a_number_is_missed(situation in situations(), dial in 0..DIALS.len(), to in 0.0..1.0) {
        let dial = DIALS[dial];
        let choice = choose(&situation);
        let to = to * range(dial);
        if choose(&turned(&situation, dial, to)).winner != choice.winner {
            prop_assert!(choice.flips.iter().any(|flip| flip.input == dial), "{} at {}", dial, to);
        }
    }

    #[test]
    fn every_plan_can_be_run_and_gets_its_samples(situation in situations()) {
        let choice = choose(&situation);
        let Some(sized) = choice.plan else { return Ok(()) };
        prop_assert!(sized.plan.validate().is_ok(), "{:?}", sized.plan.validate());
        prop_assert_eq!(Some(sized.plan.strategy), choice.winner);
        let Some(traffic) = situation.service.requests_per_second.map(|traffic| traffic.get()) else { return Ok(()) };
        let looks = sized.plan.stages.iter().filter(|stage| stage.check == StageCheck::Gates);
        for stage in looks.filter(|stage| traffic > 0.0 && stage.share > TrafficShare::NONE) {
            let window = stage.min_bake().as_millis() as f64 / 1000.0;
            let samples = traffic * stage.share.as_percent() / 100.0 * window;
            let said = sized.reasons.iter().any(|reason| reason.code == ReasonCode::TooFewSamples);
            let enough = samples >= sized.min_samples.as_f64() || (said && sized.min_samples.get() == 1);
            prop_assert!(enough, "{} samples in {:?}", samples, stage);
        }
        let counted = sized.plan.gates.iter().filter(|gate| &*gate.metric == "error_rate");
        prop_assert!(counted.into_iter().all(|gate| gate.min_samples == sized.min_samples));
    }

    #[test]
    fn nobody_passes_the_point_of_no_return_unasked(situation in situations(), share in 0_u32..100) {
        let mut situation = situation;
        let share = TrafficShare::from_percent(f64::from(share)).unwrap();
        situation.change.reversibility = Some(Reversibility::Until { share });
        let Some(sized) = choose(&situation).plan else { return Ok(()) };
        let first_beyond = sized.plan.stages.iter().find(|stage| stage.share > share);
        prop_assert!(first_beyond.is_none_or(|stage| stage.approval));
    }

    #[test]
    fn risk_never_falls_when_something_gets_worse(situation in situations(), worse in 0..10) {
        let mut after = situation.clone();
        match worse {
            0 => after.success_probability = after.success_probability.map(|p| fraction(p.get() / 2.0)),
            1 => after.error_budget = after.error_budget.map(|left| Finite::new(left.get() - 0.3).unwrap()),
            2 => after.change.lines = after.change.lines.map(|n| Count::new(n.get() * 2 + 1).unwrap()),
            3 => after.change.files = after.change.files.map(|n| Count::new(n.get() * 2 + 1).unwrap()),
            4 => after.service.criticality = after.service.criticality.map(|_| ServiceCriticality::Critical),
            5 => after.change.reversibility = after.change.reversibility.map(|_| Reversibility::Never),
            6 => after.change.tests.pass_rate = after.change.tests.pass_rate.map(|p| fraction(p.get() / 2.0)),
            7 => after.target.environment = Environment::Production,
            8 => after.change.kinds.iter_mut().for_each(|kinds| kinds.push(ChangeKind::BreakingApi)),
            _ => after.history.iter_mut().for_each(|entry| entry.service.failed = entry.service.failed.saturating_add(Count::from(9))),
        }
        let risk = |situation: &Situation| engine().assess_risk(at(0), situation).unwrap();
        let (before, after) = (risk(&situation), risk(&after));
        prop_assert!(after.score >= before.score, "{:?} then {:?}", before.score, after.score);
        prop_assert!((0.0..=1.0).contains(&before.confidence.get()));
    }

    #[test]
    fn what_becomes_known_is_counted_as_known(situation in situations()) {
        let risk = engine().assess_risk(at(0), &situation).unwrap();
        let unknown = risk.factors.iter().filter(|row| row.value.is_none()).count();
        prop_assert_eq!(unknown, risk.unknown.len());
        prop_assert_eq!(risk.confidence.get() == 1.0, unknown == 0);
        let said = risk.reasons.iter().filter(|reason| reason.code == ReasonCode::RaisesRisk).count();
        prop_assert!(said <= risk.factors.len());
    }
}
