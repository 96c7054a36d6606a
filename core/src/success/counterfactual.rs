//! What would have to be otherwise for a deployment to be likely enough.

use serde::{Deserialize, Serialize};

use crate::history::Standing;
use crate::reason::{Reason, ReasonCode};
use crate::situation::Situation;
use crate::stats::logistic::probability;
use crate::success::model::{FittedFeature, SuccessModel};
use crate::success::policy::FeatureKind;
use crate::success::seen::{Seen, is_size};
use crate::success::shown::{shown, written};
use crate::success::terms::{HISTORY_TERMS, log_odds};
use crate::units::{Count, Fraction};

/// One change that would make a deployment more likely to succeed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Counterfactual {
    /// The feature that would have to be otherwise.
    pub feature: String,
    /// What it would have to be: at most this where less is better, at least this where more is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Whether more is better.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<bool>,
    /// What a category would have to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    /// The probability of success with it.
    pub probability: Fraction,
}

/// A change that gains less is not worth telling.
const WORTH: f64 = 0.01;

/// A possible change: how far it goes, in standard deviations, and what the log-odds would be.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    distance: f64,
    log_odds: f64,
    value: Option<(f64, bool)>,
    word: Option<&'a str>,
    feature: &'a str,
}

impl Counterfactual {
    pub(super) fn reason(&self) -> Reason {
        let mut reason = Reason::new(ReasonCode::WouldSucceed, self.feature.clone()).observed(self.probability.get());
        reason.detail = match (&self.word, self.value, self.at_least) {
            (Some(word), ..) => Some(word.clone()),
            (None, Some(value), Some(true)) => Some(written("at least ", value)),
            (None, Some(value), _) => Some(written("at most ", value)),
            (None, None, _) => None,
        };
        reason
    }
}

impl SuccessModel {
    pub(super) fn counterfactual(
        &self,
        seen: &[Seen<'_>],
        standing: &Standing,
        situation: &Situation,
        x: &[f64],
        now: f64,
    ) -> Option<Counterfactual> {
        let wanted = log_odds(self.policy.wanted.get(), 1e-9);
        if now >= wanted {
            return None;
        }
        // The size counts in the history too, against what is usual.
        let lines = situation.change.lines.map(Count::as_f64);
        let usual = standing.service.and_then(|service| service.usual_lines()).filter(|_| lines.is_some());
        let relative = HISTORY_TERMS.len() - 1;
        let relative_slope = if self.policy.history && usual.is_some() {
            self.derived.slopes.get(relative).copied().unwrap_or(0.0)
        } else {
            0.0
        };

        let mut from = self.first_feature_term();
        let (mut nearest, mut best): (Option<Candidate<'_>>, Option<Candidate<'_>>) = (None, None);
        for (feature, seen) in self.weights.features.iter().zip(seen) {
            let own = from..from + feature.width();
            from = own.end;
            let slopes = self.derived.slopes.get(own.clone()).unwrap_or_default();
            let values = x.get(own.clone()).unwrap_or_default();
            let scale = self.weights.terms.get(own.start).map_or(1.0, |term| term.scale.get());
            let candidate = if feature.kind == FeatureKind::Category {
                other_word(feature, seen, slopes, now)
            } else if !seen.number.is_nan() {
                let slope =
                    slopes.first().copied().unwrap_or(0.0) + if is_size(feature) { relative_slope } else { 0.0 };
                let term = values.first().copied().unwrap_or(f64::NAN);
                other_number(feature, term, slope, scale, now, wanted)
            } else {
                None
            };
            let Some(candidate) = candidate else { continue };
            let reaches = candidate.log_odds >= wanted - 1e-9;
            if reaches && nearest.is_none_or(|nearest| candidate.distance < nearest.distance) {
                nearest = Some(candidate);
            }
            if best.is_none_or(|best| candidate.log_odds > best.log_odds) {
                best = Some(candidate);
            }
        }
        let best = nearest.or(best)?;
        let reached = probability(best.log_odds);
        (reached - probability(now) >= WORTH).then(|| Counterfactual {
            feature: best.feature.to_owned(),
            value: best.value.map(|(value, _)| value),
            at_least: best.value.map(|(_, at_least)| at_least),
            word: best.word.map(str::to_owned),
            probability: Fraction::literal(reached),
        })
    }
}

/// The number that is enough, or else the best of the usual range.
fn other_number(
    feature: &FittedFeature,
    term: f64,
    slope: f64,
    scale: f64,
    now: f64,
    wanted: f64,
) -> Option<Candidate<'_>> {
    if slope == 0.0 {
        return None;
    }
    let more = slope > 0.0;
    let bound = if more { feature.high?.get() } else { feature.low?.get() };
    // What no usual number reaches is not worth the quotient.
    let value = if now + slope * (feature.kind.encode(bound) - term) < wanted {
        bound
    } else {
        let enough = feature.kind.decode(term + (wanted - now) / slope);
        if more { enough.min(bound) } else { enough.max(bound) }
    };
    // Rounded to the safe side; what is then no change is none.
    let value = match feature.kind {
        FeatureKind::Count | FeatureKind::Flag => {
            if more {
                value.ceil()
            } else {
                value.floor()
            }
        }
        _ => shown(value),
    };
    let moved = feature.kind.encode(value) - term;
    let gained = slope * moved;
    (gained > 0.0 && feature.kind.check(value).is_ok()).then(|| Candidate {
        distance: moved.abs() / scale,
        log_odds: now + gained,
        value: Some((value, more)),
        word: None,
        feature: &feature.name,
    })
}

/// The best other word.
fn other_word<'a>(feature: &'a FittedFeature, seen: &Seen<'_>, slopes: &[f64], now: f64) -> Option<Candidate<'a>> {
    let own = feature.words.iter().position(|word| Some(word.as_str()) == seen.word)?;
    let here = slopes.get(own)?;
    let (word, slope) = feature.words.iter().zip(slopes).max_by(|a, b| a.1.total_cmp(b.1))?;
    (slope > here).then(|| Candidate {
        distance: 1.0,
        log_odds: now + slope - here,
        value: None,
        word: Some(word),
        feature: &feature.name,
    })
}
