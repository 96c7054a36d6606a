//! How likely deployments are to succeed.

use std::borrow::Cow;

use napi::bindgen_prelude::{AsyncTask, Either, Float64Array, Uint8Array, Uint32Array};
use napi::{Env, Task};
use napi_derive::napi;
use rollwise::document::write;
use rollwise::{DeploymentOutcome, History, Numbers, Situation, Strategy, SuccessPolicy, Timestamp};

use crate::document::{config, input};
use crate::error::{Result, refuse};
use crate::evaluation::outcomes;

/// Rows of deployments as columns, on their way into a call.
#[napi]
#[derive(Debug)]
pub struct Columns(Option<rollwise::Columns<'static>>);

#[napi]
impl Columns {
    /// No columns of as many rows.
    #[napi(constructor, catch_unwind)]
    pub fn new(rows: u32) -> Self {
        Self(Some(rollwise::Columns::new(rows as usize)))
    }

    /// Adds a column of numbers.
    #[napi(catch_unwind)]
    pub fn numbers(&mut self, name: String, numbers: Float64Array) -> Result<()> {
        let numbers = Numbers::owned(numbers.to_vec());
        self.add(|columns| columns.numbers(&name, numbers))
    }

    /// Adds a column of words by their places in a list.
    #[napi(catch_unwind)]
    pub fn words(&mut self, name: String, codes: Uint32Array, words: Vec<String>) -> Result<()> {
        let codes = Cow::Owned(codes.to_vec());
        self.add(|columns| columns.coded(&name, codes, words))
    }

    fn add(
        &mut self,
        add: impl FnOnce(rollwise::Columns<'static>) -> std::result::Result<rollwise::Columns<'static>, rollwise::Error>,
    ) -> Result<()> {
        let columns = self.0.take().unwrap_or_else(|| rollwise::Columns::new(0));
        self.0 = Some(add(columns).map_err(refuse)?);
        Ok(())
    }

    fn get(&self) -> Cow<'_, rollwise::Columns<'static>> {
        self.0.as_ref().map_or_else(|| Cow::Owned(rollwise::Columns::new(0)), Cow::Borrowed)
    }
}

/// A success model, fitted or built in.
#[napi]
#[derive(Debug)]
pub struct SuccessModel(rollwise::SuccessModel);

#[napi]
impl SuccessModel {
    /// The model that serves without data.
    #[napi(factory, catch_unwind)]
    pub fn built_in() -> Self {
        Self(rollwise::SuccessModel::built_in())
    }

    /// Fits a model to rows and how they went.
    #[napi(factory, catch_unwind)]
    pub fn fit(policy: String, columns: &Columns, succeeded: Uint8Array) -> Result<Self> {
        let policy: SuccessPolicy = config("", &policy)?;
        rollwise::SuccessModel::fit(&policy, &columns.get(), &outcomes(&succeeded)).map(Self).map_err(refuse)
    }

    /// The same in a thread of its own: a promise of the model, or of the text of a refusal. Takes the columns away.
    #[napi(catch_unwind)]
    pub fn fit_async(policy: String, columns: &mut Columns, succeeded: Uint8Array) -> Result<AsyncTask<Fit>> {
        let policy = config("", &policy)?;
        let columns = std::mem::replace(columns, Columns(None)).get().into_owned();
        Ok(AsyncTask::new(Fit { policy, columns, succeeded: outcomes(&succeeded) }))
    }

    /// Loads a saved model.
    #[napi(factory, catch_unwind)]
    pub fn from_json(text: String) -> Result<Self> {
        rollwise::SuccessModel::from_json(&text).map(Self).map_err(refuse)
    }

    /// The model, to be saved.
    #[napi(catch_unwind)]
    pub fn to_json(&self) -> String {
        self.0.to_json()
    }

    /// The same weights with an empty history.
    #[napi(catch_unwind)]
    pub fn without_history(&self) -> Self {
        Self(self.0.clone().with_history(History::default()))
    }

    /// The probability of success of each row.
    #[napi(catch_unwind)]
    pub fn probabilities(&self, columns: &Columns) -> Result<Float64Array> {
        self.0.probabilities(&columns.get()).map(Float64Array::new).map_err(refuse)
    }

    /// Predicts rows in the order of their start, and learns how each went.
    #[napi(catch_unwind)]
    pub fn replay(&mut self, columns: &Columns, succeeded: Uint8Array) -> Result<Float64Array> {
        self.0.replay(&columns.get(), &outcomes(&succeeded)).map(Float64Array::new).map_err(refuse)
    }

    /// Predicts one deployment, and says why.
    #[napi(catch_unwind)]
    pub fn explain(&self, situation: String, at: String, strategy: Option<String>) -> Result<String> {
        let situation: Situation = input("", &situation)?;
        let at: Timestamp = input("at", &at)?;
        let strategy: Option<Strategy> = strategy.map(|word| input("strategy", &word)).transpose()?;
        self.0.explain(&situation, strategy, at).map(|prediction| write(&prediction)).map_err(refuse)
    }

    /// Fills what the model knows of a situation.
    #[napi(catch_unwind)]
    pub fn inform(&self, situation: String, at: String) -> Result<String> {
        let situation: Situation = input("", &situation)?;
        let at: Timestamp = input("at", &at)?;
        self.0.inform(situation, at).map(|situation| write(&situation)).map_err(refuse)
    }

    /// Adds an outcome that is known now.
    #[napi(catch_unwind)]
    pub fn record(&mut self, outcome: String) -> Result<String> {
        let outcome: DeploymentOutcome = input("", &outcome)?;
        self.0.record(&outcome).map(|recorded| write(&recorded)).map_err(refuse)
    }

    /// The policy, as far as there was data for it.
    #[napi(getter, catch_unwind)]
    pub fn policy(&self) -> String {
        write(self.0.policy())
    }

    /// What was fitted.
    #[napi(getter, catch_unwind)]
    pub fn weights(&self) -> String {
        write(self.0.weights())
    }
}

/// A fit that is to be done.
#[derive(Debug)]
pub struct Fit {
    policy: SuccessPolicy,
    columns: rollwise::Columns<'static>,
    succeeded: Vec<bool>,
}

impl Task for Fit {
    type Output = std::result::Result<rollwise::SuccessModel, rollwise::Error>;
    type JsValue = Either<SuccessModel, String>;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        Ok(rollwise::SuccessModel::fit(&self.policy, &self.columns, &self.succeeded))
    }

    fn resolve(&mut self, _: Env, fitted: Self::Output) -> napi::Result<Self::JsValue> {
        Ok(match fitted {
            Ok(model) => Either::A(SuccessModel(model)),
            Err(error) => Either::B(refuse(error).reason.to_string()),
        })
    }
}

/// A prediction as text.
#[napi(catch_unwind)]
pub(crate) fn prediction_report(prediction: String) -> Result<String> {
    Ok(rollwise::render::prediction(&input("", &prediction)?))
}
