//! The model that serves without data: round weights, chosen rather than fitted.

use crate::history::History;
use crate::success::model::{FittedFeature, ModelWeights, SuccessModel, Term, Training};
use crate::success::policy::{FeatureKind, SuccessPolicy};
use crate::success::terms::{CLOCK_TERMS, HISTORY_TERMS};
use crate::units::{Finite, NonNegative};

/// What one more of a term does to the log-odds of success, and where it does nothing. A failure that is added never
/// raises a prediction and a success never lowers it: rates and failures weigh down only, and nothing else that an
/// outcome changes has a weight.
const TERMS: [(&str, f64, f64); 9] = [
    ("history.failure_rate.2", -0.1, -1.0),
    ("history.failure_rate.8", -0.1, -1.0),
    ("history.failure_rate.32", -0.1, -1.0),
    ("history.failure_rate.128", -0.2, -1.0),
    ("history.last_failed", -0.2, 0.3),
    ("history.failures_in_a_row", -0.4, 0.3),
    ("history.strategy.failure_rate.8", -0.1, -1.0),
    ("history.strategy.failure_rate.32", -0.2, -1.0),
    ("history.strategy.last_failed", -0.1, 0.3),
];

/// The same for what is changed.
const FEATURES: [(&str, f64, f64); 2] = [("files", -0.15, 1.5), ("lines", -0.02, 4.0)];

/// Log-odds of success where no term does anything: of a service that fails in 27 of 100 deployments.
pub(super) const INTERCEPT: f64 = 0.85;

/// How far services lie apart that nothing is known of, in log-odds. Our choice, from eight services.
const SPREAD: f64 = 0.5;

/// The weight and the middle of a term in its own unit; none for one that the built-in model does not know.
pub(super) fn known(name: &str) -> Option<(f64, f64)> {
    TERMS.into_iter().chain(FEATURES).find(|(term, ..)| *term == name).map(|(_, weight, middle)| (weight, middle))
}

impl SuccessModel {
    /// The model that serves without data.
    ///
    /// It looks at the history and at the `lines` and `files` of the change. Its weights are round numbers, chosen so that
    /// they rank and rate well on histories that they were not fitted to; `docs/prediction.md` says how well.
    #[must_use]
    pub fn built_in() -> Self {
        let policy = SuccessPolicy { services: false, ..SuccessPolicy::default() };
        let feature = |(name, ..): (&str, f64, f64)| FittedFeature {
            name: name.to_owned(),
            kind: FeatureKind::Count,
            words: Vec::new(),
            gaps: false,
            low: None,
            high: None,
        };
        let names = HISTORY_TERMS.into_iter().chain(CLOCK_TERMS).chain(FEATURES.map(|(name, ..)| name));
        let term = |name: &str| {
            let (weight, middle) = known(name).unwrap_or((0.0, 0.0));
            Term {
                name: name.to_owned(),
                mean: Finite::literal(middle),
                scale: NonNegative::literal(1.0),
                weight: Finite::literal(weight),
            }
        };
        let weights = ModelWeights {
            intercept: Finite::literal(INTERCEPT),
            features: FEATURES.map(feature).to_vec(),
            terms: names.map(term).collect(),
            services: Vec::new(),
            service_spread: NonNegative::literal(SPREAD),
            covariance: Vec::new(),
            training: Training::default(),
        };
        Self::of(policy, weights, History::default(), 0.0)
    }
}

impl Default for SuccessModel {
    fn default() -> Self {
        Self::built_in()
    }
}
