//! A host in miniature: a clock that jumps, and evidence that is healthy, unhealthy or missing on demand.

use rollwise::{
    Action, ActionKind, Comparison, Engine, Event, Evidence, Fraction, Measurement, Plan, Policy, Record, Release,
    Rollout, Step, Timestamp,
};

pub const START: i64 = 1_763_690_400_000;

pub fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(START + millis).unwrap()
}

pub fn fraction(value: f64) -> Fraction {
    Fraction::new(value).unwrap()
}

pub fn release() -> Release {
    serde_json::from_value(serde_json::json!({
        "id": "r1", "service": "checkout", "version": "2.4.0", "previous_version": "2.3.9",
        "image_tag": "9f8d111d-1763690400", "commit": "9f8d111d2c4e5b60718293a4b5c6d7e8f9012345",
        "factors": {"blast_radius": 0.9, "historical_success": 0.95, "change_complexity": 0.8, "test_coverage": 0.85},
    }))
    .unwrap()
}

/// Evidence for the standard gates, all on the healthy side.
pub fn healthy() -> Evidence {
    let value = |v| Measurement::value(v).unwrap();
    let alone = |v| Comparison { canary: value(v), baseline: None };
    let both = |canary, baseline| Comparison { canary, baseline: Some(baseline) };
    let mut evidence = Evidence::default();
    let counts = |e, t| Measurement::counts(e, t).unwrap();
    evidence.metrics.insert("error_rate".into(), both(counts(2, 1000), counts(40, 20_000)));
    evidence.metrics.insert("latency_p95_ms".into(), alone(220.0));
    evidence.metrics.insert("latency_p99_ms".into(), alone(480.0));
    evidence.metrics.insert("cpu_saturation".into(), alone(0.41));
    evidence.metrics.insert("memory_saturation".into(), alone(0.63));
    evidence.metrics.insert("request_rate".into(), both(value(96.0), value(100.0)));
    evidence.metrics.insert("instances_not_ready".into(), alone(0.0));
    evidence
}

pub fn unhealthy() -> Evidence {
    let mut evidence = healthy();
    let canary = Measurement::counts(80, 1000).unwrap();
    evidence.metrics.get_mut("error_rate").unwrap().canary = canary;
    evidence
}

/// A rollout with its clock and its audit log.
#[derive(Clone)]
pub struct Host {
    pub now: Timestamp,
    pub rollout: Rollout,
    pub records: Vec<Record>,
    /// The actions of the last step.
    pub actions: Vec<Action>,
}

impl Host {
    pub fn new(policy: &str) -> Self {
        Self::begin(policy, None)
    }

    pub fn with_plan(policy: &str, plan: Plan) -> Self {
        Self::begin(policy, Some(plan))
    }

    fn begin(policy: &str, plan: Option<Plan>) -> Self {
        let engine = Engine::new(Policy::from_json(policy).unwrap()).unwrap();
        let now = at(0);
        let (rollout, step) = match plan {
            Some(plan) => engine.start_with(now, release(), plan).unwrap(),
            None => engine.start(now, release()).unwrap(),
        };
        Self::started(now, rollout, step)
    }

    /// A host of a rollout that was started by somebody else.
    pub fn started(now: Timestamp, rollout: Rollout, step: Step) -> Self {
        Self { now, rollout, records: step.record.into_iter().collect(), actions: step.actions }
    }

    pub fn feed(&mut self, event: Event) -> Step {
        self.try_feed(event).unwrap()
    }

    pub fn try_feed(&mut self, event: Event) -> Result<Step, rollwise::Error> {
        let step = self.rollout.step(self.now, event)?;
        self.records.extend(step.record.clone());
        self.actions.clone_from(&step.actions);
        Ok(step)
    }

    pub fn wait(&mut self, seconds: i64) -> &mut Self {
        self.now = Timestamp::from_millis(self.now.as_millis() + seconds * 1000).unwrap();
        self
    }

    /// Sleeps until the rollout wants to be woken, and ticks.
    pub fn wake(&mut self) -> Step {
        self.now = self.rollout.wake_at().expect("a live rollout has a time to wake").at.max(self.now);
        self.feed(Event::Tick)
    }

    pub fn outstanding(&self, kind: ActionKind) -> Option<String> {
        self.rollout.outstanding().into_iter().find(|action| action.kind() == kind).map(|action| action.id().to_owned())
    }

    /// Answers the awaited action of a kind as done.
    pub fn done(&mut self, kind: ActionKind) -> Step {
        let action = self.outstanding(kind).unwrap_or_else(|| panic!("{kind:?} is not awaited"));
        self.feed(Event::ActionDone { action })
    }

    pub fn failed(&mut self, kind: ActionKind) -> Step {
        let action = self.outstanding(kind).unwrap_or_else(|| panic!("{kind:?} is not awaited"));
        self.feed(Event::ActionFailed { action, error: "no capacity".to_owned() })
    }

    pub fn measured(&mut self, evidence: Evidence) -> Step {
        let action = self.outstanding(ActionKind::Measure).expect("no measurement is awaited");
        self.feed(Event::Measured { action, evidence })
    }

    pub fn approve(&mut self) -> Step {
        let action = self.outstanding(ActionKind::RequestApproval).expect("no approval is awaited");
        self.feed(Event::Approve { action, actor: "ada".to_owned(), reason: "looks good".to_owned() })
    }

    pub fn reject(&mut self) -> Step {
        let action = self.outstanding(ActionKind::RequestApproval).expect("no approval is awaited");
        self.feed(Event::Reject { action, actor: "ada".to_owned(), reason: "not today".to_owned() })
    }

    /// From the start to the first stage, with traffic shifted.
    pub fn reach_first_stage(&mut self) -> &mut Self {
        self.feed(Event::SafetyAssessed { safety: fraction(1.0), rollout: None });
        self.done(ActionKind::Build);
        self.done(ActionKind::Deploy);
        self.done(ActionKind::SetTraffic);
        self
    }

    /// Answers a measurement that is asked for with nothing, or sleeps.
    pub fn silence(&mut self) -> Step {
        if self.outstanding(ActionKind::Measure).is_some() { self.measured(Evidence::default()) } else { self.wake() }
    }

    /// Wakes until a measurement is asked for, and answers it.
    pub fn look(&mut self, evidence: Evidence) -> Step {
        while self.outstanding(ActionKind::Measure).is_none() {
            self.wake();
        }
        self.measured(evidence)
    }
}

pub fn pause() -> Event {
    Event::Pause { actor: "ada".to_owned(), reason: "lunch".to_owned(), rollout: None }
}

pub fn resume() -> Event {
    Event::Resume { actor: "ada".to_owned(), reason: "back".to_owned(), rollout: None }
}

pub fn abort() -> Event {
    Event::Abort { actor: "ada".to_owned(), reason: "wrong build".to_owned(), rollout: Some("r1".to_owned()) }
}

pub fn roll_back() -> Event {
    Event::RollBack { actor: "ada".to_owned(), reason: "pager".to_owned(), rollout: None }
}

pub fn move_on(to: rollwise::OverrideTo) -> Event {
    Event::Override { to, actor: "ada".to_owned(), reason: "we know".to_owned(), rollout: None }
}
