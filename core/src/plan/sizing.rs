//! Plans sized to a situation: stages, bake times and samples from traffic, risk and criticality.

use serde::{Deserialize, Serialize};

use super::Plan;
use super::sizer::Sizer;
use crate::error::{Error, ErrorCode};
use crate::gate::{self, Gate};
use crate::reason::Reason;
use crate::situation::Situation;
use crate::strategy::Strategy;
use crate::time::Duration;
use crate::units::{Count, Fraction, TrafficShare};

/// How plans are sized.
///
/// **Samples.** The gates on counted metrics get as many samples as it takes to meet at least one failure, with 95 %
/// probability, when requests fail at the rate that must not go unseen: 3 ÷ rate.
///
/// **Time.** A stage bakes until its share of the traffic has brought one and a half times these samples, and for
/// `min_bake` to `max_bake` at least, the longer the more caution there is. Meanwhile all gates are looked at; those that
/// still gather samples are left out until the bake is over. Caution is the larger of risk and criticality (0, ⅓, ⅔,
/// 1), halved in staging and quartered in dev.
///
/// **Shares.** With caution up to ⅓, a release goes by 10 and 50 % to all traffic; up to ⅔ by 5, 25 and 50 %; above
/// by 1, 5, 10, 25 and 50 %. Shares whose samples would take longer than `longest_stage` are left out; when that leaves
/// no first share within the blast radius, the stage goes on with what it can get, and a person decides after it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct SizingPolicy {
    /// Shortest bake time of a stage. Default: 10 min. Source: R13, minimum canary duration.
    pub min_bake: Duration,
    /// Bake time of a stage at the greatest caution. Default: 30 min. Source: R5, conservative.
    pub max_bake: Duration,
    /// Longest time that a stage waits for samples. Default: 12 h. Source: R5, long canary.
    pub longest_stage: Duration,
    /// Failure rate that must not go unseen.
    pub unseen_failures: UnseenFailures,
    /// Metrics that count single requests: their gates need the samples. Default: `error_rate`, `success_rate`.
    /// Source: R17 and R18.
    pub counted_metrics: Vec<String>,
    /// Further metrics of requests: their gates look back as far. Default: `latency_p50_ms`, `latency_p95_ms`,
    /// `latency_p99_ms`. Source: R17 and R18.
    pub request_metrics: Vec<String>,
}

/// The failure rate that must not go unseen, by criticality of the service.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct UnseenFailures {
    /// Default: 0.02. Source: our choice.
    pub low: Fraction,
    /// Default: 0.01. Source: R13, maximum error rate.
    pub medium: Fraction,
    /// Default: 0.005. Source: R18.
    pub high: Fraction,
    /// Default: 0.001. Source: R13, minimum success rate.
    pub critical: Fraction,
}

impl Default for SizingPolicy {
    fn default() -> Self {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Self {
            min_bake: Duration::minutes(10),
            max_bake: Duration::minutes(30),
            longest_stage: Duration::hours(12),
            unseen_failures: UnseenFailures::default(),
            counted_metrics: names(&["error_rate", "success_rate"]),
            request_metrics: names(&["latency_p50_ms", "latency_p95_ms", "latency_p99_ms"]),
        }
    }
}

impl Default for UnseenFailures {
    fn default() -> Self {
        let rate = Fraction::literal;
        Self { low: rate(0.02), medium: rate(0.01), high: rate(0.005), critical: rate(0.001) }
    }
}

/// A plan for one situation, and how it came about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SizedPlan {
    /// The plan.
    pub plan: Plan,
    /// The caution that it was made with, from 0 to 1.
    pub caution: Fraction,
    /// Samples that the gates on counted metrics need.
    pub min_samples: Count,
    /// The sum of all bake times.
    pub takes_at_least: Duration,
    /// What was assumed, and where the traffic does not bring the samples.
    pub reasons: Vec<Reason>,
}

impl SizingPolicy {
    pub(crate) fn validate(&self) -> Result<(), Error> {
        let positive = [("min_bake", self.min_bake), ("longest_stage", self.longest_stage)];
        if let Some((field, zero)) = positive.into_iter().find(|(_, duration)| *duration < Duration::minutes(1)) {
            return Err(Error::config(ErrorCode::OutOfRange, field).value(zero).allowed("1m or more"));
        }
        for (field, duration, name, least) in [
            ("max_bake", self.max_bake, "min_bake", self.min_bake),
            ("longest_stage", self.longest_stage, "max_bake", self.max_bake),
        ] {
            if duration < least {
                let error = Error::config(ErrorCode::Contradiction, field).value(duration);
                return Err(error.allowed(format!("at least `{name}`, {least}")));
            }
        }
        let rates = self.unseen_failures;
        let rates = [("low", rates.low), ("medium", rates.medium), ("high", rates.high), ("critical", rates.critical)];
        match rates.into_iter().find(|(_, rate)| rate.get() < 1e-9) {
            Some((name, rate)) => Err(Error::config(ErrorCode::OutOfRange, format!("unseen_failures.{name}"))
                .value(rate)
                .allowed("0.000000001 to 1")),
            None => Ok(()),
        }
    }

    /// Sizes a plan. `risk` is that of the situation, `cap` the largest share that may run an unproven version.
    pub(crate) fn size(
        &self,
        strategy: Strategy,
        situation: &Situation,
        risk: Fraction,
        cap: TrafficShare,
        gates: &[Gate],
    ) -> SizedPlan {
        let mut sizer = Sizer::new(self, situation, risk, cap);
        let mut plan = sizer.plan(strategy);
        plan.name = format!("sized_{}", strategy.as_str());
        sizer.make_do(&mut plan);
        sizer.ask_before_no_return(&mut plan);
        plan.gates = gate::joined(&sizer.gates(&plan, gates), &plan.gates);
        let takes = plan.stages.iter().map(|stage| stage.min_bake().as_millis()).sum();
        SizedPlan {
            plan,
            caution: Fraction::literal(sizer.caution),
            min_samples: sizer.samples,
            takes_at_least: Duration::from_millis(takes).unwrap_or(Duration::MAX),
            reasons: sizer.reasons,
        }
    }
}
