//! Judgements as Kayenta makes them.

use napi_derive::napi;
use rollwise::KayentaMetricSet;
use rollwise::document::write;
use rollwise::kayenta::{self, CanaryConfig};

use crate::document::{config, input};
use crate::error::{Result, refuse};

/// Judges a canary by a configuration of Kayenta.
#[napi(catch_unwind)]
pub(crate) fn kayenta_judge(policy: String, canary: String, request: String) -> Result<String> {
    let policy = config("", &policy)?;
    let canary = configuration(&canary)?;
    let judged = kayenta::judge(&policy, &canary, &input("", &request)?);
    judged.map(|judgement| write(&judgement)).map_err(refuse)
}

/// Pairs the series of the metrics of a configuration.
#[napi(catch_unwind)]
pub(crate) fn kayenta_pairs(canary: String, control: String, experiment: String) -> Result<String> {
    let canary = configuration(&canary)?;
    let control: Vec<KayentaMetricSet> = input("control", &control)?;
    let experiment: Vec<KayentaMetricSet> = input("experiment", &experiment)?;
    kayenta::pair(&canary, &control, &experiment).map(|pairs| write(&pairs)).map_err(refuse)
}

/// Which times the judgements of a canary look at.
#[napi(catch_unwind)]
pub(crate) fn kayenta_schedule(request: String) -> Result<String> {
    kayenta::schedule(&input("", &request)?).map(|schedule| write(&schedule)).map_err(refuse)
}

/// What the scores of several judgements come to.
#[napi(catch_unwind)]
pub(crate) fn kayenta_conclusion(limits: String, scores: Vec<f64>) -> Result<String> {
    kayenta::conclude(&config("", &limits)?, &scores).map(|conclusion| write(&conclusion)).map_err(refuse)
}

fn configuration(text: &str) -> Result<CanaryConfig> {
    CanaryConfig::from_json(text).map_err(|err| refuse(err.within("config")))
}
