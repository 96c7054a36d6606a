//! The answer of a condition, in the logic of three values.

use std::cmp::Ordering;

use super::Facts;
use super::facts::Known;
use super::tree::{Comparison, Node, TextTest, Value};
use crate::units::compare;

/// Whether a condition holds; `None` when it hangs on unknown facts, whose names are added to `unknown`.
pub(super) fn truth(node: &Node, facts: &Facts<'_>, unknown: &mut Vec<&'static str>) -> Option<bool> {
    match node {
        Node::Not(inner) => truth(inner, facts, unknown).map(|holds| !holds),
        Node::And(a, b) => either(a, b, false, facts, unknown),
        Node::Or(a, b) => either(a, b, true, facts, unknown),
        Node::Compare(how, a, b) => {
            let (a, b) = (known(a, facts, unknown), known(b, facts, unknown));
            Some(how.holds(&a?, &b?))
        }
        Node::In(item, values) => {
            let item = known(item, facts, unknown)?;
            Some(values.iter().any(|value| Comparison::Equal.holds(&item, &value.known())))
        }
        Node::Text(test, text, part) => match known(text, facts, unknown)? {
            Known::Text(text) => Some(test.holds(text, part)),
            Known::Truth(_) | Known::Number(_) => None,
        },
        Node::Literal(_) | Node::Fact(_) | Node::If(..) => match known(node, facts, unknown)? {
            Known::Truth(holds) => Some(holds),
            Known::Number(_) | Known::Text(_) => None,
        },
    }
}

/// `a && b` is decided by a false one, `a || b` by a true one, whatever the other is.
fn either(a: &Node, b: &Node, decides: bool, facts: &Facts<'_>, unknown: &mut Vec<&'static str>) -> Option<bool> {
    let before = unknown.len();
    let (a, b) = (truth(a, facts, unknown), truth(b, facts, unknown));
    if a == Some(decides) || b == Some(decides) {
        unknown.truncate(before);
        return Some(decides);
    }
    (a.is_some() && b.is_some()).then_some(!decides)
}

fn known<'a>(node: &'a Node, facts: &Facts<'a>, unknown: &mut Vec<&'static str>) -> Option<Known<'a>> {
    match node {
        Node::Literal(value) => Some(value.known()),
        Node::Fact(fact) => {
            let value = (fact.read)(facts);
            if value.is_none() {
                unknown.push(fact.name);
            }
            value
        }
        Node::If(test, then, or) => match truth(test, facts, unknown) {
            Some(true) => known(then, facts, unknown),
            Some(false) => known(or, facts, unknown),
            None => {
                let (then, or) = (known(then, facts, unknown)?, known(or, facts, unknown)?);
                Comparison::Equal.holds(&then, &or).then_some(then)
            }
        },
        _ => truth(node, facts, unknown).map(Known::Truth),
    }
}

impl Value {
    fn known(&self) -> Known<'_> {
        match self {
            Self::Truth(truth) => Known::Truth(*truth),
            Self::Number(number) => Known::Number(*number),
            Self::Text(text) => Known::Text(text),
        }
    }
}

impl Comparison {
    fn holds(self, a: &Known<'_>, b: &Known<'_>) -> bool {
        let order = match (a, b) {
            (Known::Number(a), Known::Number(b)) => compare(*a, *b),
            (Known::Text(a), Known::Text(b)) => a.cmp(b),
            (Known::Truth(a), Known::Truth(b)) => a.cmp(b),
            _ => return false,
        };
        match self {
            Self::Equal => order == Ordering::Equal,
            Self::NotEqual => order != Ordering::Equal,
            Self::Less => order == Ordering::Less,
            Self::LessOrEqual => order != Ordering::Greater,
            Self::Greater => order == Ordering::Greater,
            Self::GreaterOrEqual => order != Ordering::Less,
        }
    }
}

impl TextTest {
    pub(super) fn holds(self, text: &str, part: &str) -> bool {
        match self {
            Self::StartsWith => text.starts_with(part),
            Self::EndsWith => text.ends_with(part),
            Self::Contains => text.contains(part),
        }
    }
}
