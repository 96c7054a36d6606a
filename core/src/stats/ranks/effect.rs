//! How large a difference is, whatever the chance of it.

use super::pool::Pool;
use super::sample::Sample;

/// The mean of the first sample over that of the second; None when either is 0.
#[must_use]
pub fn mean_ratio(x: &Sample, y: &Sample) -> Option<f64> {
    let (x, y) = (x.mean(), y.mean());
    (x != 0.0 && y != 0.0).then(|| x / y)
}

/// How likely a value of the first sample is above one of the second, equal values counting half: the common language
/// effect size of McGraw and Wong, Vargha and Delaney's A. 0.5 is no difference.
#[must_use]
pub fn superiority(x: &Sample, y: &Sample) -> f64 {
    let pool = Pool::of(x, y);
    pool.wins / pool.pairs()
}

/// Cohen's d: the distance of the means in pooled standard deviations, 0 or more; None when nothing scatters.
#[must_use]
pub fn cohens_d(x: &Sample, y: &Sample) -> Option<f64> {
    let (n, m) = (x.len() as f64, y.len() as f64);
    let squares = (n - 1.0) * x.deviation().powi(2) + (m - 1.0) * y.deviation().powi(2);
    (squares > 0.0).then(|| (x.mean() - y.mean()).abs() / (squares / (n + m - 2.0)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(values: &[f64]) -> Sample {
        Sample::new(values.to_vec()).unwrap()
    }

    #[test]
    fn worked_by_hand() {
        let (x, y) = (sample(&[2.0, 4.0, 6.0]), sample(&[1.0, 2.0, 3.0]));
        assert_eq!(mean_ratio(&x, &y), Some(2.0));
        assert_eq!(superiority(&x, &y), 7.5 / 9.0);
        assert_eq!(cohens_d(&x, &y), Some(2.0 / 2.5_f64.sqrt()));
    }

    #[test]
    fn what_cannot_be_said_is_not_said() {
        let (zero, one) = (sample(&[-1.0, 1.0]), sample(&[1.0, 1.0]));
        assert_eq!((mean_ratio(&zero, &one), mean_ratio(&one, &zero)), (None, None));
        assert_eq!(cohens_d(&one, &sample(&[2.0])), None);
    }
}
