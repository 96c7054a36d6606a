//! Checks that the settings of several tests share.

use std::cmp::Ordering;

use crate::error::{Error, ErrorCode};
use crate::units::{Finite, Fraction, NonNegative, compare};

/// Refuses a setting that does not hold.
pub(super) fn holds(field: &str, value: impl ToString, holds: bool, allowed: &str) -> Result<(), Error> {
    if holds { Ok(()) } else { Err(Error::config(ErrorCode::OutOfRange, field).value(value).allowed(allowed)) }
}

/// A number between 0 and 1, both left out.
pub(crate) fn between(field: &str, value: Fraction) -> Result<f64, Error> {
    let value = value.get();
    holds(field, value, value > 0.0 && value < 1.0, "a number above 0 and below 1")?;
    Ok(value)
}

/// A number above 0 that is neither tiny nor huge, so that products of a few stay finite.
pub(super) fn positive(field: &str, value: NonNegative) -> Result<f64, Error> {
    let value = value.get();
    holds(field, value, (1e-12..=1e12).contains(&value), "a number from 1e-12 to 1e12")?;
    Ok(value)
}

/// A level or a difference of two, small enough that sums of squares stay finite.
pub(super) fn level(field: &str, value: Finite) -> Result<f64, Error> {
    holds(field, value, value.get().abs() <= super::look::MAX_LEVEL, super::look::LEVEL)?;
    Ok(value.get())
}

/// A dispersion.
pub(super) fn at_least_one(field: &str, value: NonNegative) -> Result<f64, Error> {
    holds(field, value, value.get() >= 1.0, "a number from 1")?;
    Ok(value.get())
}

/// Shares or weights of a whole.
pub(super) fn sums_to_one(field: &str, values: impl Iterator<Item = f64>) -> Result<(), Error> {
    let sum: f64 = values.sum();
    holds(field, format!("a sum of {sum}"), compare(sum, 1.0) == Ordering::Equal, "a sum of 1")
}
