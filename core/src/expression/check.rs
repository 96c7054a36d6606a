//! From the syntax tree of CEL to a condition whose names exist and whose types fit.

use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, operators as op};

use super::facts::{self, Fact, FactKind};
use super::tree::{Comparison, Node, TextTest, Value};
use crate::error::{Error, ErrorCode};

const LANGUAGE: &str = "facts, literals, ! && || ?:, == != < <= > >=, in, startsWith, endsWith, contains";

type Checked = (Node, FactKind);

/// Checks an expression, or a part of one, that must answer yes or no, and not always the same.
pub(super) fn condition(expr: &Expr) -> Result<Node, Error> {
    let (node, kind) = check(expr)?;
    expect(kind, FactKind::Truth, "a condition, which is true or false")?;
    if !node.has_fact() {
        return Err(Error::config(ErrorCode::Contradiction, "")
            .value("a part without facts")
            .allowed("a condition on facts; this one is always the same"));
    }
    Ok(node)
}

fn check(expr: &Expr) -> Result<Checked, Error> {
    match expr {
        Expr::Ident(name) => {
            let fact = fact(name)?;
            Ok((Node::Fact(fact), fact.kind))
        }
        Expr::Literal(literal) => {
            let value = value(literal)?;
            let kind = value.kind();
            Ok((Node::Literal(value), kind))
        }
        Expr::Call(call) => self::call(call),
        Expr::Select(select) => Err(unknown(&format!(".{}", select.field))),
        Expr::List(_) => Err(unknown("a list")),
        Expr::Map(_) => Err(unknown("a map")),
        Expr::Struct(_) => Err(unknown("a message")),
        Expr::Comprehension(_) => Err(unknown("a macro")),
        Expr::Unspecified => Err(unknown("nothing")),
    }
}

fn call(call: &CallExpr) -> Result<Checked, Error> {
    let truth = |node| Ok((node, FactKind::Truth));
    let boxed = |expr: &IdedExpr| Ok::<_, Error>(Box::new(condition(&expr.expr)?));
    match (call.func_name.as_str(), call.target.as_deref(), call.args.as_slice()) {
        (op::LOGICAL_NOT, None, [a]) => truth(Node::Not(boxed(a)?)),
        (op::LOGICAL_AND, None, [a, b]) => truth(Node::And(boxed(a)?, boxed(b)?)),
        (op::LOGICAL_OR, None, [a, b]) => truth(Node::Or(boxed(a)?, boxed(b)?)),
        (op::CONDITIONAL, None, [a, b, c]) => {
            let (test, (then, kind), (or, other)) = (boxed(a)?, check(&b.expr)?, check(&c.expr)?);
            expect(other, kind, "as the other branch")?;
            Ok((Node::If(test, then.into(), or.into()), kind))
        }
        (op::NEGATE, None, [a]) => match check(&a.expr)? {
            (Node::Literal(Value::Number(number)), kind) => Ok((Node::Literal(Value::Number(-number)), kind)),
            _ => Err(unknown("- before what is not a literal number")),
        },
        (op::IN, None, [a, list]) => truth(contained(a, list)?),
        (name, None, [a, b]) if comparison(name).is_some() => {
            let (left, right) = (check(&a.expr)?, check(&b.expr)?);
            truth(compare(comparison(name).unwrap_or(Comparison::Equal), left, right)?)
        }
        (name, Some(target), [argument]) if text_test(name).is_some() => {
            let (node, kind) = check(&target.expr)?;
            expect(kind, FactKind::Text, &format!("before .{name}"))?;
            match check(&argument.expr)? {
                (Node::Literal(Value::Text(text)), _) => {
                    let test = text_test(name).unwrap_or(TextTest::Contains);
                    can_decide(test, &node, &text)?;
                    truth(Node::Text(test, node.into(), text))
                }
                (_, kind) => Err(wrong_type(kind, &format!("a literal text in .{name}(…)"))),
            }
        }
        (name, ..) => Err(unknown(&readable(name))),
    }
}

fn compare(how: Comparison, left: Checked, right: Checked) -> Result<Node, Error> {
    let ((left, kind), (right, other)) = (left, right);
    expect(other, kind, "as what it is compared with")?;
    let ordered = !matches!(how, Comparison::Equal | Comparison::NotEqual);
    if ordered && kind != FactKind::Number {
        return Err(wrong_type(kind, "a number, since only numbers are more or less"));
    }
    for (fact, literal) in [(&left, &right), (&right, &left)] {
        if let (Node::Fact(fact), Node::Literal(literal)) = (fact, literal) {
            possible(fact, literal)?;
        }
    }
    Ok(Node::Compare(how, left.into(), right.into()))
}

