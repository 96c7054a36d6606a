//! Plans: the stages through which a release reaches all traffic.

mod presets;
mod sizer;
mod sizing;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::gate::Gate;
use crate::strategy::Strategy;
use crate::time::Duration;
use crate::units::{Fraction, TrafficShare};

pub use presets::PlanPreset;
pub use sizing::{SizedPlan, SizingPolicy, UnseenFailures};

/// A way from no traffic to all of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Name of the plan.
    pub name: String,
    /// What the stages mean.
    pub strategy: Strategy,
    /// The stages in order. The last one is complete (100 %), except for a shadow, which never serves.
    pub stages: Vec<Stage>,
    /// Failed looks that roll back, counted over the whole rollout. Default: 1, the first. Source: R17.
    #[serde(default = "one")]
    pub failed_checks: u32,
    /// Gates of this plan alone; one with the name of another replaces it. Default: none. Source: our choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gates: Vec<Gate>,
    /// Share of instances that may be missing meanwhile. Default: 0. Source: R6.
    #[serde(default = "nothing")]
    pub max_unavailable: Fraction,
    /// Share of instances that may exist beyond the usual number. Default: 0.25. Source: R5, rolling.
    #[serde(default = "a_quarter")]
    pub max_surge: Fraction,
    /// What the host does when the release is verified. Default: nothing. Source: our choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleanup: Option<Cleanup>,
}

fn one() -> u32 {
    1
}

fn nothing() -> Fraction {
    Fraction::literal(0.0)
}

fn a_quarter() -> Fraction {
    Fraction::literal(0.25)
}

/// One step of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Share of live traffic, in percent.
    pub share: TrafficShare,
    /// Name, for people. Default: none. Source: our choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Share of traffic that is copied to the new version, in percent. Default: 0. Source: R1.
    #[serde(default)]
    pub mirror: TrafficShare,
    /// Users who see the stage whatever the share, such as `internal`. Default: none. Source: R5, feature flag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// Time for metrics to settle before the first look. Default: 60 s. Source: R5, standard canary.
    #[serde(default = "a_minute")]
    pub settle: Duration,
    /// Least time in the stage, from the shift of traffic; a look at or after its end must pass. In the last stage:
    /// the least time to watch after promotion. Default: the settle time. Source: R5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bake: Option<Duration>,
    /// Time between looks. Default: 60 s. Source: R5, linear.
    #[serde(default = "a_minute")]
    pub interval: Duration,
    /// What lets the stage pass. Default: its gates. Source: R26.
    #[serde(default)]
    pub check: StageCheck,
    /// Whether a person must approve before the stage begins. Default: no. Source: R5.
    #[serde(default)]
    pub approval: bool,
    /// Time from the shift of traffic by which the judge must have shown that the canary is not harmful. The stage then ends
    /// as soon as it has, though not before the least time, and waits for it until then; what follows when it is over
    /// says `on_hold_limit` of the rollout's policy. Needs a judge. Default: none, so the stage ends after the least
    /// time if no harm is shown. Source: our choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence_deadline: Option<Duration>,
}

fn a_minute() -> Duration {
    Duration::seconds(60)
}

/// What lets a stage pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StageCheck {
    /// Its gates, looked at again and again.
    #[default]
    Gates,
    /// A run of automatic tests by the host.
    Tests,
    /// The bake time alone.
    Time,
}

/// What the host does when a release is verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Cleanup {
    /// What is to be done.
    pub task: CleanupTask,
    /// How long after verification. Default: 0 s. Source: our choice.
    #[serde(default)]
    pub delay: Duration,
}

/// What is no longer needed after a verified release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CleanupTask {
    /// Scale the old version down.
    ScaleDownPrevious,
    /// Remove the feature flag from the code.
    RemoveFlag,
    /// Stop copying traffic.
    StopMirroring,
}

impl Stage {
    /// A stage at a share, with everything else at its default.
    #[must_use]
    pub fn at(share: TrafficShare) -> Self {
        Self {
            share,
            name: None,
            mirror: TrafficShare::NONE,
            audience: None,
            settle: a_minute(),
            bake: None,
            interval: a_minute(),
            check: StageCheck::Gates,
            approval: false,
            evidence_deadline: None,
        }
    }

    /// Least time in the stage.
    #[must_use]
    pub fn min_bake(&self) -> Duration {
        self.bake.unwrap_or(self.settle)
    }
}

impl Plan {
    /// How many looks there are if every stage takes its time, of those that are looked at.
    pub(crate) fn planned_looks(&self) -> u32 {
        let looked_at = self.stages.iter().filter(|stage| stage.check == StageCheck::Gates && !stage.share.is_all());
        let looks = looked_at.map(|stage| {
            let time = stage.evidence_deadline.unwrap_or(stage.min_bake()).as_millis() - stage.settle.as_millis();
            1 + time.max(0) / stage.interval.as_millis().max(1)
        });
        looks.sum::<i64>().clamp(2, 1_000_000) as u32
    }

