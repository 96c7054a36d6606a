//! How good predictions were.

use napi::bindgen_prelude::{Float64Array, Uint8Array};
use napi_derive::napi;
use rollwise::document::write;
use rollwise::{Evaluation, render};

use crate::document::{config, input};
use crate::error::{Result, refuse};
use crate::render::style;

/// Measures how good predicted probabilities of success turned out to be.
#[napi(catch_unwind)]
pub(crate) fn evaluate(
    policy: String,
    probabilities: Float64Array,
    succeeded: Uint8Array,
    at: Option<Float64Array>,
) -> Result<String> {
    let measured = rollwise::evaluate(&config("", &policy)?, &probabilities, &outcomes(&succeeded), at.as_deref());
    measured.map(|evaluation| write(&evaluation)).map_err(refuse)
}

/// The probability of failure at which predicting failure would have had the best F1 score.
#[napi(catch_unwind)]
pub(crate) fn best_threshold(probabilities: Float64Array, succeeded: Uint8Array) -> Result<Option<f64>> {
    let best = rollwise::best_threshold(&probabilities, &outcomes(&succeeded)).map_err(refuse)?;
    Ok(best.map(rollwise::Fraction::get))
}

/// How good predictions were, as text.
#[napi(catch_unwind)]
pub(crate) fn evaluation_report(evaluation: String, colour: bool) -> Result<String> {
    Ok(render::evaluation(&input("", &evaluation)?, style(colour)))
}

/// Predicted against observed success, as an SVG picture.
#[napi(catch_unwind)]
pub(crate) fn reliability_svg(evaluation: String) -> Result<String> {
    let evaluation: Evaluation = input("", &evaluation)?;
    Ok(render::reliability_svg(&evaluation))
}

/// The package has checked that there is nothing but 0 and 1.
pub(crate) fn outcomes(succeeded: &[u8]) -> Vec<bool> {
    succeeded.iter().map(|outcome| *outcome == 1).collect()
}