fn contained(item: &IdedExpr, list: &IdedExpr) -> Result<Node, Error> {
    let (node, kind) = check(&item.expr)?;
    let Expr::List(list) = &list.expr else {
        return Err(unknown("in something else than a list of literals"));
    };
    if list.elements.is_empty() {
        return Err(Error::config(ErrorCode::Contradiction, "").value("in []").allowed("a list that holds something"));
    }
    let mut values = Vec::with_capacity(list.elements.len());
    for element in &list.elements {
        match check(&element.expr)? {
            (Node::Literal(value), other) => {
                expect(other, kind, "as what is looked for")?;
                if let Node::Fact(fact) = &node {
                    possible(fact, &value)?;
                }
                values.push(value);
            }
            _ => return Err(unknown("a list of other things than literals")),
        }
    }
    Ok(Node::In(node.into(), values))
}

/// Refuses a part of a text that always or never fits.
fn can_decide(test: TextTest, node: &Node, part: &str) -> Result<(), Error> {
    let never = |allowed: String| Err(Error::config(ErrorCode::Contradiction, "").value(part).allowed(allowed));
    if part.is_empty() {
        return never("a text that is not empty, which every text would hold".to_owned());
    }
    match node {
        Node::Fact(Fact { words: Some(words), .. }) if !words.iter().any(|word| test.holds(word, part)) => {
            never(format!("a part of {}", words.join(", ")))
        }
        _ => Ok(()),
    }
}

/// Refuses a word or number that the fact can never be.
fn possible(fact: &Fact, literal: &Value) -> Result<(), Error> {
    match (fact.words, literal) {
        (Some(words), Value::Text(text)) if !words.contains(&text.as_str()) => {
            Err(Error::config(ErrorCode::UnknownVariant, "").value(text).allowed(words.join(", ")))
        }
        (_, Value::Number(number)) => match fact.range {
            Some((least, largest)) if !(least..=largest).contains(number) => {
                let error = Error::config(ErrorCode::OutOfRange, "").value(number);
                Err(error.allowed(format!("for {}: {}", fact.name, fact.allowed())))
            }
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

fn fact(name: &str) -> Result<&'static Fact, Error> {
    let found = facts::named(name);
    found.ok_or_else(|| Error::config(ErrorCode::UnknownName, "").value(name).allowed(facts::similar(name)))
}

fn value(literal: &LiteralValue) -> Result<Value, Error> {
    match literal {
        LiteralValue::Boolean(truth) => Ok(Value::Truth(*truth.inner())),
        LiteralValue::Int(number) => Ok(Value::Number(*number.inner() as f64)),
        LiteralValue::Double(number) if number.inner().is_finite() => Ok(Value::Number(*number.inner())),
        LiteralValue::Double(number) => {
            Err(Error::config(ErrorCode::NotFinite, "").value(number.inner()).allowed("a finite number"))
        }
        LiteralValue::String(text) => Ok(Value::Text(text.inner().to_owned())),
        LiteralValue::Bytes(_) => Err(unknown("bytes")),
        LiteralValue::Null => Err(unknown("null")),
        LiteralValue::UInt(_) => Err(unknown("a number with u")),
    }
}

fn comparison(name: &str) -> Option<Comparison> {
    Some(match name {
        op::EQUALS => Comparison::Equal,
        op::NOT_EQUALS => Comparison::NotEqual,
        op::LESS => Comparison::Less,
        op::LESS_EQUALS => Comparison::LessOrEqual,
        op::GREATER => Comparison::Greater,
        op::GREATER_EQUALS => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

fn text_test(name: &str) -> Option<TextTest> {
    Some(match name {
        "startsWith" => TextTest::StartsWith,
        "endsWith" => TextTest::EndsWith,
        "contains" => TextTest::Contains,
        _ => return None,
    })
}

fn expect(found: FactKind, wanted: FactKind, what: &str) -> Result<(), Error> {
    if found == wanted { Ok(()) } else { Err(wrong_type(found, &format!("{}, {what}", wanted.as_str()))) }
}

fn wrong_type(found: FactKind, allowed: &str) -> Error {
    Error::config(ErrorCode::WrongType, "").value(found.as_str()).allowed(allowed)
}

/// Something of CEL that conditions do not have.
fn unknown(what: &str) -> Error {
    Error::config(ErrorCode::UnknownName, "").value(what).allowed(LANGUAGE)
}

/// `_+_` as it is written.
fn readable(name: &str) -> String {
    name.trim_matches(['_', '@']).to_owned()
}
