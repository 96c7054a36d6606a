//! The form in which checked conditions are kept.

use super::facts::{Fact, FactKind};

/// A part of a condition, whose types fit each other.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Literal(Value),
    Fact(&'static Fact),
    Not(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    If(Box<Node>, Box<Node>, Box<Node>),
    Compare(Comparison, Box<Node>, Box<Node>),
    In(Box<Node>, Vec<Value>),
    Text(TextTest, Box<Node>, String),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Truth(bool),
    Number(f64),
    Text(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextTest {
    StartsWith,
    EndsWith,
    Contains,
}

impl Value {
    pub(super) fn kind(&self) -> FactKind {
        match self {
            Self::Truth(_) => FactKind::Truth,
            Self::Number(_) => FactKind::Number,
            Self::Text(_) => FactKind::Text,
        }
    }
}

impl Node {
    pub(super) fn has_fact(&self) -> bool {
        match self {
            Self::Literal(_) => false,
            Self::Fact(_) => true,
            Self::Not(inner) | Self::In(inner, _) | Self::Text(_, inner, _) => inner.has_fact(),
            Self::And(a, b) | Self::Or(a, b) | Self::Compare(_, a, b) => a.has_fact() || b.has_fact(),
            Self::If(a, b, c) => a.has_fact() || b.has_fact() || c.has_fact(),
        }
    }
}
