//! A share against all others, or all larger ones, weighed by a beta prior.

use statrs::function::beta::{checked_beta_reg, checked_ln_beta};

use super::log;

/// A mixture of shares with a beta prior, against one share: what does not hang on the counts is worked out once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BetaMixture {
    prior: (f64, f64),
    share: f64,
    ln_share: f64,
    ln_others: f64,
    ln_beta: f64,
    /// How much of the prior lies above the share, as a logarithm; none for a prior that counts on both sides.
    ln_above: Option<f64>,
}

impl BetaMixture {
    pub(crate) fn new((a, b): (f64, f64), share: f64) -> Self {
        let (ln_share, ln_others) = (share.ln(), (-share).ln_1p());
        Self { prior: (a, b), share, ln_share, ln_others, ln_beta: ln_beta(a, b), ln_above: None }
    }

    /// With the prior above the share only: evidence that the share is larger.
    pub(crate) fn above((a, b): (f64, f64), share: f64) -> Self {
        Self { ln_above: Some(ln_above(a, b, share)), ..Self::new((a, b), share) }
    }

    /// The logarithm of the likelihood ratio, for that many events of two kinds.
    pub(crate) fn log_e(&self, events: f64, others: f64) -> f64 {
        let (a, b) = (self.prior.0 + events, self.prior.1 + others);
        let both = ln_beta(a, b) - self.ln_beta - events * self.ln_share - others * self.ln_others;
        self.ln_above.map_or(both, |prior| both + (ln_above(a, b, self.share) - prior))
    }
}

/// Not a number where a state that nobody checked holds what no counts can be; `statrs` would panic.
fn ln_beta(a: f64, b: f64) -> f64 {
    checked_ln_beta(a, b).unwrap_or(f64::NAN)
}

fn ln_above(a: f64, b: f64, share: f64) -> f64 {
    checked_beta_reg(b, a, 1.0 - share).map_or(f64::NAN, f64::ln).max(log::EMPTY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_that_cannot_be_are_no_number() {
        assert!(BetaMixture::new((1.0, 1.0), 0.1).log_e(-5.0, 3.0).is_nan());
        assert!(BetaMixture::above((1.0, 1.0), 0.1).log_e(-5.0, 3.0).is_nan());
    }
}
