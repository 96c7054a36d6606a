//! How often deployments succeed, said with as much certainty as their number allows.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::situation::{Outcomes, StrategyHistory};
use crate::strategy::Strategy;
use crate::units::{Fraction, NonNegative};

/// How success rates of few deployments are judged: the rate of a service by a strategy is drawn to that of other services
/// by it, that to the rate of all deployments of other services, and that to what is expected before any (R8).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct HistoryPolicy {
    /// Success rate that is expected before any deployment. Default: 0.95. Source: R38, a change failure rate of 5 %.
    pub expected: Fraction,
    /// How many deployments outweigh what is expected. Default: 10. Source: our choice, so that three failures of one
    /// strategy do not condemn it.
    pub strength: NonNegative,
}

impl Default for HistoryPolicy {
    fn default() -> Self {
        Self { expected: Fraction::literal(0.95), strength: NonNegative::literal(10.0) }
    }
}

impl HistoryPolicy {
    pub(crate) fn validate(&self) -> Result<(), Error> {
        if self.strength.get() < 1.0 {
            let error = Error::config(ErrorCode::OutOfRange, "strength").value(self.strength);
            return Err(error.allowed("1 or more, or one deployment would decide"));
        }
        Ok(())
    }

    /// The success rate of this service by a strategy.
    pub(crate) fn by_strategy(&self, history: &[StrategyHistory], strategy: Strategy) -> f64 {
        let others = self.drawn(history.iter().map(|entry| entry.others), self.expected.get());
        let Some(entry) = history.iter().find(|entry| entry.strategy == strategy) else { return others };
        let strategy = self.drawn([entry.others], others);
        self.drawn([entry.service], strategy)
    }

    /// The success rate of this service by whatever strategy; none when nothing was ever deployed.
    pub(crate) fn overall(&self, history: &[StrategyHistory]) -> Option<f64> {
        let deployed = history.iter().any(|entry| entry.service.total() + entry.others.total() > 0.0);
        let others = self.drawn(history.iter().map(|entry| entry.others), self.expected.get());
        deployed.then(|| self.drawn(history.iter().map(|entry| entry.service), others))
    }

    /// The rate of some deployments together with as many expected ones as the strength says.
    fn drawn(&self, outcomes: impl IntoIterator<Item = Outcomes>, expected: f64) -> f64 {
        let mut succeeded = expected * self.strength.get();
        let mut total = self.strength.get();
        for outcome in outcomes {
            succeeded += outcome.succeeded.as_f64();
            total += outcome.total();
        }
        (succeeded / total).clamp(0.0, 1.0)
    }
}

impl Outcomes {
    fn total(self) -> f64 {
        self.succeeded.as_f64() + self.failed.as_f64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Count;

    fn went(succeeded: u64, failed: u64) -> Outcomes {
        Outcomes { succeeded: Count::literal(succeeded), failed: Count::literal(failed) }
    }

    #[test]
    fn few_failures_say_little_and_many_say_much() {
        let policy = HistoryPolicy::default();
        let rate = |service, others| {
            policy.by_strategy(&[StrategyHistory { strategy: Strategy::Canary, service, others }], Strategy::Canary)
        };
        assert_eq!(rate(went(0, 0), went(0, 0)), 0.95);
        assert_eq!(rate(went(0, 3), went(0, 0)), 9.5 / 13.0);
        assert!(rate(went(0, 100), went(0, 0)) < 0.1);
        assert!(rate(went(0, 3), went(900, 0)) > rate(went(0, 3), went(0, 0)), "the strategy's own record counts");
    }

    #[test]
    fn a_strategy_that_was_never_used_has_the_rate_of_all() {
        let history = [StrategyHistory { strategy: Strategy::Canary, service: went(0, 9), others: went(30, 10) }];
        assert_eq!(HistoryPolicy::default().by_strategy(&history, Strategy::Rolling), 39.5 / 50.0);
        assert_eq!(HistoryPolicy::default().overall(&[]), None);
    }
}
