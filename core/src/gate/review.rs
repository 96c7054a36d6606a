//! Gates that cannot do their work beside others: those that can never decide, and those that can never pass together.

use std::cmp::Ordering;

use super::{Condition, Criticality, Gate};
use crate::error::{Error, ErrorCode};
use crate::reason::{Reason, ReasonCode};
use crate::units::compare;

/// Metrics of which one is what the other lacks to 1.
const COMPLEMENTS: [(&str, &str); 2] = [("error_rate", "success_rate"), ("error_rate", "availability")];

/// One reason for each gate that never decides, naming the one that does.
pub(crate) fn review(gates: &[Gate]) -> Vec<Reason> {
    let never = gates.iter().enumerate().filter_map(|(i, gate)| {
        let decides = |(j, other): &(usize, &Gate)| {
            i != *j && other.decides_before(gate) && !(gate.decides_before(other) && i < *j)
        };
        let (_, before) = gates.iter().enumerate().find(decides)?;
        let reason = Reason::new(ReasonCode::NeverDecides, gate.name.to_string());
        Some(reason.said(None, format!("{} decides before it", before.name)))
    });
    never.collect()
}

/// Refuses two gates of which one always fails when the other passes.
pub(crate) fn check_together(gates: &[Gate]) -> Result<(), Error> {
    for (i, gate) in gates.iter().enumerate().filter(|(_, gate)| gate.criticality.is_required()) {
        let excludes = |other: &&Gate| other.criticality.is_required() && gate.excludes(other);
        if let Some(other) = gates.iter().take(i).find(excludes) {
            let error = Error::config(ErrorCode::Contradiction, "gates").value(&gate.name);
            return Err(error.allowed(format!("a limit that can be kept together with that of `{}`", other.name)));
        }
    }
    Ok(())
}

impl Gate {
    /// Whether no level passes both gates.
    fn excludes(&self, other: &Self) -> bool {
        if self.quantile != other.quantile {
            return false;
        }
        let (Some(a), Some(b)) = (self.room(&other.metric), other.room(&other.metric)) else { return false };
        // One ends above, the other below: the upper end must reach the lower one.
        let (upper, lower) = if a.0 { (a.1, -b.1) } else { (b.1, -a.1) };
        a.0 != b.0 && compare(upper, lower) == Ordering::Less
    }

    /// Whether this gate fails whenever `other` does, and weighs no less.
    fn decides_before(&self, other: &Self) -> bool {
        let same_source = (self.window, self.quantile) == (other.window, other.quantile)
            && self.unmeasured == other.unmeasured
            && self.min_samples <= other.min_samples;
        let weighs = |gate: &Self| match gate.criticality {
            Criticality::Critical => 3,
            Criticality::Guardrail => 2,
            Criticality::Signal => 1,
            Criticality::Info => 0,
        };
        let Some(room) = self.room(&other.metric) else { return false };
        let Some(others) = other.room(&other.metric) else { return false };
        same_source && weighs(self) >= weighs(other) && room.0 == others.0 && room.1 <= others.1
    }

    /// The healthy levels of a metric: whether they end above, and the end, negative where they end below.
    fn room(&self, metric: &str) -> Option<(bool, f64)> {
        let Condition::Absolute { bound, limit, .. } = self.condition else { return None };
        let upper = bound.healthy() == Ordering::Less;
        let end = if upper { limit.get() } else { -limit.get() };
        if *self.metric == *metric {
            return Some((upper, end));
        }
        let mirrored =
            COMPLEMENTS.iter().any(|(a, b)| (*a, *b) == (&*self.metric, metric) || (*b, *a) == (&*self.metric, metric));
        // At most x of one is at least 1 - x of the other.
        mirrored.then_some((!upper, if upper { end - 1.0 } else { 1.0 + end }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::{Bound, GateSet};
    use crate::units::Finite;

    fn gate(metric: &str, bound: Bound, limit: f64) -> Gate {
        Gate::new(
            &format!("{metric} {limit}"),
            metric,
            Condition::Absolute { bound, limit: Finite::literal(limit), warn: None },
        )
    }

    fn never(gates: &[Gate]) -> Vec<String> {
        review(gates).into_iter().map(|reason| reason.subject.into_owned()).collect()
    }

    #[test]
    fn the_wider_of_two_limits_never_decides() {
        let (a, b) = (gate("error_rate", Bound::AtMost, 0.01), gate("error_rate", Bound::AtMost, 0.05));
        assert_eq!(never(&[a.clone(), b.clone()]), ["error_rate 0.05"]);
        let critical = Gate { criticality: Criticality::Critical, ..b };
        assert_eq!(never(&[a.clone(), critical]), [""; 0], "a critical gate still does more");
        assert_eq!(never(&[a.clone(), Gate { name: "again".into(), ..a }]), ["again"]);
    }

    #[test]
    fn an_error_rate_and_a_success_rate_are_one_number() {
        let errors = gate("error_rate", Bound::AtMost, 0.01);
        assert_eq!(never(&[errors.clone(), gate("success_rate", Bound::AtLeast, 0.999)]), ["error_rate 0.01"]);
        assert_eq!(never(&[errors.clone(), gate("success_rate", Bound::AtLeast, 0.9)]), ["success_rate 0.9"]);
        assert_eq!(never(&[errors, gate("latency_p99_ms", Bound::AtMost, 0.001)]), [""; 0]);
    }

    #[test]
    fn gates_that_never_pass_together_are_refused() {
        let (at_most, at_least) = (Bound::AtMost, Bound::AtLeast);
        let together = |a: Gate, b: Gate| check_together(&[a, b]).map_err(|err| err.code());
        let refused = Err(ErrorCode::Contradiction);
        assert_eq!(together(gate("cpu", at_most, 0.5), gate("cpu", at_least, 0.6)), refused);
        assert_eq!(together(gate("cpu", at_least, 0.6), gate("cpu", at_most, 0.5)), refused);
        assert_eq!(together(gate("cpu", at_least, 0.5), gate("cpu", at_most, 0.5)), Ok(()));
        assert_eq!(together(gate("error_rate", at_least, 0.2), gate("success_rate", at_least, 0.9)), refused);
        assert_eq!(together(gate("error_rate", at_most, 0.01), gate("success_rate", at_least, 0.999)), Ok(()));
        let signal = Gate { criticality: Criticality::Signal, ..gate("cpu", at_least, 0.6) };
        assert_eq!(together(gate("cpu", at_most, 0.5), signal), Ok(()), "a signal only warns");
    }

    #[test]
    fn the_limits_of_the_field_contradict_each_other() {
        assert_eq!(never(&GateSet::Limits.gates()), ["max_error_rate", "rollback_error_rate"]);
        assert_eq!(never(&GateSet::Standard.gates()), [""; 0]);
    }
}
