//! Fitting a model to rows.

use ndarray::Array1;

use crate::error::{Error, ErrorCode};
use crate::reason::{Reason, ReasonCode};
use crate::success::built_in;
use crate::success::columns::{Columns, Words};
use crate::success::design::{Design, ScaledTerm};
use crate::success::features::features;
use crate::success::model::{
    FittedFeature, ModelWeights, ServiceLevel, SuccessModel, Training, first_feature_term, same_rows,
};
use crate::success::newton::{Point, Problem, Solution, minimise};
use crate::success::policy::{Prior, SuccessPolicy};
use crate::success::rows::Rows;
use crate::success::terms::log_odds;
use crate::success::warm_start::{self, WIDE};
use crate::units::{Count, Finite, NonNegative};

/// How far a fit has come.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct FitProgress {
    /// Steps of the minimisation so far.
    pub iteration: u32,
    /// The mean loss of a row.
    pub loss: f64,
}

/// How often the spread of the services is estimated anew, and the relative change that ends it.
const SPREAD_ROUNDS: u32 = 20;
const SPREAD_SETTLED: f64 = 0.01;

/// The least spread of services that is told from none.
const LEAST_SPREAD: f64 = 0.01;

impl SuccessModel {
    /// Fits a model to rows and how they went.
    ///
    /// Rows are taken in the order of their start; each looks at the outcomes that were known by then only. The model ends
    /// with the history of all of them. With fewer rows than the policy asks for, or where all went alike, the weights stay
    /// those of the prior, and [`Training`] says so.
    ///
    /// # Errors
    ///
    /// Those of the policy; `empty` without rows; `missing_field` for a feature without a column; `wrong_type`,
    /// `out_of_range` and `not_finite` for values that cannot be, with column and row; `time_went_back` for an outcome that
    /// was known before its deployment started.
    pub fn fit(policy: &SuccessPolicy, columns: &Columns<'_>, succeeded: &[bool]) -> Result<Self, Error> {
        Ok(Self::fit_while(policy, columns, succeeded, &mut |_| true)?.unwrap_or_default())
    }

    /// The same, telling how far it has come; none when `progress` stops it with `false`.
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit).
    pub fn fit_while(
        policy: &SuccessPolicy,
        columns: &Columns<'_>,
        succeeded: &[bool],
        progress: &mut dyn FnMut(FitProgress) -> bool,
    ) -> Result<Option<Self>, Error> {
        policy.validate()?;
        same_rows(columns, succeeded)?;
        if succeeded.is_empty() {
            return Err(Error::input(ErrorCode::Empty, "columns").allowed("at least one row"));
        }
        let rows = Rows::of(columns, policy.outcome_delay)?;
        let policy = SuccessPolicy {
            history: policy.history && rows.has_history(),
            clock: policy.clock && rows.starts().is_some(),
            services: policy.services && rows.service().is_some_and(|service| service.words().len() > 1),
            ..policy.clone()
        };
        let features = features(&policy, columns)?;
        let mut design = Design::of(&policy, &features, columns, &rows, succeeded)?;
        let history = std::mem::take(&mut design.history);

        let failures = succeeded.iter().filter(|succeeded| !**succeeded).count();
        let mut training = Training {
            rows: count(succeeded.len()),
            failures: count(failures),
            from: rows.starts().and_then(|starts| starts.iter().min().copied()),
            until: rows.starts().and_then(|starts| starts.iter().max().copied()),
            ..Training::default()
        };
        if succeeded.len() < policy.min_rows as usize {
            let few = Reason::new(ReasonCode::TooFewSamples, "training");
            training.reasons.push(few.compared(succeeded.len() as f64, f64::from(policy.min_rows)));
        }
        if failures == 0 || failures == succeeded.len() {
            training.reasons.push(
                Reason::new(ReasonCode::OneOutcomeOnly, "training").observed(failures as f64 / succeeded.len() as f64),
            );
        }
        let fit = training.reasons.is_empty();
        let of_features = design.terms.iter().skip(first_feature_term(&policy));
        for term in of_features.filter(|term| term.constant) {
            training.reasons.push(Reason::new(ReasonCode::ConstantFeature, term.name.clone()));
        }
        if !fit {
            let weights = design.unfitted(&policy, features, training);
            return Ok(Some(Self::of(policy, weights, history, 0.0)));
        }
        let services = rows.service().filter(|_| policy.services).map(Words::sorted);
        let places = services.as_ref().map(|(names, places)| (names.len(), places.as_slice()));
        let weights = recency(&rows, &policy);
        let Some((solution, spread)) = design.solve(&policy, succeeded, &weights, places, progress) else {
            return Ok(None);
        };
        let names = services.map_or_else(Vec::new, |(names, _)| names);
        let weights = design.fitted(features, &solution, spread, training, &names);
        Ok(Some(Self::of(policy, weights, history, 0.0)))
    }
}

impl Design {
    fn prior(&self, policy: &SuccessPolicy, term: &ScaledTerm) -> f64 {
        match policy.prior {
            Prior::BuiltIn => built_in::known(&term.name).map_or(0.0, |(weight, _)| weight * term.scale),
            Prior::None => 0.0,
        }
    }

