//! Conditions of the policy: small expressions over named facts, such as `risk_score > 0.5 || first_deployment`.
//!
//! The language is a part of CEL, the Common Expression Language, whose parser is that of the `cel` crate: facts, numbers,
//! texts and truths; `!`, `&&`, `||`, `? :`; `==`, `!=`, `<`, `<=`, `>`, `>=`; `in` a list of literals; `startsWith`,
//! `endsWith` and `contains` of a text. Everything else is refused when the policy is checked.
//!
//! What a fact is not known for is unknown, in the logic of three values: `false && unknown` is false, `true || unknown`
//! is true, and whatever else hangs on the unknown is unknown.

mod check;
mod evaluate;
mod facts;
mod tree;

use std::borrow::Cow;

use cel::parser::PrattParser;
use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::situation::Situation;
pub(crate) use facts::Known;
pub use facts::{Fact, FactKind, facts};
use tree::Node;

/// A condition that was checked: its facts exist, and its answer is yes or no.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expression {
    root: Node,
}

/// What conditions can speak of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts<'a> {
    pub(crate) situation: &'a Situation,
    pub(crate) risk_score: Option<f64>,
    pub(crate) risk_confidence: Option<f64>,
}

/// The answer of a condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ConditionAnswer {
    /// Yes or no; none when it hangs on facts that are unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<bool>,
    /// The unknown facts that it hangs on, in order of the condition; empty when it is decided.
    pub unknown: Vec<Cow<'static, str>>,
}

/// Longest condition, in bytes.
const LONGEST: usize = 1000;
/// Deepest nesting, so that no text can exhaust the stack of the parser.
const DEEPEST: usize = 16;

/// A fact by its name; none when there is none of that name, or when it is unknown.
pub(crate) fn fact<'a>(name: &str, facts: &Facts<'a>) -> Option<Known<'a>> {
    (facts::named(name)?.read)(facts)
}

impl Expression {
    /// Checks a condition.
    ///
    /// # Errors
    ///
    /// `empty`, `invalid_expression`, `unknown_name` for facts and functions, `wrong_type`, `contradiction` for a condition
    /// that speaks of no fact.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        if text.trim().is_empty() {
            return Err(Error::config(ErrorCode::Empty, "").allowed("a condition such as `risk_score > 0.5`"));
        }
        let refuse = |allowed: &str| Err(Error::config(ErrorCode::InvalidExpression, "").value(text).allowed(allowed));
        if text.len() > LONGEST {
            return Err(Error::config(ErrorCode::InvalidExpression, "")
                .value(format!("{} bytes", text.len()))
                .allowed(format!("at most {LONGEST} bytes")));
        }
        if let Some(strange) = first_strange(text) {
            return refuse(&format!("an expression without `{}`", strange.escape_debug()));
        }
        if nesting(text) > DEEPEST {
            return refuse(&format!("nested at most {DEEPEST} deep"));
        }
        let parsed = match PrattParser::new().parse(text) {
            Ok(parsed) => parsed,
            Err(errors) => {
                let place = errors.errors.first().map_or(0, |error| error.pos.1.max(0));
                return refuse(&format!("an expression of CEL; this one breaks off near column {place}"));
            }
        };
        let root = check::condition(&parsed.expr)?;
        Ok(Self { root })
    }

    pub(crate) fn evaluate(&self, facts: &Facts<'_>) -> ConditionAnswer {
        let mut unknown = Vec::new();
        let holds = evaluate::truth(&self.root, facts, &mut unknown);
        if holds.is_some() {
            unknown.clear();
        }
        let mut seen: Vec<Cow<'static, str>> = Vec::with_capacity(unknown.len());
        for name in unknown {
            if !seen.iter().any(|other| *other == name) {
                seen.push(name.into());
            }
        }
        ConditionAnswer { holds, unknown: seen }
    }
}

/// The first character outside of texts that no condition needs. The parser would recurse into some of them.
fn first_strange(text: &str) -> Option<char> {
    let mut quote = None;
    for c in text.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) if c == '\\' || c.is_control() => return Some(c),
            Some(_) => {}
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c.is_ascii_alphanumeric() || " \t\r\n_.,()[]!&|=<>?:+-*/%".contains(c) => {}
            None => return Some(c),
        }
    }
    None
}

/// How deep the parser recurses: by open brackets, and by signs before what they are about, two of which count as one.
fn nesting(text: &str) -> usize {
    let (mut open, mut deepest, mut quote) = (0_usize, 0_usize, None);
    let mut signs = 0_usize;
    for c in text.chars() {
        match (quote, c) {
            (Some(open), _) => quote = if c == open { None } else { quote },
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[') => open += 1,
            (None, ')' | ']') => open = open.saturating_sub(1),
            (None, '!' | '-' | '?') => signs += 1,
            _ => {}
        }
        deepest = deepest.max(open);
    }
    // `!=` stands before nothing.
    deepest + (signs - text.matches("!=").count().min(signs)) / 2
}
