//! Scores of probabilities that need no threshold.

use super::sample::{Group, Sample};

/// The share of pairs of a failure and a success in which the failure was rated riskier; equal ratings count half.
pub(super) fn roc_auc(sample: &Sample) -> Option<f64> {
    let (mut riskier, mut right) = (0.0, 0.0);
    for group in &sample.groups {
        right += group.successes * (riskier + group.failures / 2.0);
        riskier += group.failures;
    }
    (sample.pairs() > 0.0).then(|| right / sample.pairs())
}

pub(super) fn log_loss(sample: &Sample) -> f64 {
    sample.groups.iter().map(Group::log_loss).sum::<f64>() / sample.rows()
}

/// The log loss of the sample's own base rate.
pub(super) fn base_log_loss(sample: &Sample) -> f64 {
    let (rows, failures) = (sample.rows(), sample.failures());
    let successes = rows - failures;
    Group::constant(successes / rows, failures, successes).log_loss() / rows
}

pub(super) fn brier(sample: &Sample) -> f64 {
    let squares = sample.groups.iter().map(|group| {
        let missed = 1.0 - group.probability;
        group.successes * missed * missed + group.failures * group.probability * group.probability
    });
    squares.sum::<f64>() / sample.rows()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_ratings_count_half() {
        let auc = |probabilities: &[f64], succeeded: &[bool]| roc_auc(&Sample::new(probabilities, succeeded).unwrap());
        // Of four pairs two are right, one is a tie and one is wrong.
        assert_eq!(auc(&[0.2, 0.5, 0.5, 0.1], &[false, false, true, true]), Some(0.375));
        assert_eq!(auc(&[0.3, 0.3, 0.3], &[true, false, true]), Some(0.5));
        assert_eq!(auc(&[0.3, 0.4], &[true, true]), None);
    }

    #[test]
    fn a_certain_error_costs_no_more_than_its_clip() {
        let sample = Sample::new(&[1.0, 0.5], &[false, true]).unwrap();
        let want = (-(1.0_f64 - (1.0 - 1e-15)).ln() + 2.0_f64.ln()) / 2.0;
        assert_eq!(log_loss(&sample), want);
        assert_eq!(brier(&sample), 0.625);
    }
}