    /// Weights of the prior.
    fn unfitted(&self, policy: &SuccessPolicy, features: Vec<FittedFeature>, training: Training) -> ModelWeights {
        let mut intercept = match policy.prior {
            Prior::BuiltIn => built_in::INTERCEPT,
            Prior::None => log_odds(policy.rates.expected.get(), 1e-6),
        };
        // The built-in weights stand before terms about their own middles.
        for term in self.terms.iter().filter(|_| policy.prior == Prior::BuiltIn) {
            if let Some((weight, middle)) = built_in::known(&term.name) {
                intercept += weight * (term.mean - middle);
            }
        }
        ModelWeights {
            intercept: Finite::literal(intercept),
            features,
            terms: self.terms.iter().map(|term| term.with(self.prior(policy, term))).collect(),
            services: Vec::new(),
            service_spread: NonNegative::literal(0.5),
            covariance: Vec::new(),
            training,
        }
    }

    /// The weights, and the spread of the services; `services` are how many there are, and the place of each row's.
    fn solve(
        &self,
        policy: &SuccessPolicy,
        succeeded: &[bool],
        weights: &[f64],
        services: Option<(usize, &[u32])>,
        progress: &mut dyn FnMut(FitProgress) -> bool,
    ) -> Option<(Solution, f64)> {
        let precision: Vec<f64> =
            std::iter::once(0.0).chain(self.terms.iter().map(|_| policy.strength.get())).collect();
        let centre: Vec<f64> =
            std::iter::once(0.0).chain(self.terms.iter().map(|term| self.prior(policy, term))).collect();
        // Rows without a service share a level that no prediction asks for.
        let groups = services.map(|(count, places)| (places, count + 1));
        let problem = Problem { x: &self.x, succeeded, weights, precision: &precision, centre: &centre, groups };
        let mut spread = policy.service_spread.map_or(0.5, NonNegative::get);
        let near =
            (self.terms.len() >= WIDE).then(|| warm_start::near(&self.x, succeeded, policy.strength.get())).flatten();
        let levels = Array1::zeros(groups.map_or(0, |(_, count)| count));
        let mut point = match near {
            Some(beta) => Point { beta, levels },
            None => problem.nearby(Point { beta: Array1::from(centre.clone()), levels }, spread),
        };
        let mut iterations = 0;
        for round in 0..SPREAD_ROUNDS {
            let solution = minimise(&problem, point, spread, &mut |_, loss| {
                iterations += 1;
                progress(FitProgress { iteration: iterations, loss })
            })?;
            let settled = match (groups, policy.service_spread) {
                (Some(_), None) => {
                    let next = spread_of(&solution, spread);
                    let settled = (next / spread - 1.0).abs() < SPREAD_SETTLED || round + 1 == SPREAD_ROUNDS;
                    if !settled {
                        spread = next;
                    }
                    settled
                }
                _ => true,
            };
            if settled {
                return Some((Solution { iterations, ..solution }, spread));
            }
            point = Point { beta: solution.beta, levels: solution.levels };
        }
        None
    }

    fn fitted(
        &self,
        features: Vec<FittedFeature>,
        solution: &Solution,
        spread: f64,
        training: Training,
        services: &[&str],
    ) -> ModelWeights {
        let terms = self.terms.iter().zip(solution.beta.iter().skip(1)).map(|(term, weight)| term.with(*weight));
        let packed = solution.covariance.rows().into_iter().enumerate();
        let covariance = packed.flat_map(|(i, row)| row.iter().take(i + 1).copied().collect::<Vec<_>>());
        let levels = services.iter().zip(solution.levels.iter().zip(&solution.level_variance));
        let services: Vec<ServiceLevel> = levels
            .map(|(service, (level, variance))| ServiceLevel {
                service: (*service).to_owned(),
                level: Finite::literal(*level),
                deviation: NonNegative::literal(variance.max(0.0).sqrt()),
            })
            .collect();
        ModelWeights {
            intercept: Finite::literal(solution.beta.first().copied().unwrap_or_default()),
            features,
            terms: terms.collect(),
            services,
            service_spread: NonNegative::literal(if solution.levels.is_empty() { 0.0 } else { spread }),
            covariance: covariance.map(Finite::literal).collect(),
            training: Training {
                fitted: true,
                iterations: Count::new(u64::from(solution.iterations)).unwrap_or_default(),
                converged: solution.converged,
                gradient: NonNegative::literal(solution.gradient),
                ..training
            },
        }
    }
}

/// What each row weighs: half after each half-life before the last start.
fn recency(rows: &Rows<'_>, policy: &SuccessPolicy) -> Vec<f64> {
    let last = rows.starts().and_then(|starts| starts.iter().max().copied());
    let (Some(starts), Some(last)) = (rows.starts(), last) else { return vec![1.0; rows.count()] };
    let half_life = policy.half_life.as_millis() as f64;
    starts.iter().map(|at| (-((last.as_millis() - at.as_millis()) as f64) / half_life).exp2()).collect()
}

/// The spread of the services by their levels: MacKay's estimate, in which each level counts as far as the rows rather
/// than the prior determine it.
fn spread_of(solution: &Solution, spread: f64) -> f64 {
    let determined: f64 =
        solution.level_variance.iter().map(|variance| (1.0 - variance / (spread * spread)).clamp(1e-6, 1.0)).sum();
    (solution.levels.dot(&solution.levels) / determined).sqrt().clamp(LEAST_SPREAD, 10.0)
}

fn count(number: usize) -> Count {
    Count::new(number as u64).unwrap_or(Count::MAX)
}