    /// A plan with everything but its stages at its default.
    #[must_use]
    pub fn new(name: &str, strategy: Strategy, stages: Vec<Stage>) -> Self {
        Self {
            name: name.to_owned(),
            strategy,
            stages,
            failed_checks: one(),
            gates: Vec::new(),
            max_unavailable: nothing(),
            max_surge: a_quarter(),
            cleanup: None,
        }
    }

    /// Reads a plan from JSON text and checks it.
    ///
    /// # Errors
    ///
    /// A configuration error that names the field.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let plan: Self = crate::document::read(crate::error::Family::Config, text)?;
        plan.validate()?;
        Ok(plan)
    }

    /// Whether the plan ends with the new version serving everything.
    #[must_use]
    pub fn promotes(&self) -> bool {
        self.strategy != Strategy::Shadow
    }

    /// Checks that the plan can be run.
    ///
    /// # Errors
    ///
    /// `empty` without a name or stages; `not_rising` when a share does not rise (equal shares are allowed while no
    /// user is served); `not_complete` when the last stage is not 100 %, or another one is, or a shadow serves users;
    /// `contradiction` when a stage bakes for less than it settles; `out_of_range` for an interval of zero.
    pub fn validate(&self) -> Result<(), Error> {
        if self.name.is_empty() {
            return Err(Error::config(ErrorCode::Empty, "name").allowed("a name"));
        }
        if self.failed_checks == 0 {
            return Err(Error::config(ErrorCode::OutOfRange, "failed_checks").value(0).allowed("1 or more"));
        }
        if is_zero(self.max_unavailable) && is_zero(self.max_surge) {
            return Err(Error::config(ErrorCode::Contradiction, "max_surge")
                .value(0)
                .allowed("more than 0 when max_unavailable is 0, or no instance could be replaced"));
        }
        crate::gate::check_all(&self.gates)?;
        let Some((last, before)) = self.stages.split_last() else {
            return Err(Error::config(ErrorCode::Empty, "stages").allowed("at least one stage"));
        };
        let mut previous: Option<TrafficShare> = None;
        for (i, stage) in self.stages.iter().enumerate() {
            self.check_stage(stage, previous).map_err(|err| err.within(&format!("stages[{i}]")))?;
            previous = Some(stage.share);
        }
        let field = format!("stages[{}].share", before.len());
        match (self.promotes(), last.share) {
            (true, TrafficShare::ALL) | (false, _) => {}
            (true, share) => {
                return Err(Error::config(ErrorCode::NotComplete, field).value(share).allowed("100% at last"));
            }
        }
        match before.iter().position(|stage| stage.share == TrafficShare::ALL) {
            None => Ok(()),
            Some(i) => Err(Error::config(ErrorCode::NotComplete, format!("stages[{i}].share"))
                .value(TrafficShare::ALL)
                .allowed("100% in the last stage only")),
        }
    }

    /// Refuses a stage that waits for a judge where there is none.
    pub(crate) fn check_judged(&self, has_judge: bool) -> Result<(), Error> {
        match self.stages.iter().position(|stage| stage.evidence_deadline.is_some() && !has_judge) {
            Some(i) => {
                let error = Error::config(ErrorCode::Contradiction, format!("stages[{i}].evidence_deadline"));
                Err(error.allowed("none without a judge"))
            }
            None => Ok(()),
        }
    }

    fn check_stage(&self, stage: &Stage, previous: Option<TrafficShare>) -> Result<(), Error> {
        if !self.promotes() && stage.share != TrafficShare::NONE {
            return Err(Error::config(ErrorCode::NotComplete, "share")
                .value(stage.share)
                .allowed("0%: no user sees a shadow"));
        }
        let rises = |previous| stage.share > previous || (stage.share, previous) == (TrafficShare::NONE, stage.share);
        if let Some(previous) = previous.filter(|previous| !rises(*previous)) {
            return Err(Error::config(ErrorCode::NotRising, "share")
                .value(stage.share)
                .allowed(format!("more than {previous}, the share of the stage before")));
        }
        if stage.min_bake() < stage.settle {
            return Err(Error::config(ErrorCode::Contradiction, "bake")
                .value(stage.min_bake())
                .allowed(format!("at least the settle time, {}", stage.settle)));
        }
        if let Some(deadline) = stage.evidence_deadline {
            if deadline <= stage.min_bake() {
                let error = Error::config(ErrorCode::Contradiction, "evidence_deadline").value(deadline);
                return Err(error.allowed(format!("more than the least time, {}", stage.min_bake())));
            }
            if stage.check != StageCheck::Gates {
                let error = Error::config(ErrorCode::Contradiction, "evidence_deadline").value(deadline);
                return Err(error.allowed("none where the stage is not looked at"));
            }
        }
        if stage.interval == Duration::ZERO {
            return Err(Error::config(ErrorCode::OutOfRange, "interval").value("0s").allowed("more than 0s"));
        }
        Ok(())
    }
}

fn is_zero(fraction: Fraction) -> bool {
    fraction.get() <= 0.0
}
